"""A worker asks a network for an errand, outside any transaction, reads it back, and says what it comes to."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from moderation.enforcing.trying import Again, ToHand, Told, tried
from moderation.errands.doing import NOT_SENT_TWICE, done_there, keep_what_it_did
from moderation.errands.ordering import order_ends, waits
from moderation.informing.owing import owed
from moderation.intake.receiving import ABOUT
from moderation.measures.standing import holding
from moderation.models import Errand
from moderation.states import Carrying
from portal.celery import app
from portal.channels.models import Channel
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waking import nudge
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

RUN_TASK = "moderation.tasks.run_errand"
AT_ONCE = 200
_KNOWN = ("comment__channel", "comment__council", "comment__publication", "referral", "ruling", "ordered_by")
_LOCK = 7_310_927


@dataclass(frozen=True)
class _Held:
    """What a worker has in hand: the row, its channel, and the try that it is."""

    row: Errand
    channel: Channel
    tries: int


def run_due() -> int:
    """Order the ends of blocks that hold no more, and have each errand run whose turn has come; return how many."""
    order_ends()
    keys = list(
        Errand.objects.filter(waits()).order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]
    )
    for key in keys:
        nudge(partial(app.send_task, RUN_TASK, args=[key], expires=600))
    return len(keys)


def run(errand_id: int) -> None:
    """Ask the network for one errand and read it back; what it cannot is left to somebody's hands.

    Does nothing where another worker has it in hand, or another one of the same channel.
    """
    held = _claim(errand_id)
    if held is None:
        return
    outside_transactions()
    came = tried(held.channel, held.tries, partial(done_there, held.row, held.channel))
    if isinstance(came, Told):
        _settle(held, came.words)
    elif isinstance(came, Again):
        _move(held, Carrying.WAITING, due_at=came.due_at, problem=came.problem[:500], tries=came.tries)
    else:
        _leave_to_hand(held, came)


@transaction.atomic
def _claim(errand_id: int) -> _Held | None:
    """Take it in hand by compare-and-set; None where it is not its turn, or it is settled by that already."""
    rows = Errand.objects.filter(waits(), pk=errand_id, comment__channel__isnull=False)
    channel_id = rows.values_list("comment__channel", flat=True).first()
    if channel_id is None:
        return None
    _one_at_a_time(channel_id)
    found = rows.select_related(*_KNOWN).first()
    if found is None or found.comment.channel is None or _is_over(found):
        # Of a block that was tried its end is ordered by the sweep: it may stand there.
        rows.update(state=Carrying.DROPPED, due_at=None)
        return None
    now, mine = timezone.now(), rows.filter(state=found.state, tries=found.tries)
    busy = Errand.objects.filter(comment__channel=channel_id, state=Carrying.ASKING, due_at__gt=now)
    lease = timedelta(seconds=3 * settings.DELIVERY_LEASE_SECONDS)
    stands = {"may_stand": True} if found.act == Errand.Act.BLOCK else {}
    taken = {"state": Carrying.ASKING, "tries": F("tries") + 1, "due_at": now + lease, **stands}
    if busy.exists() or mine.update(**taken) != 1:
        return None
    held = _Held(found, found.comment.channel, found.tries + 1)
    if found.state == Carrying.ASKING and found.act == Errand.Act.REPORT:
        _leave_to_hand(held, ToHand(NOT_SENT_TWICE))
        return None
    return held


def _one_at_a_time(channel_id: int) -> None:
    """Wait until another worker has claimed on this channel: of a block and its end one goes first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, channel_id])


def _is_over(one: Errand) -> bool:
    """Return whether nothing is to be asked any more: it ended, was closed, overruled or told meanwhile."""
    if one.act == Errand.Act.BLOCK:
        lasts = holding().filter(pk=one.measure_id or 0, ends_on__gte=timezone.localdate())
        return not lasts.exists()
    if one.act == Errand.Act.TELL:
        return not owed(one.council_id).filter(pk=one.ruling_id or 0).exists()
    return one.referral is not None and one.referral.closed_at is not None


@transaction.atomic
def _settle(held: _Held, told: str) -> None:
    """Note that it is done, as it was read back; what a report said is filed."""
    one, now = held.row, timezone.now()
    done = {"done_at": now, "told": told[:500], "answer": one.answer, "problem": "", "due_at": None}
    if not _move(held, Carrying.DONE, **done):
        return
    keep_what_it_did(one, told)
    record([entry_by_machine(one.council_id, "errand_run", ABOUT, one.comment_id, **_facts(held))])


@transaction.atomic
def _leave_to_hand(held: _Held, came: ToHand) -> None:
    """Leave it to somebody's hands, and tell who rules."""
    one = held.row
    # Refused at the first try, no block can stand there; after that one may.
    none = {"may_stand": False} if came.refused and held.tries == 1 else {}
    if not _move(held, Carrying.BY_HAND, problem=came.problem[:500], due_at=None, **none):
        return
    tell(
        council_id=one.council_id,
        what=What.ERRAND_BY_HAND,
        about=(ABOUT, one.comment_id),
        recipients=[each.membership.pk for each in people_who_may(Power.DECIDE, one.council_id)],
        occasion=one.pk,
    )
    record([entry_by_machine(one.council_id, "errand_left_to_hand", ABOUT, one.comment_id, **_facts(held))])


def _move(held: _Held, state: Carrying, **changes: Any) -> bool:
    """Move the row by compare-and-set; False where another worker took it over."""
    mine = Errand.objects.filter(pk=held.row.pk, state=Carrying.ASKING, tries=held.tries)
    return mine.update(state=state, **changes) == 1


def _facts(held: _Held) -> dict[str, Any]:
    return {
        "errand": held.row.pk,
        "act": held.row.act,
        "measure": held.row.measure_id,
        "referral": held.row.referral_id,
        "attempt": held.tries,
        "communication": held.row.comment.communication_id,
    }
