"""What the portal itself notes of a connection: that the network takes its credentials, or takes them no more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.channels.connectors.connecting import Health
from portal.channels.models import Connection, FollowerReading
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.drafts.content import LONDON
from portal.records.ledger import Entry, record


@transaction.atomic
def note_works(connection_id: int, health: Health) -> bool:
    """Note that the network takes the credentials and what it says of them; return whether something waited for that.

    So it is at the first time, and where a problem stood there: that is over, which is recorded. False where they were
    replaced meanwhile, and where they worked before: then nothing is to be ordered again.
    """
    row = _open_one(connection_id)
    if row is None:
        return False
    Connection.objects.filter(pk=row.pk).update(
        account=health.account[:200],
        scopes=sorted(health.scopes),
        expires_at=health.expires_at,
        ends_then=health.ends_then[:200],
        checked_at=timezone.now(),
        problem="",
        problem_at=None,
    )
    if health.followers is not None:
        today = timezone.localdate(timezone=LONDON)
        FollowerReading.objects.update_or_create(
            channel_id=row.channel_id, read_on=today, defaults={"followers": health.followers}
        )
    if row.problem:
        facts = {"connection": row.pk}
        record(
            [
                entry_by_machine(
                    row.channel.council_id, "channel_works_again", "channel", row.channel_id, **facts
                )
            ]
        )
    return bool(row.problem) or row.checked_at is None


@transaction.atomic
def note_lost(connection_id: int, problem: str) -> bool:
    """Note that the network takes the credentials no more and tell who can connect the channel again."""
    row = _open_one(connection_id)
    if row is None or row.problem:
        return False
    record(mark_lost(row, problem, about=("connection", row.pk)))
    return True


def mark_lost(row: Connection, problem: str, *, about: tuple[str, int]) -> list[Entry]:
    """Mark ``row`` by compare-and-set and tell who can connect it; returns what the caller records last.

    ``about``: what the notice leads to. Nothing where another worker has marked it, or it was replaced. ``row`` has
    its channel at hand.
    """
    now = timezone.now()
    rows = Connection.objects.filter(pk=row.pk, ended_at__isnull=True, problem="")
    if rows.update(problem=problem[:500], problem_at=now, session="") != 1:
        return []
    council_id = row.channel.council_id
    tell(
        council_id=council_id,
        what=What.CHANNEL_LOST,
        about=about,
        recipients=managers_of(council_id),
        occasion=minute_of(now),
    )
    facts = {"connection": row.pk}
    return [entry_by_machine(council_id, "channel_lost", "channel", row.channel_id, **facts)]


def managers_of(council_id: int) -> list[int]:
    """Return the memberships of those who can connect its channels."""
    return [person.membership.pk for person in people_who_may(Power.MANAGE_CHANNELS, council_id)]


def minute_of(moment: datetime) -> int:
    """Return a number that tells one trouble of a connection from the next one."""
    return int(moment.timestamp()) // 60


def _open_one(connection_id: int) -> Connection | None:
    rows = Connection.objects.select_for_update(of=("self",)).select_related("channel")
    return rows.filter(pk=connection_id, ended_at__isnull=True).first()
