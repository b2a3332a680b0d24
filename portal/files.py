"""Where files lie, for portal.settings: on this machine's disk, or in a bucket that every machine reaches."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.environment import BASE_DIR, env, folder, upload_limits

VAR_DIR = BASE_DIR / "var"
STATIC_ROOT = folder("STATIC_ROOT", VAR_DIR / "static", written=False)
MEDIA_ROOT = folder("MEDIA_ROOT", VAR_DIR / "media", written=True)
MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MAX_RECORDING_BYTES, MAX_RECORDING_SECONDS = upload_limits()

_SCHEMES = {"s3": "https", "s3+http": "http"}
_MAY_BE_SAID = {"region", "addressing"}
_ADDRESSING = {"path", "virtual"}


def _wrong() -> ImproperlyConfigured:
    # Without the value: it holds the secret.
    return ImproperlyConfigured(
        "OBJECT_STORAGE_URL must be s3://key:secret@host/bucket or s3+http://…, perhaps with /folder after the bucket, "
        "and ?region=…&addressing=path or virtual."
    )


def _bucket() -> dict[str, Any]:
    """Return the options of portal.object_storage as OBJECT_STORAGE_URL says, {} where it is not set."""
    value: str = env.str("OBJECT_STORAGE_URL", default="")
    if not value:
        return {}
    try:
        parts, port = urlsplit(value), urlsplit(value).port
        said = {
            name: found[-1] for name, found in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
        }
    except ValueError as error:
        raise _wrong() from error
    bucket, _, location = parts.path.strip("/").partition("/")
    addressing = said.get("addressing", "path")
    whole = parts.scheme in _SCHEMES and all((parts.hostname, parts.username, parts.password, bucket))
    if not whole or parts.fragment or set(said) - _MAY_BE_SAID or addressing not in _ADDRESSING:
        raise _wrong()
    host = f"{parts.hostname}:{port}" if port else parts.hostname
    return {
        "endpoint_url": f"{_SCHEMES[parts.scheme]}://{host}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": bucket,
        "location": location,
        "region_name": said.get("region", "us-east-1"),
        "addressing_style": addressing,
    }


_OPTIONS = _bucket()
STORAGES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "portal.object_storage.PrivateObjectStorage", "OPTIONS": _OPTIONS}
        if _OPTIONS
        else {"BACKEND": "portal.storage.WholeFileStorage"}
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
