"""Every no of the API in one form (RFC 9457): what happened, that nothing was lost, and what to do next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from approvals.answering import Unanswered
from policies.evaluate import Blocked, Finding
from portal.api.limiting import TooMany
from portal.drafts.content import InvalidContent
from portal.drafts.editing import StaleRevision
from portal.refusals import Refusal

CONTENT_TYPE = "application/problem+json"
_KINDS: dict[type[Refusal], str] = {
    StaleRevision: "stale",
    Blocked: "blocked",
    Unanswered: "unanswered",
    InvalidContent: "content",
}
_BY_STATUS = {400: "input", 403: "not-yours", 409: "refused", 422: "refused"}


class NotForThis(Exception):
    """The key is not for what it was used for; ``scope`` is what it lacks."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class NotJson(Exception):
    """Something else than JSON was sent."""


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Return a refusal of ``kind``, which the documentation explains under that word."""
    body = {"type": f"{settings.SITE_URL}/api/docs/#{kind}", "title": title, "status": status, **more}
    if detail:
        body["detail"] = detail
    answer = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = "private, no-store"
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer


def findings_told(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return what rules found, as the API tells it."""
    return [
        {
            "key": found.key,
            "check": found.check,
            "severity": found.severity.value,
            "clause": found.clause,
            "clause_text": found.clause_text,
            "policy": found.policy,
            "field": found.field,
            "start": found.start,
            "end": found.end,
            "message": found.message,
            "remedy": found.remedy,
            "wants_answer": found.wants_answer,
        }
        for found in findings
    ]


def _refused(_: HttpRequest, refusal: Refusal) -> HttpResponse:
    kind = next((word for sort, word in _KINDS.items() if isinstance(refusal, sort)), "")
    more: dict[str, Any] = {}
    if isinstance(refusal, InvalidContent):
        more["errors"] = refusal.errors
    if isinstance(refusal, Blocked):
        more["findings"] = findings_told(refusal.verdict.blocking)
    if isinstance(refusal, Unanswered):
        more["findings"] = findings_told(refusal.findings)
    if isinstance(refusal, StaleRevision):
        more["current"] = refusal.current.pk if refusal.current else None
    word = kind or _BY_STATUS.get(refusal.status, "refused")
    return problem(refusal.status, word, refusal.what, refusal.next_step, **more)


def _no_key(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    return problem(
        401,
        "key",
        "This needs a key that works.",
        "Send it as: Authorization: Bearer <key>. Keys end, and can be revoked: make a new one on the desk.",
        {"WWW-Authenticate": "Bearer"},
    )


def _not_for_this(_: HttpRequest, error: NotForThis) -> HttpResponse:
    return problem(
        403,
        "scope",
        "This key is not for that.",
        f"Make a key with the scope “{error.scope}” on the desk.",
        {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{error.scope}"'},
    )


def _too_many(_: HttpRequest, error: TooMany) -> HttpResponse:
    left = error.allowance
    return problem(
        429,
        "rate",
        "This key has asked too often.",
        f"It may ask {left.limit} times a minute. Nothing was changed; try again in {left.resets_in} seconds.",
        {"Retry-After": str(left.resets_in), **left.headers()},
    )


def _wrong_input(_: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [{"at": [str(step) for step in one["loc"]], "what": one["msg"]} for one in error.errors]
    return problem(422, "input", "The request does not fit.", "Nothing was changed.", errors=wrong)


def _not_json(_: HttpRequest, __: NotJson) -> HttpResponse:
    return problem(
        415, "json", "Only JSON is read here.", "Send it as application/json.", {"Accept": "application/json"}
    )


def _unreadable(_: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "json", "The request cannot be read.", str(error))


def _too_big(_: HttpRequest, __: RequestDataTooBig) -> HttpResponse:
    return problem(413, "input", "The request is too large.", "Nothing was changed. Send less text at once.")


def missing(_: HttpRequest, __: Exception | None = None) -> HttpResponse:
    """Say that there is nothing, or nothing for this key."""
    return problem(
        404, "missing", "There is nothing here.", "Nothing was changed. Check the address and the key."
    )


_ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refusal: _refused,
    AuthenticationError: _no_key,
    NotForThis: _not_for_this,
    TooMany: _too_many,
    ValidationError: _wrong_input,
    NotJson: _not_json,
    HttpError: _unreadable,
    RequestDataTooBig: _too_big,
    Http404: missing,
    ObjectDoesNotExist: missing,
}


def tell_problems(api: NinjaAPI) -> None:
    """Let ``api`` answer every refusal in this form."""
    for sort, answer in _ANSWERS.items():
        api.add_exception_handler(sort, answer)
