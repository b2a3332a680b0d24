"""What was being sent to a desk when the session ended: kept encrypted for an hour, for the same person.

A form proves for whom it was made by its CSRF token: every sign-in begins a new secret, and the desk notes whose it is.
What was kept is shown again on the page where it was typed, to its person alone; it is never carried out. The draft
page says for whom its form was made (portal/drafts/interrupted.py), because its autosave has a say in it.
"""

import base64
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.middleware import csrf
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from portal.pages import came_from, is_page, page_above

log = logging.getLogger(__name__)
KEPT_FOR = 3600
"""Seconds for which an interrupted POST waits for its person."""
FORM_IS_GOOD_FOR = 7 * 24 * 3600
"""Seconds after the last page for which a form is known to be somebody's: a laptop may sleep for days."""
MOST = 12
"""So many addresses are kept for one person; the oldest goes first."""
LONGEST = 500_000
"""Characters of all fields of one form together: more than any form of the desk takes."""
_SALT = "portal.interrupted"
_MACHINERY = frozenset(
    {"csrfmiddlewaretoken", "holder", "based_on", "edition", "revision_id", "sha256", "refilled"}
)
_SECRET = "password"  # noqa: S105  the part of a field's name by which it is known


@dataclass(frozen=True)
class Kept:
    """What somebody had sent to ``path`` when their session ended, from which pages, and when that was."""

    path: str
    pages: tuple[str, ...]
    at: datetime
    typed: dict[str, list[str]]

    @property
    def data(self) -> QueryDict:
        """Return it as a form takes it."""
        return as_sent(self.typed)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Return each text under its field's name in words, without what only the form itself understands."""
        shown = {name: [v for v in values if v.strip()] for name, values in self.typed.items()}
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), "\n".join(values))
            for name, values in shown.items()
            if values and name not in _MACHINERY
        ]


def note_owner(request: HttpRequest, user_id: int) -> None:
    """Note that the forms of this answer were made for ``user_id``."""
    secret = request.META.get("CSRF_COOKIE")
    if secret:
        _put(_owner_slot(secret), user_id, FORM_IS_GOOD_FOR)


def owner_of(request: HttpRequest) -> int | None:
    """Return for whom the form was made that is being sent, or None where that is not known."""
    token = request.POST.get("csrfmiddlewaretoken") or request.headers.get("X-CSRFToken", "")
    secret = _unmasked(token)
    found = _get(_owner_slot(secret)) if secret else None
    return found if isinstance(found, int) else None


def keep(request: HttpRequest) -> Kept | None:
    """Keep what ``request`` sends for whom its form was made; None where it is nobody's, has no text or is too long."""
    user_id = owner_of(request)
    typed = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in {"csrfmiddlewaretoken", "holder"} and _SECRET not in name.lower()
    }
    if user_id is None or sum(len(value) for values in typed.values() for value in values) > LONGEST:
        return None
    own = request.path if is_page(request.path) else ""
    pages = tuple(page for page in (came_from(request), own) if page) or (page_above(request.path),)
    kept = Kept(request.path, pages, timezone.now(), typed)
    if not kept.texts:
        return None
    others = [other for other in all_kept(user_id) if other.path != request.path]
    return kept if _write(user_id, [*others, kept][-MOST:]) else None


def all_kept(user_id: int) -> list[Kept]:
    """Return all that waits for this person, the oldest first."""
    facts = sealed_in(_slot(user_id))
    if facts is None or facts["for"] != user_id:
        return []
    since = timezone.now() - timedelta(seconds=KEPT_FOR)
    found = [
        Kept(row["path"], tuple(row["pages"]), datetime.fromisoformat(row["at"]), row["typed"])
        for row in facts["kept"]
    ]
    return [kept for kept in found if kept.at > since]


def kept_at(user_id: int, path: str) -> Kept | None:
    """Return what this person had sent to ``path``, or None."""
    return next((kept for kept in all_kept(user_id) if kept.path == path), None)


def kept_on(user_id: int, page: str) -> list[Kept]:
    """Return what this person typed on ``page``, and on the first page of a desk all that was typed at that desk."""
    home = page.endswith("/desk/")
    return [
        kept
        for kept in all_kept(user_id)
        if page == kept.path or page in kept.pages or (home and kept.path.startswith(page))
    ]


def forget(user_id: int, path: str) -> None:
    """Drop what was kept for ``path``: the person has sent it again."""
    kept = all_kept(user_id)
    if any(one.path == path for one in kept):
        _write(user_id, [one for one in kept if one.path != path])


def refill(form: forms.Form, kept: Kept | None) -> None:
    """Let ``form`` begin with what was typed. Files, and what a page hides in its form, stay as the page made them."""
    if kept is None:
        return
    began = dict(form.initial)
    for name, field in form.fields.items():
        if field.widget.is_hidden or isinstance(field, forms.FileField):
            continue
        began[name] = field.widget.value_from_datadict(kept.data, {}, form.add_prefix(name))
    form.initial = began


def _unmasked(token: str) -> str:
    """Return the secret behind a form's token, or '': Django hides it under a mask, which stands before it."""
    letters = csrf.CSRF_ALLOWED_CHARS
    if len(token) != csrf.CSRF_TOKEN_LENGTH or not set(token) <= set(letters):
        return ""
    places = [letters.index(letter) for letter in token]
    half = csrf.CSRF_SECRET_LENGTH
    pairs = zip(places[half:], places[:half], strict=True)
    return "".join(letters[hidden - mask] for hidden, mask in pairs)


def _cipher() -> Fernet:
    key = salted_hmac(_SALT, "key", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _slot(user_id: int) -> str:
    return f"interrupted-desk:{user_id}"


def _owner_slot(secret: str) -> str:
    return f"form-of:{salted_hmac(_SALT, secret, algorithm='sha256').hexdigest()}"


def _write(user_id: int, kept: list[Kept]) -> bool:
    rows = [
        {"path": one.path, "pages": one.pages, "at": one.at.isoformat(), "typed": one.typed} for one in kept
    ]
    return put_sealed(_slot(user_id), {"for": user_id, "kept": rows})


def as_sent(typed: dict[str, list[str]]) -> QueryDict:
    """Return what was typed as a form takes it."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def put_sealed(slot: str, facts: dict[str, Any]) -> bool:
    """Keep ``facts`` encrypted for KEPT_FOR; False where the cache does not take them."""
    return _put(slot, _cipher().encrypt(json.dumps(facts).encode()), KEPT_FOR)


def sealed_in(slot: str) -> Any:
    """Return the facts in ``slot``, or None: none, another's seal, or older than KEPT_FOR."""
    token = _get(slot)
    try:
        return json.loads(_cipher().decrypt(token, ttl=KEPT_FOR)) if token else None
    except (InvalidToken, ValueError, TypeError):
        return None


def drop(slot: str) -> None:
    """Empty ``slot``; where the cache is away, it empties itself when its time is over."""
    try:
        cache.delete(slot)
    except (RedisError, OSError) as error:
        log.warning("what was kept stays until its time is over: %s", error)


def _put(slot: str, value: Any, seconds: int) -> bool:
    try:
        cache.set(slot, value, seconds)
    except (RedisError, OSError) as error:
        log.warning("what was typed, or for whom a form is, cannot be kept: %s", error)
        return False
    return True


def _get(slot: str) -> Any:
    try:
        return cache.get(slot)
    except (RedisError, OSError):
        return None
