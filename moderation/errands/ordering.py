"""Ordering that a network blocks an account, ends that, or is told of a comment: nothing is asked of it here."""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from moderation.measures.standing import holding
from moderation.models import Comment, Errand, Measure, MeasureProof
from moderation.states import Carrying
from portal.celery import app
from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.shutting_out import ShutsOut
from portal.channels.connectors.telling_authors import TellsAuthors
from portal.channels.models import Channel
from portal.channels.outbox.waking import nudge
from portal.refusals import Refusal

SWEEP_TASK = "moderation.tasks.run_errands"


def shuts_out(channel: Channel | None, capability: Capability) -> ShutsOut | None:
    """Return the connector of ``channel`` where its network can be asked for ``capability``, else None. No query."""
    found = connectors().get(channel.connector) if channel else None
    if found is None or capability not in found.capabilities:
        return None
    return found if isinstance(found, ShutsOut) else None


def tells_authors(channel: Channel | None) -> TellsAuthors | None:
    """Return the connector of ``channel`` where its network lets the portal tell authors something alone, else None."""
    found = connectors().get(channel.connector) if channel else None
    if found is None or Capability.TELL_AUTHOR not in found.capabilities:
        return None
    return found if isinstance(found, TellsAuthors) else None


def order_block(made: Measure) -> Errand | None:
    """Order that a block of an account is set on its network; None where that is done by hand. In the transaction that
    makes ``made``, which knows its comment with its channel.
    """
    comment = made.comment
    if comment.way != Comment.Way.NETWORK or shuts_out(comment.channel, Capability.BLOCK) is None:
        return None
    return order(Errand(council_id=made.council_id, comment=comment, act=Errand.Act.BLOCK, measure=made))


def order_ends() -> int:
    """Order the end of each block that the portal was asked to set and that holds no more; return how many.

    It ran out, was ended, or its ruling was overruled. What was never set there needs no end.
    """
    lasts = holding().filter(ends_on__gte=timezone.localdate())
    over = Errand.objects.filter(
        act=Errand.Act.BLOCK,
        may_stand=True,
        state__in=[Carrying.DONE, Carrying.DROPPED, Carrying.BY_HAND],
    )
    over = over.exclude(measure__in=lasts.values("pk"))
    over = over.exclude(measure__in=Errand.objects.filter(act=Errand.Act.UNBLOCK).values("measure"))
    over = over.exclude(measure__in=MeasureProof.objects.filter(step="ended").values("measure"))
    keys = list(over.values_list("pk", flat=True)[:200])
    return sum(_order_end(key) for key in keys)


@transaction.atomic
def _order_end(errand_id: int) -> bool:
    # Two sweeps at once: the row of the block decides which of them orders its end.
    one = Errand.objects.select_for_update(no_key=True).get(pk=errand_id)
    if Errand.objects.filter(measure=one.measure_id, act=Errand.Act.UNBLOCK).exists():
        return False
    order(
        Errand(
            council_id=one.council_id,
            comment_id=one.comment_id,
            act=Errand.Act.UNBLOCK,
            measure_id=one.measure_id,
            account=one.account,
        )
    )
    return True


def order(made: Errand) -> Errand:
    """Keep what is asked for, and wake a worker when the transaction is written."""
    made.due_at = timezone.now()
    made.save(force_insert=True)
    transaction.on_commit(partial(nudge, partial(app.send_task, SWEEP_TASK, expires=600)))
    return made


def order_once(made: Errand) -> Errand:
    """Keep what a person asks for: no network lets anybody look up what it was told, so that nobody asks it twice.

    Raises Refusal where it was asked for the same ruling or the same open report.
    """
    if Errand.objects.filter(act=made.act, ruling=made.ruling, referral=made.referral).exists():
        raise Refusal(
            "The network was asked already.", "Nothing was sent. How far it is stands with the comment."
        )
    return order(made)


def forget_account(measure_id: int | None) -> None:
    """Keep the account's name no longer: the block is over there."""
    Errand.objects.filter(measure=measure_id).update(account="")


def waits() -> Q:
    """Return the condition on what a worker may take in hand now."""
    return Q(state__in=[Carrying.WAITING, Carrying.ASKING], due_at__lte=timezone.now())
