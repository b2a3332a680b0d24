# The portal as one image: web, worker, beat and migrations are commands of it.

# --- the design system's files, by the integrity hashes of assets/package-lock.json -----------------------
FROM node:24-slim AS node_modules
WORKDIR /build
COPY assets/package.json assets/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=optional

# --- Python packages, by the hashes of requirements/base.txt ----------------------------------------------
FROM python:3.11-slim AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes --only-binary :all: -r /requirements.txt

# --- the static files -------------------------------------------------------------------------------------
FROM packages AS static
WORKDIR /portal
COPY . .
COPY --from=node_modules /build/node_modules /node_modules
# No server is asked while files are collected: these addresses only have to look like some.
RUN python -m devstack.assets var/assets /node_modules \
    && ENVIRONMENT=local STATIC_ROOT=/static DATABASE_URL=postgres://build@localhost/build \
       REDIS_URL=redis://localhost/0 /venv/bin/python manage.py collectstatic --noinput --verbosity=0

# --- what runs --------------------------------------------------------------------------------------------
FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent portal \
    && install -d -o portal -g portal /media
COPY --from=packages /venv /venv
WORKDIR /portal
COPY --from=static /portal/manage.py ./
COPY --from=static /portal/portal portal
COPY --from=static /portal/policies policies
COPY --from=static /portal/approvals approvals
COPY --from=static /portal/moderation moderation
COPY --from=static /portal/templates templates
COPY --from=static /portal/static static
COPY --from=static /portal/var/assets var/assets
COPY --from=static /static /static
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production \
    STATIC_ROOT=/static \
    MEDIA_ROOT=/media
USER portal
VOLUME /media
EXPOSE 8000
# Asked for as the proxy would ask: over https, by a name that the portal answers to.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': p.urlsplit(os.environ['SITE_URL']).netloc, 'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["gunicorn", "portal.wsgi:application", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--config=python:portal.web_server"]
