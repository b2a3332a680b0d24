"""A worker carries a ruling out on its network, outside any transaction, reads it back, and says what it comes to."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from moderation.enforcing.trying import Again, Told, tried
from moderation.intake.receiving import ABOUT
from moderation.models import Comment, Enforcement, Ruling
from moderation.states import Act, Carrying
from portal.celery import app
from portal.channels.connectors.base import Connector, Permanent, Transient, connector_for
from portal.channels.models import Channel, Delivery
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waking import nudge
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

CARRY_TASK = "moderation.tasks.carry_out_ruling"
AT_ONCE = 200
NOT_THERE = "It stands there no more: its author or the network took it away."


@dataclass(frozen=True)
class _Held:
    """What a worker has in hand: the row, and the try that it is."""

    row: Enforcement
    comment: Comment
    channel: Channel
    external_id: str
    tries: int


def carry_due() -> int:
    """Have each ruling carried out whose turn has come, and what a dead worker left; return how many."""
    keys = list(
        Enforcement.objects.filter(_due()).order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]
    )
    for key in keys:
        nudge(partial(app.send_task, CARRY_TASK, args=[key], expires=600))
    return len(keys)


def carry(enforcement_id: int) -> None:
    """Carry one ruling out on its network and read it back; a network that cannot leaves it to somebody's hands.

    Does nothing where another worker has it, or the comment's other ruling, in hand.
    """
    held = _claim(enforcement_id)
    if held is None:
        return
    outside_transactions()
    came = tried(held.channel, held.tries, partial(_done_there, held))
    if isinstance(came, Told):
        _settle(held, came.words)
    elif isinstance(came, Again):
        _again(held, came)
    else:
        _leave_to_hand(held, came.problem)


def _done_there(held: _Held) -> str:
    connector = connector_for(held.channel)
    _ask(connector, held)
    return _read_back(connector, held)


def _due() -> Q:
    return Q(state__in=[Carrying.WAITING, Carrying.ASKING], due_at__lte=timezone.now())


def _lease() -> timedelta:
    """Return how long a worker has a row in hand: an act and its reading back, each with the time of a delivery."""
    return timedelta(seconds=2 * settings.DELIVERY_LEASE_SECONDS)


@transaction.atomic
def _claim(enforcement_id: int) -> _Held | None:
    """Take the row in hand by compare-and-set; None where it is not its turn. What was overruled is dropped."""
    rows = Enforcement.objects.filter(_due(), pk=enforcement_id)
    comment_id = rows.values_list("ruling__comment", flat=True).first()
    if comment_id is None:
        return None
    # Two rulings on one comment must not reach its network in the wrong order.
    comment = Comment.objects.select_for_update(no_key=True, of=("self",)).get(pk=comment_id)
    found = rows.select_related("ruling__comment__channel").first()
    if found is None or comment.channel_id is None:
        return None
    if Ruling.objects.filter(overrules=found.ruling_id).exists():
        Enforcement.objects.filter(pk=found.pk, state=found.state).update(state=Carrying.DROPPED)
        return None
    now = timezone.now()
    busy = Enforcement.objects.filter(ruling__comment=comment_id, state=Carrying.ASKING, due_at__gt=now)
    if busy.exists():
        return None
    mine = Enforcement.objects.filter(pk=found.pk, state=found.state, tries=found.tries)
    if mine.update(state=Carrying.ASKING, tries=F("tries") + 1, due_at=now + _lease()) != 1:
        return None
    channel = found.ruling.comment.channel
    assert channel is not None  # noqa: S101  for the reader of types
    return _Held(found, comment, channel, _post_of(comment), found.tries + 1)


def _post_of(comment: Comment) -> str:
    """Return what the network calls the post or page under which the comment stands, '' for none of ours. One query."""
    if comment.page:
        return comment.page
    rows = Delivery.objects.filter(channel=comment.channel_id, publication=comment.publication_id)
    return rows.exclude(external_id="").values_list("external_id", flat=True).first() or ""


def _ask(connector: Connector, held: _Held) -> None:
    """Ask the network for the act."""
    if not held.external_id:
        raise Permanent("It does not stand under a post that the portal knows there.")
    acts = {Act.HIDE: connector.hide, Act.UNHIDE: connector.unhide, Act.DELETE: connector.delete_comment}
    acts[Act(held.row.act)](held.channel, held.external_id, held.comment.remote_id)


def _read_back(connector: Connector, held: _Held) -> str:
    """Return what it comes to there, in words. Raises Transient where the network shows something else."""
    rows = connector.comments(held.channel, held.external_id)
    found = next((row for row in rows if row.remote_id == held.comment.remote_id), None)
    act = Act(held.row.act)
    if act == Act.DELETE:
        if found is not None:
            raise Transient(f"{connector.label} said yes, but the comment stands there still.")
        if not connector.tells_all:
            return (
                f"{connector.label} confirmed that it is deleted, and does not show all comments: look there."
            )
        return f"Deleted on {connector.label} for good."
    if found is None:
        return NOT_THERE if connector.tells_all else _on_its_word(connector, act)
    if found.hidden is None:
        return _on_its_word(connector, act)
    if found.hidden != (act == Act.HIDE):
        now = "shows it still" if act == Act.HIDE else "hides it still"
        raise Transient(f"{connector.label} said yes, but {now}.")
    if act == Act.UNHIDE:
        return f"It shows on {connector.label} again."
    removed = held.row.ruling.outcome == "remove"
    instead = f"{connector.label} lets nobody delete what others write. " if removed else ""
    return f"{instead}Hidden on {connector.label}. {connector.hidden_means}"


def _on_its_word(connector: Connector, act: Act) -> str:
    """Return what is said where the network answers that it did so, and shows nobody whether it stands so."""
    done = f"Hidden on {connector.label}. {connector.hidden_means}" if act == Act.HIDE else "It shows again."
    return f"{done} {connector.label} confirmed it, and does not show which comments are hidden: look there."


@transaction.atomic
def _settle(held: _Held, told: str) -> None:
    """Note that it is carried out, as it was read back."""
    if _move(held, Carrying.DONE, done_at=timezone.now(), told=told[:500], problem="", due_at=None):
        facts = _facts(held)
        record(
            [entry_by_machine(held.comment.council_id, "ruling_carried_out", ABOUT, held.comment.pk, **facts)]
        )


def _again(held: _Held, came: Again) -> None:
    _move(held, Carrying.WAITING, due_at=came.due_at, problem=came.problem[:500], tries=came.tries)


@transaction.atomic
def _leave_to_hand(held: _Held, problem: str) -> None:
    """Leave it to somebody's hands, and tell who rules: until then the words stand there."""
    if not _move(held, Carrying.BY_HAND, by_hand=True, problem=problem[:500], due_at=None):
        return
    council_id = held.comment.council_id
    tell(
        council_id=council_id,
        what=What.RULING_BY_HAND,
        about=(ABOUT, held.comment.pk),
        recipients=[one.membership.pk for one in people_who_may(Power.DECIDE, council_id)],
        occasion=held.row.ruling_id,
    )
    record([entry_by_machine(council_id, "ruling_left_to_hand", ABOUT, held.comment.pk, **_facts(held))])


def _move(held: _Held, state: Carrying, **changes: Any) -> bool:
    """Move the row by compare-and-set; False where another worker took it over."""
    mine = Enforcement.objects.filter(pk=held.row.pk, state=Carrying.ASKING, tries=held.tries)
    return mine.update(state=state, **changes) == 1


def _facts(held: _Held) -> dict[str, Any]:
    return {
        "ruling": held.row.ruling_id,
        "act": held.row.act,
        "attempt": held.tries,
        "communication": held.comment.communication_id,
    }
