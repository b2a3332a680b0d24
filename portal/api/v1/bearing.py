"""Who asks: a key in the Authorization header, what it is for, and how often it may ask."""

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from portal.api.keys import Bearer, bearer_of
from portal.api.limiting import take
from portal.api.scopes import Scope
from portal.api.v1.problems import NotForThis, NotJson

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Key(HttpBearer):
    """A key of the portal, sent as a bearer token. It is read before anything else of the request is."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """Return who asks, or None. Raises NotForThis, TooMany, or NotJson for a body that is something else."""
        found = bearer_of(token.strip())
        if found is None:
            return None
        if not found.may(self.scope):
            raise NotForThis(self.scope.value)
        writing = request.method not in _READING
        request.allowance = take(found.key.pk, writing=writing)  # type: ignore[attr-defined]
        if writing and request.content_type != "application/json":
            raise NotJson
        return found


def asking(scope: Scope) -> dict[str, Any]:
    """Return what every operation of ``scope`` is declared with."""
    return {"auth": Key(scope), "openapi_extra": {"x-scope": scope.value}}


def bearer(request: HttpRequest) -> Bearer:
    """Return who asks, as Key found them."""
    return cast("Bearer", request.auth)  # type: ignore[attr-defined]
