"""Keys to the API: made by who will hold them, revoked by their holder or the clerk, and who stands behind one."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from moderation.seeing import require_entering
from portal.api.models import ApiKey
from portal.api.scopes import Scope
from portal.councils.people import Person, person_now
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

PREFIX = "pck_"
"""Stands before every key, so that programs which look for lost secrets know one when they see it."""
_KEY = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}", re.ASCII)
_HINT = 10
DAYS = (30, 90, 365)
"""For how many days a key may be made."""
MOST_KEYS = 20
"""Open keys of one holder."""
_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Bearer:
    """Who asks by a key: the person as they stand now, and what the key may be used for."""

    key: ApiKey
    person: Person

    def may(self, scope: Scope) -> bool:
        """Return whether the key is for ``scope``."""
        return scope.value in self.key.scopes


@transaction.atomic
def make_key(*, actor: Person, name: str, scopes: Collection[str], days: int) -> tuple[ApiKey, str]:
    """Give ``actor`` a key for a program of theirs; return it with the key itself, which is stored nowhere.

    ``days`` from now it ends. Raises NotYours for somebody who may not read the desk or lacks what a scope is for,
    InvalidInput for a name, scopes or days that cannot be, Refusal where they hold such a key or too many.
    """
    actor.require(Power.READ_DESK)
    called = " ".join(stated(name).split())
    if not called or len(called) > 80:
        raise InvalidInput("Say in up to 80 characters what will use the key.")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise InvalidInput("Choose what the key is for.")
    if set(scopes) & {Scope.DRAFTS.value, Scope.SUBMIT.value}:
        actor.require(Power.DRAFT)
    if Scope.COMMENTS.value in scopes:
        require_entering(actor)
    if days not in DAYS:
        raise InvalidInput("Choose for how long the key is to work.")
    now = timezone.now()
    if open_keys(actor).count() >= MOST_KEYS:
        raise Refusal(f"You have {MOST_KEYS} keys already.", "Nothing was changed. Revoke one first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            made = ApiKey.objects.create(
                holder=actor.membership,
                name=called,
                scopes=sorted(set(scopes)),
                hint=secret[:_HINT],
                key_sha256=sha256_of(secret),
                made_at=now,
                ends_at=now + timedelta(days=days),
            )
    except IntegrityError as error:
        raise Refusal(
            f"You have a key called “{called}” already.",
            "Nothing was changed. Revoke it or choose another name.",
        ) from error
    facts = {"scopes": made.scopes, "until": made.ends_at.isoformat(), "key_sha256": made.key_sha256}
    record([entry_by(actor, "api_key_made", "api_key", made.pk, **facts)])
    return made, secret


@transaction.atomic
def revoke_key(*, actor: Person, key_id: int) -> ApiKey:
    """Take a key away: from this moment it opens nothing. Its holder may, and whoever keeps the council's settings.

    Raises NotYours for anybody else, Refusal where it is not here or revoked already.
    """
    found = keys_seen_by(actor).filter(pk=key_id).first()
    if found is None:
        raise Refusal("This council has no such key.", "Nothing was changed.")
    now = timezone.now()
    moved = ApiKey.objects.filter(pk=found.pk, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=actor.membership
    )
    if moved != 1:
        raise Refusal("This key is revoked already.", "Nothing was changed.")
    record([entry_by(actor, "api_key_revoked", "api_key", found.pk, holder=found.holder_id)])
    found.refresh_from_db()
    return found


def keys_seen_by(person: Person) -> "QuerySet[ApiKey]":
    """Return the keys that ``person`` may see and revoke: their own, and all of the council for who configures it."""
    mine = Q(holder=person.membership)
    if person.may(Power.CONFIGURE):
        mine = Q(holder__council=person.council)
    return ApiKey.objects.filter(mine)


def open_keys(person: Person) -> "QuerySet[ApiKey]":
    """Return the keys that ``person`` holds and that open something now."""
    return ApiKey.objects.filter(
        holder=person.membership, revoked_at__isnull=True, ends_at__gt=timezone.now()
    )


def bearer_of(secret: str) -> Bearer | None:
    """Return who asks with ``secret``, or None for what is no key, ended or revoked, or whose holder left.

    Two queries; now and then a third, which notes that the key is used.
    """
    if not _KEY.fullmatch(secret):
        return None
    now = timezone.now()
    found = ApiKey.objects.filter(
        key_sha256=sha256_of(secret), revoked_at__isnull=True, ends_at__gt=now
    ).first()
    if found is None:
        return None
    try:
        person = person_now(found.holder_id)
    except NotYours:
        return None
    if found.used_at is None or found.used_at < now - _NOTED_EVERY:
        ApiKey.objects.filter(pk=found.pk).update(used_at=now)
    return Bearer(found, person)
