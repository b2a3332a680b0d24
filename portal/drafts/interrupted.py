"""What was being sent when the session ended: kept encrypted for an hour, for the same person and page.

The form carries a signed ``holder``: who it was made for, for which draft. Without it, or for another person, nothing
is kept and nothing is shown. What was kept only refills the form; it is never carried out.
"""

import base64
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
KEPT_FOR = 3600
"""Seconds for which an interrupted POST waits for its person."""
_SALT = "portal.drafts.interrupted"
_PAGES = frozenset({"draft", "draft_autosave"})
_SPARE = 1024 * 1024


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


def _cipher() -> Fernet:
    key = salted_hmac(_SALT, "key", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


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
    try:
        token = _cipher().encrypt(json.dumps(facts).encode())
        cache.set(_slot(holder.user_id, holder.communication_id), token, KEPT_FOR)
    except (RedisError, OSError) as error:
        log.warning("what was typed in communication %s was not kept: %s", holder.communication_id, error)
        return False
    return True


def kept_for(user_id: int, communication_id: int) -> Kept | None:
    """Return what this person had typed in this draft when their session ended, or None."""
    try:
        token = cache.get(_slot(user_id, communication_id))
        facts = json.loads(_cipher().decrypt(token, ttl=KEPT_FOR)) if token else None
    except (RedisError, OSError, InvalidToken, ValueError):
        return None
    if facts is None or facts["for"] != [user_id, communication_id]:
        return None
    data = QueryDict(mutable=True)
    for name, values in facts["typed"].items():
        data.setlist(name, values)
    return Kept(data, datetime.fromisoformat(facts["at"]))


def forget(user_id: int, communication_id: int) -> None:
    """Drop what was kept: the person saved or discarded it."""
    try:
        cache.delete(_slot(user_id, communication_id))
    except (RedisError, OSError) as error:
        log.warning("an interrupted draft stays until it expires: %s", error)


def _refused_at_the_door(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a draft's POST never reached its view: signed out, or signed in anew in another tab."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.url_name not in _PAGES:
        return False
    if hasattr(request, "person"):
        return False
    return response.status_code == 403 or (
        response.status_code == 302 and response.headers.get("Location", "").startswith(settings.LOGIN_URL)
    )


class InterruptedMiddleware:
    """Keeps a draft's POST that the session did not outlive; answers what is too large to read with words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and look at what became of it."""
        if _too_large(request):
            return render(request, "drafts/too_large.html", {"most": settings.MAX_IMAGE_BYTES}, status=413)
        response = self.get_response(request)
        if not _refused_at_the_door(request, response):
            return response
        holder = read_holder(request.POST.get("holder", ""))
        match = request.resolver_match
        if holder is None or match is None or match.kwargs.get("id") != holder.communication_id:
            return response
        kept = keep(holder, request.POST)
        if match.url_name == "draft_autosave":
            return JsonResponse({"signed_out": True, "kept": kept}, status=401)
        return response


def _too_large(request: HttpRequest) -> bool:
    """Return whether a POST says that it is larger than what any form here sends: text, or text with a picture."""
    if request.method != "POST":
        return False
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if request.content_type == "multipart/form-data":
        most += settings.MAX_IMAGE_BYTES + _SPARE
    return length > most
