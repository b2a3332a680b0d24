"""A worker asks a network to block, to unblock or to look at a report, outside any transaction, and reads it back."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from moderation.enforcing.trying import Again, ToHand, Told, tried
from moderation.errands.ordering import forget_account, order_ends, shuts_out, waits
from moderation.intake.receiving import ABOUT
from moderation.measures.standing import holding
from moderation.models import Errand
from moderation.states import Carrying
from portal.celery import app
from portal.channels.connectors.base import Ambiguous, Capability, Permanent, Transient
from portal.channels.connectors.misreading import never_stuck
from portal.channels.connectors.shutting_out import Report, ShutsOut, Sort
from portal.channels.models import Channel
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waking import nudge
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record

RUN_TASK = "moderation.tasks.run_errand"
AT_ONCE = 200
ANOTHER_HOLDS = "Another block of the same account holds: nothing was ended there."
NOT_SENT_TWICE = (
    "Nobody knows whether the report arrived, and the network tells nobody what they reported: the portal does not "
    "send it twice. Look there, and report it by hand if it is not there."
)
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
    came = tried(held.channel, held.tries, partial(_done_there, held))
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
    found = rows.select_related("comment__channel", "comment__publication", "referral", "ordered_by").first()
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
    """Return whether nothing is to be asked any more: the block was ended, or the report was closed, meanwhile."""
    if one.act == Errand.Act.BLOCK:
        lasts = holding().filter(pk=one.measure_id, ends_on__gte=timezone.localdate())
        return not lasts.exists()
    return one.referral is not None and one.referral.closed_at is not None


def _done_there(held: _Held) -> str:
    """Ask for it, read it back, and return what it comes to there."""
    act = Errand.Act(held.row.act)
    connector = shuts_out(held.channel, Capability.REPORT if act == Errand.Act.REPORT else Capability.BLOCK)
    if connector is None:
        raise Permanent("The network of this channel cannot be asked for that any more.")
    if act == Errand.Act.REPORT:
        return _reported(connector, held)
    account = held.row.account or connector.author_of(held.channel, held.row.comment.remote_id)
    held.row.account = account
    # Kept before it is asked for: the author may delete the comment, and the block has its end to come.
    Errand.objects.filter(pk=held.row.pk).update(account=account[:300])
    if act == Errand.Act.UNBLOCK and _another_holds(held.row):
        return ANOTHER_HOLDS
    return _stands(connector, held, blocked=act == Errand.Act.BLOCK)


def _stands(connector: ShutsOut, held: _Held, *, blocked: bool) -> str:
    """Have the account stand blocked there, or not. Raises Transient where the network says otherwise afterwards."""
    name, account = held.channel.name, held.row.account
    if connector.is_blocked(held.channel, account) is not blocked:
        (connector.block if blocked else connector.unblock)(held.channel, account)
    stands = connector.is_blocked(held.channel, account)
    if stands is not None and stands is not blocked:
        now = "not blocked" if blocked else "blocked still"
        raise Transient(f"{name} said yes, but the account is {now} there.")
    means = connector.block_means if blocked else connector.unblock_means
    said = f"{'Blocked' if blocked else 'Unblocked'} on {name}. {means}"
    return (
        said if stands is not None else f"{said} The network confirmed it, and does not show it: look there."
    )


def _another_holds(one: Errand) -> bool:
    """Return whether another block that holds keeps the same account away from the same channel."""
    lasts = holding().filter(ends_on__gte=timezone.localdate()).exclude(pk=one.measure_id)
    rows = Errand.objects.filter(act=Errand.Act.BLOCK, measure__in=lasts.values("pk"), account=one.account)
    return rows.filter(comment__channel=one.comment.channel_id).exclude(account="").exists()


def _reported(connector: ShutsOut, held: _Held) -> str:
    made = Report(held.row.comment.remote_id, Sort(held.row.sort), held.row.words)
    try:
        with never_stuck(held.channel):
            held.row.answer = connector.report(held.channel, made)[:200]
    except Ambiguous as error:
        raise Permanent(f"{NOT_SENT_TWICE} The last: {error}") from error
    number = f" under the number {held.row.answer}" if held.row.answer else ""
    return f"Reported{number} to {connector.report_goes_to}. What comes of it they alone decide."


@transaction.atomic
def _settle(held: _Held, told: str) -> None:
    """Note that it is done, as it was read back; what a report said is filed."""
    one, now = held.row, timezone.now()
    done = {"done_at": now, "told": told[:500], "answer": one.answer, "problem": "", "due_at": None}
    if not _move(held, Carrying.DONE, **done):
        return
    if one.act == Errand.Act.UNBLOCK:
        forget_account(one.measure_id)
    if one.act == Errand.Act.REPORT:
        _file(one, told)
    record([entry_by_machine(one.council_id, "errand_run", ABOUT, one.comment_id, **_facts(held))])


def _file(one: Errand, told: str) -> None:
    item = one.comment.publication
    filing = Filing(
        council_id=one.council_id,
        status="reported_to_network",
        object_type=ABOUT,
        object_id=one.comment_id,
        title=f"Report of {one.comment.reference} to its network",
        text=f"{one.words}\n\n({one.sort}) {told}",
        communication_id=item.communication_id if item else None,
        actor_id=one.ordered_by.user_id if one.ordered_by else None,
    )
    file_snapshots([filing])


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
    item = held.row.comment.publication
    return {
        "errand": held.row.pk,
        "act": held.row.act,
        "measure": held.row.measure_id,
        "referral": held.row.referral_id,
        "attempt": held.tries,
        "communication": item.communication_id if item else None,
    }
