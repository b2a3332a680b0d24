"""Whether this process lives (healthz) and whether it can do its work (readyz)."""

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer that the process serves requests; asks nothing else, so that a database restart kills no web process."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when PostgreSQL and Redis answer, else 503 with the names of those that do not."""
    parts = {"database": _database(), "redis": _redis()}
    return JsonResponse(parts, status=200 if all(word == "ok" for word in parts.values()) else 503)


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
