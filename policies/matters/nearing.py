"""Coming near a matter that is closed to somebody: counted, recorded, and after a few in an hour no more is said.

A finding on a closed matter names nothing, but by trying words somebody could find out what it is about. So each
different words that met one take a place of the member's hour; when all are taken, checks for closed matters rest
for them until the hour is over, whatever they write. The clerk's own checks never rest.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from policies.circumstances import Closed
from policies.models import ClosedHit
from policies.models.nearing import LIMIT
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.records.models import LedgerEntry

NEARED = "matter_neared"
MOST_SHOWN = 50
"""The latest of a matter's history of who came near; the record has all of them."""


def hour_now() -> datetime:
    """Return when the clock hour that runs began (aware)."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def rest_ends() -> datetime:
    """Return when the hour that runs is over (aware)."""
    return hour_now() + timedelta(hours=1)


def rests_for(member: OuterRef | int, hour: datetime | None = None) -> Exists:
    """Return the condition that checks for closed matters rest for a membership: its last place is taken.

    ``hour``: when the hour began that counts (aware), the one that runs unless given.
    """
    return Exists(ClosedHit.objects.filter(member=member, hour=hour or hour_now(), place=LIMIT))


def come_near(actor: Person, closed: Collection[Closed], *, item_id: int | None) -> tuple[bool, list[Entry]]:
    """Take places of the member's hour for ``closed``; return whether it may be shown, and what the caller records.

    What was shown before in the hour takes no new place. Where fewer are left than are new, all are taken and nothing
    is shown: a text that tries many words at once learns nothing of them. ``item_id``: the communication, None where
    it was a text of its own. Runs in the caller's transaction; the membership's row is locked until it ends. No query
    without ``closed``.
    """
    if not closed:
        return True, []
    Membership.objects.select_for_update(no_key=True).get(
        pk=actor.membership.pk
    )  # one request after the other
    hour = hour_now()
    mine = ClosedHit.objects.filter(member=actor.membership)
    mine.filter(hour__lt=hour).delete()
    kept = set(mine.filter(hour=hour).values_list("key", flat=True))
    if len(kept) >= LIMIT:
        return False, []
    new = {one.key: one for one in closed if one.key not in kept}
    shown = len(kept) + len(new) <= LIMIT
    places = zip(range(len(kept) + 1, LIMIT + 1), new, strict=False)
    ClosedHit.objects.bulk_create(
        [ClosedHit(member=actor.membership, hour=hour, place=place, key=key) for place, key in places]
    )
    return shown, [_entry(actor, one, item_id, shown=shown) for one in new.values()]


def _entry(actor: Person, one: Closed, item_id: int | None, *, shown: bool) -> Entry:
    facts = {"words_sha256": one.key, "shown": shown, "communication": item_id}
    return entry_by(actor, NEARED, "matter", one.matter, **facts)


@transaction.atomic
def note_closed(*, actor: Person, closed: Collection[Closed], item_id: int | None = None) -> bool:
    """Count and record that ``actor`` is about to be shown ``closed``; return whether it may be shown (come_near)."""
    shown, entries = come_near(actor, closed, item_id=item_id)
    if entries:
        record(entries)
    return shown


def who_came_near(council_id: int, matter_id: int) -> list[LedgerEntry]:
    """Return who came near a closed matter, the last first (for showing; never to decide by). One query."""
    rows = LedgerEntry.objects.filter(
        council_id=council_id, object_type="matter", object_id=matter_id, verb=NEARED
    )
    return list(rows.order_by("-number")[:MOST_SHOWN])
