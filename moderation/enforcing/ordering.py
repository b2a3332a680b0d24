"""Ordering that rulings are carried out, in the transaction that makes them: nothing is asked of a network here."""

from collections.abc import Collection, Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from moderation.enforcing.announcing import announce_rulings
from moderation.models import Comment, Enforcement, Outcome, Ruling
from moderation.states import Act, Carrying, Showing
from portal.celery import app
from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Channel
from portal.channels.outbox.waking import nudge

SWEEP_TASK = "moderation.tasks.carry_out_rulings"
SHOWS: dict[str, Showing] = {
    Outcome.LEAVE: Showing.SHOWN,
    Outcome.HIDE: Showing.HIDDEN,
    Outcome.REMOVE: Showing.REMOVED,
}
"""What readers get after each outcome."""
NOTHING_LEFT = "Its author or the network had taken it away: nothing was left to hide there."


def order(rulings: Sequence[Ruling], *, held: Collection[int] = ()) -> None:
    """Note for each ruling how it reaches readers: read back in the newsroom, asked of the network, else by hand.

    Leaving what stands needs nothing done, nor does taking down what is deleted there; letting be seen what came down
    does, and so does what its network held back: ``held`` are the keys of such comments. Channels that asked for it are
    told. At most five queries, one where channels may be told, two more where some are.
    """
    public = [one for one in rulings if one.comment.is_public]
    here = [one for one in public if one.comment.way == Comment.Way.NEWSROOM]
    shown = dict(Comment.objects.filter(rulings__in=here).values_list("pk", "showing"))
    if any(shown[one.comment_id] != SHOWS[one.outcome] for one in here):
        raise RuntimeError("The newsroom does not show what was ruled.")
    now = timezone.now()
    rows = [Enforcement(ruling=one, state=Carrying.DONE, done_at=now) for one in here]
    away = [one for one in public if one.comment.way != Comment.Way.NEWSROOM]
    gone = [one for one in away if one.takes_down and one.comment.gone_at is not None]
    rows += [Enforcement(ruling=one, state=Carrying.DONE, done_at=now, told=NOTHING_LEFT) for one in gone]
    elsewhere = [one for one in away if one not in gone]
    there = [one for one in elsewhere if one.comment_id in held or _needs_an_act(one)]
    channels = Channel.objects.in_bulk({one.comment.channel_id for one in there if one.comment.channel_id})
    for one in there:
        act = act_for(one, channels.get(one.comment.channel_id or 0))
        if act:
            rows.append(Enforcement(ruling=one, state=Carrying.WAITING, act=act, due_at=now))
        else:
            rows.append(Enforcement(ruling=one, state=Carrying.BY_HAND, by_hand=True))
    Enforcement.objects.bulk_create(rows)
    announce_rulings(public)
    if any(row.state == Carrying.WAITING for row in rows):
        transaction.on_commit(partial(nudge, partial(app.send_task, SWEEP_TASK, expires=600)))


def _needs_an_act(ruling: Ruling) -> bool:
    before = ruling.overrules
    return ruling.takes_down or (before is not None and before.takes_down)


def act_for(ruling: Ruling, channel: Channel | None) -> str:
    """Return what the channel's network can be asked, '' where it is to be done by hand.

    What a network cannot delete it is asked to hide, and the page says so. What it deleted nobody brings back.
    """
    connector = connectors().get(channel.connector) if channel else None
    can = connector.capabilities if connector else frozenset()
    if ruling.outcome == Outcome.LEAVE:
        carried = getattr(ruling.overrules, "enforcement", None)
        deleted = carried is not None and carried.act == Act.DELETE
        return Act.UNHIDE if Capability.UNHIDE in can and not deleted else ""
    if ruling.outcome == Outcome.REMOVE and Capability.DELETE_COMMENT in can:
        return Act.DELETE
    return Act.HIDE if Capability.HIDE in can else ""
