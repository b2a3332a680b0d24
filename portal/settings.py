"""Settings of the portal, all of them from the environment; a wrong value stops the start with its name.

The table in README.md lists every variable. ``ENVIRONMENT=production`` has no defaults for secrets or servers.
"""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import files, listed
from portal.environment import (
    A_DAY,
    BASE_DIR,
    PRODUCTION,
    address,
    database,
    dotted_paths,
    earlier_keys,
    env,
    host_names,
    journal,
    lease_beyond,
    mail_address,
    one_of,
    peers,
    public_address,
    required_in_production,
    role_name,
    secret_key,
    switch,
    whole_number,
    whole_numbers,
)
from portal.logs import logging_at
from portal.schedule import ROUTES, queues, schedule
from portal.sign_in import SIGN_IN

_PUBLISHED_KEY = "local-only-key-that-production-refuses-to-use"
SECRET_KEY = secret_key("SECRET_KEY", _PUBLISHED_KEY)
# Earlier keys, by spaces: what they signed and encrypted is still read, and encrypted anew within an hour.
SECRET_KEY_FALLBACKS = earlier_keys("SECRET_KEY_FALLBACKS", _PUBLISHED_KEY)
# What the credentials of channels are encrypted under, the newest first; in production never SECRET_KEY itself.
CREDENTIAL_KEYS = [
    secret_key("CREDENTIAL_KEY", SECRET_KEY),
    *earlier_keys("CREDENTIAL_KEY_FALLBACKS", _PUBLISHED_KEY),
]
DEBUG = False
_AT_HOME = f"http://localhost:{whole_number('PORT', 8000, lowest=1, highest=65535)}"
SITE_URL = public_address("SITE_URL", _AT_HOME)
ALLOWED_HOSTS = host_names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATABASE_URL = required_in_production("DATABASE_URL", "postgres://portal_web@127.0.0.1:5432/portal")
DATABASES = {
    # What the web and the workers use: a role without the right to change tables or to rewrite the record.
    "default": database("DATABASE_URL", DATABASE_URL),
    # What `migrate --database owner` and `grant_web_role` use.
    "owner": {**database("DATABASE_OWNER_URL", DATABASE_URL), "TEST": {"MIRROR": "default"}},
}
WEB_ROLE = role_name("WEB_ROLE", DATABASES["default"]["USER"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = address("REDIS_URL", "redis://127.0.0.1:6379/0", {"redis", "rediss"})
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "portal.records",
    "portal.councils",
    "portal.drafts",
    "portal.channels",
    "policies",
    "approvals",
    "moderation",
    "portal.desk",
    "portal.api",
    "portal.demo",
]

MIDDLEWARE = [
    "portal.middleware.NoErrorKeptMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.typed.TypedTextMiddleware",
    "portal.drafts.interrupted.TooLargeMiddleware",
    "portal.middleware.InterruptedMiddleware",
    "portal.middleware.WrongWayMiddleware",
    "portal.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.councils.context.person",
            ],
        },
    }
]

MESSAGE_STORAGE = "portal.told.ToldWhereItBelongs"

# --- People and sign-in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "councils.User"
# An address is unique whatever its capitals: the constraint on Lower("email") is stricter than unique=True.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
vars().update(SIGN_IN)
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "own_desk"
SESSION_COOKIE_AGE = whole_number("SESSION_HOURS", 12, lowest=1, highest=8760) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and switch("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Words, times and files -------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "/static/"
STATIC_ROOT = files.STATIC_ROOT
STATICFILES_DIRS = [BASE_DIR / "static", files.VAR_DIR / "assets"]
MEDIA_ROOT = files.MEDIA_ROOT
MEDIA_URL = "/media/"
STORAGES = files.STORAGES
WHITENOISE_USE_FINDERS = not PRODUCTION
MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS = files.MAX_IMAGE_BYTES, files.MAX_IMAGE_PIXELS
MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS = files.MAX_RECORDING_BYTES, files.MAX_RECORDING_SECONDS
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Work in the background -------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = queues(CELERY_TASK_DEFAULT_QUEUE, listed.CONNECTORS)
CELERY_TASK_ROUTES = ROUTES
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,  # of a broker that vanished without closing the connection; a worker's waiting read takes 1 s
    # A web request that finds no broker goes on at once: the sweep carries what nobody was woken for.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
# How often a sweep looks for what is due; the outbox in PostgreSQL is the truth, the broker only wakes workers.
SWEEP_SECONDS = whole_number("SWEEP_SECONDS", 5, lowest=1, highest=3600)
CELERY_BEAT_SCHEDULE = schedule(SWEEP_SECONDS)

# --- Other servers: public addresses only (portal/channels/probing/guarding.py) ----------------------------
# Whether workers look behind the links that submitted texts give; tests name their own ports in LINK_PROBE_PEERS.
# NETWORK_PEERS: servers that channels may be connected to though they are not public, such as a council's own.
LINK_PROBES = switch("LINK_PROBES", default=PRODUCTION)
LINK_PROBE_PEERS: frozenset[tuple[str, int]] = frozenset()
NETWORK_PEERS = peers("NETWORK_PEERS")
# Networks with one address for everybody; both name their version in each address, and Graph ends each after two years.
FACEBOOK_ADDRESS = "https://graph.facebook.com"
X_ADDRESS = "https://api.x.com"
X_VERSION = whole_number("X_VERSION", 2, lowest=2, highest=9)
X_SIGN_IN = "https://x.com/i/oauth2/authorize"
FACEBOOK_SIGN_IN = "https://www.facebook.com"
FACEBOOK_VERSION = whole_number("FACEBOOK_VERSION", 25, lowest=20, highest=99)

# --- Screening what the public writes ---------------------------------------------------------------------
SCREENING_MODEL = one_of("SCREENING_MODEL", "small", {"small", "large"})

# --- Mail -------------------------------------------------------------------------------------------------
EMAIL_URL = address("EMAIL_URL", "smtp://127.0.0.1:1025", {"smtp", "smtp+ssl", "smtps", "smtp+tls"})
EMAIL_CONFIG = env.email_url_config(EMAIL_URL)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = mail_address(
    "DEFAULT_FROM_EMAIL",
    required_in_production("DEFAULT_FROM_EMAIL", "Proper Channels <portal@localhost>"),
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = whole_number("EMAIL_TIMEOUT", 20, lowest=1, highest=600)
# A copy of every press mail goes to this address in the same SMTP transaction; JOURNAL_URL says where to look
# for it (maildir:PATH or imaps://user:password@host/mailbox) after a worker died in mid-message.
JOURNAL_ADDRESS: str = env.str("JOURNAL_ADDRESS", default="")
if JOURNAL_ADDRESS:
    mail_address("JOURNAL_ADDRESS", JOURNAL_ADDRESS)
JOURNAL_URL = journal("JOURNAL_URL")
if bool(JOURNAL_ADDRESS) != bool(JOURNAL_URL):
    raise ImproperlyConfigured("JOURNAL_ADDRESS and JOURNAL_URL are set together or not at all.")

# --- Delivery ---------------------------------------------------------------------------------------------
# How long a worker may be busy with one message before others may ask what became of it, in seconds. It must
# be longer than every time-out of a connector, or a slow send could be taken for a dead one.
DELIVERY_LEASE_SECONDS = lease_beyond("DELIVERY_LEASE_SECONDS", 120, EMAIL_TIMEOUT, "EMAIL_TIMEOUT")
# How long after a crash a message that the journal does not show counts as never sent, in seconds.
JOURNAL_GRACE_SECONDS = whole_number("JOURNAL_GRACE_SECONDS", 300, lowest=0, highest=A_DAY)
# Waits before attempt 2, 3, ... in seconds; after the last the delivery is FAILED and a person decides.
DELIVERY_BACKOFF_SECONDS = whole_numbers(
    "DELIVERY_BACKOFF_SECONDS", [30, 120, 600, 1800, 7200, 21600], highest=7 * A_DAY
)
# Told of every step of a delivery: dotted paths of functions (step, delivery key). What they do cannot stop it.
DELIVERY_OBSERVERS = dotted_paths("DELIVERY_OBSERVERS", ["portal.channels.observing.log_step"])

# --- What may speak for a council, and what may stop it: see portal/listed.py -------------------------------
CONNECTORS, PUBLIC_OUTPUTS = listed.CONNECTORS, listed.PUBLIC_OUTPUTS
DRAFTING_GATES = listed.DRAFTING_GATES
READING_GATES = listed.READING_GATES
BARRING_GATES = listed.BARRING_GATES
CONFIDENTIAL_ITEMS = listed.CONFIDENTIAL_ITEMS
DATED_THINGS = listed.DATED_THINGS
PUBLIC_DATED_THINGS = listed.PUBLIC_DATED_THINGS
PASSED_ON = listed.PASSED_ON
TEXT_FOLLOWERS = listed.TEXT_FOLLOWERS
COMMENT_TRIAL = listed.COMMENT_TRIAL
SENDING_GATES = listed.SENDING_GATES
SPEAKING_GATES = listed.SPEAKING_GATES
RECORDING_GATES = listed.RECORDING_GATES
CHANNEL_GATES = listed.CHANNEL_GATES
CHANNEL_RESTS = listed.CHANNEL_RESTS
CHANNEL_HEARERS = listed.CHANNEL_HEARERS
ACCESS_GATES = listed.ACCESS_GATES
CAMPAIGN_GATES = listed.CAMPAIGN_GATES
READ_WITH_AN_ITEM = listed.READ_WITH_AN_ITEM
ERASERS = listed.ERASERS
DAY_COUNTERS = listed.DAY_COUNTERS
MINUTES_COUNTERS = listed.MINUTES_COUNTERS
COPY_COUNTERS = listed.COPY_COUNTERS
NOTICE_WRITERS, OUTSIDE_WRITERS = listed.NOTICE_WRITERS, listed.OUTSIDE_WRITERS
STILL_OUT = listed.STILL_OUT
CHECKS = listed.CHECKS

LOG_LEVEL = one_of("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
LOGGING = logging_at(LOG_LEVEL)
DEFAULT_EXCEPTION_REPORTER = "portal.error_reports.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.error_reports.Withholding"
