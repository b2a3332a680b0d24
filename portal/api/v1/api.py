"""The first version of the API, put together."""

import json
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.parser import Parser

from portal.api.v1 import channels, comments, drafts, policies, publications
from portal.api.v1.problems import tell_problems

PREFIX = "api/v1/"
_ABOUT = (
    "What a council publishes, its channels and policies, and a way to bring drafts to its clerk and comments to its "
    "desk. A key is made on the desk, under your name, and can do nothing that you could not: nothing here approves "
    "or issues."
)


class _Parser(Parser):
    """Reads JSON; what cannot be read is the sender's fault, however it is wrong."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body. Raises HttpError (400) for what is no JSON, or nested beyond reading."""
        try:
            return cast("dict[str, Any]", json.loads(request.body, parse_constant=_no_number))
        except (ValueError, RecursionError) as error:
            raise HttpError(
                400, "What was sent is not JSON that can be read. Nothing was changed."
            ) from error


def _no_number(word: str) -> float:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(word)


class _Api(NinjaAPI):
    """Tells with every answer how often its key may still ask, and lets nobody keep it."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Return ``data`` as JSON."""
        answer = super().create_response(request, data, **options)
        answer.headers["Cache-Control"] = "private, no-store"
        for name, value in request.allowance.headers().items():  # type: ignore[attr-defined]
            answer.headers[name] = value
        return answer


api = _Api(
    title="Proper Channels",
    version="1",
    description=_ABOUT,
    docs_url=None,
    openapi_url=None,
    parser=_Parser(),
    urls_namespace="api-v1",
)
api.add_router("publications", publications.router)
api.add_router("channels", channels.router)
api.add_router("policies", policies.router)
api.add_router("drafts", drafts.router)
api.add_router("comments", comments.router)
tell_problems(api)
