"""Whether this process lives (healthz) and whether it can do its work (readyz)."""

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from portal.storage import DOWN, how_files_stand, in_bucket

_FILES = "readyz:files"


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer that the process serves requests; asks nothing else, so that a database restart kills no web process."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when PostgreSQL and Redis answer, else 503 with the names of those that do not.

    Where files lie in a bucket it says how that stands, in words that make nobody take the portal away: what is open
    to anybody is mended at the bucket.
    """
    parts = {"database": _database(), "redis": _redis()}
    ready = all(word == "ok" for word in parts.values())
    if parts["redis"] == "ok" and (files := _files()):
        parts["files"] = files
    return JsonResponse(parts, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # the database, or a connection that was closed under us
        return "down"
    return "ok"


def _redis() -> str:
    try:
        cache.set("readyz", 1, 5)
    except (RedisError, OSError):
        return "down"
    return "ok"


def _files() -> str:
    """Return how the bucket stands, looked at once an hour; '' where files lie on a disk."""
    known = cache.get(_FILES) if in_bucket() else ""
    if known is None:
        known = how_files_stand()
        cache.set(_FILES, known, 60 if known == DOWN else 3600)
    return str(known)
