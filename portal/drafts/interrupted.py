"""What was being sent when the session ended: kept encrypted for an hour, for the same person and page.

The form carries a signed ``holder``: who it was made for, for which draft. Without it, or for another person, nothing
is kept and nothing is shown. What was kept only refills the form; it is never carried out. How it is sealed and kept,
and when, is portal/interrupted.py's and the middleware's affair; the draft pages only say for whom.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from portal.interrupted import as_sent, drop, put_sealed, sealed_in

_SALT = "portal.drafts.interrupted"
_SPARE = 1024 * 1024
_PACK = 100 * 1024 * 1024
"""The largest file that is held against evidence packs; documents have up to 20 MB."""


@dataclass(frozen=True)
class Holder:
    """For whom, and for which draft of which kind, a form was made."""

    user_id: int
    communication_id: int
    kind: str


@dataclass(frozen=True)
class Kept:
    """What somebody had typed when their session ended, and when that was."""

    data: QueryDict
    at: datetime


def sign_holder(holder: Holder) -> str:
    """Return ``holder`` as text that only this installation can have written."""
    return Signer(salt=_SALT).sign_object([holder.user_id, holder.communication_id, holder.kind])


def read_holder(signed: str) -> Holder | None:
    """Return the holder in ``signed``, or None where it was not written here."""
    try:
        user_id, communication_id, kind = Signer(salt=_SALT).unsign_object(signed)
    except (BadSignature, ValueError, TypeError):
        return None
    return Holder(user_id, communication_id, kind)


def _slot(user_id: int, communication_id: int) -> str:
    return f"interrupted:{user_id}:{communication_id}"


def keep(holder: Holder, data: QueryDict) -> bool:
    """Keep ``data`` for its holder; False where the cache does not take it."""
    typed = {name: data.getlist(name) for name in data if name not in {"csrfmiddlewaretoken", "holder"}}
    facts = {
        "for": [holder.user_id, holder.communication_id],
        "at": timezone.now().isoformat(),
        "typed": typed,
    }
    return put_sealed(_slot(holder.user_id, holder.communication_id), facts)


def kept_for(user_id: int, communication_id: int) -> Kept | None:
    """Return what this person had typed in this draft when their session ended, or None."""
    facts = sealed_in(_slot(user_id, communication_id))
    if facts is None or facts["for"] != [user_id, communication_id]:
        return None
    return Kept(as_sent(facts["typed"]), datetime.fromisoformat(facts["at"]))


def forget(user_id: int, communication_id: int) -> None:
    """Drop what was kept: the person saved or discarded it."""
    drop(_slot(user_id, communication_id))


def holder_of(request: HttpRequest, communication_id: int) -> Holder | None:
    """Return for whom the form was made that is being sent, or None where it was not made for this draft."""
    holder = read_holder(request.POST.get("holder", ""))
    return holder if holder is not None and holder.communication_id == communication_id else None


class TooLargeMiddleware:
    """Answers what is too large to read with words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless it says that it is too large."""
        if _too_large(request):
            most = {"picture": settings.MAX_IMAGE_BYTES, "recording": settings.MAX_RECORDING_BYTES}
            return render(request, "drafts/too_large.html", most, status=413)
        return self.get_response(request)


def _too_large(request: HttpRequest) -> bool:
    """Return whether a POST says that it is larger than what any form here sends: text, or text with a file.

    Files of every sort come to the desk, from people with a session; whoever has none sends pictures at most.
    """
    if request.method != "POST":
        return False
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if request.content_type == "multipart/form-data":
        to_desk = "/desk/" in request.path_info and settings.SESSION_COOKIE_NAME in request.COOKIES
        most += (_largest_file() if to_desk else settings.MAX_IMAGE_BYTES) + _SPARE
    return length > most


def _largest_file() -> int:
    """Return the bytes of the largest file that any form of the desk takes; each form has its own limit below that."""
    return max(settings.MAX_IMAGE_BYTES, settings.MAX_RECORDING_BYTES, _PACK)
