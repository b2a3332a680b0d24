"""Deciding about an item that stood in the way when a period began: release it with a reason, or drop it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from policies.models import PeriodDecision
from policies.periods.listing import HELD_WORDS
from portal.channels.models import Delivery
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.models import Communication
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

LONGEST_REASON = 2000


def decisions_of(council_id: int, period_id: int) -> "QuerySet[PeriodDecision]":
    """Return a period's decisions, the open ones first, then the latest."""
    rows = PeriodDecision.objects.filter(period_id=period_id, period__council_id=council_id)
    # In descending order what has no moment yet, being open, comes first.
    return rows.select_related("communication", "decided_by__user").order_by("decided_at", "pk").reverse()


@transaction.atomic
def release(*, actor: Person, decision_id: int, reason: str) -> PeriodDecision:
    """Let the item stand, or go out at its time, and say why. What held it for this reason waits no more.

    Raises NotYours, InvalidInput without a reason, Refusal where somebody decided meanwhile.
    """
    found, entry = settle(actor, decision_id, PeriodDecision.Outcome.RELEASED, reason)
    held = Delivery.objects.filter(
        publication__communication=found.communication_id,
        publication__state=PublicState.SCHEDULED,
        state=Delivering.HELD,
        problem=HELD_WORDS,
    )
    for pk in list(held.order_by("pk").values_list("pk", flat=True)):
        Delivery.objects.filter(pk=pk, state=Delivering.HELD).update(state=Delivering.PENDING, problem="")
        wake_on_commit(RowKind.DELIVERY, pk)
    record([entry])
    return found


def settle(actor: Person, decision_id: int, outcome: str, reason: str) -> tuple[PeriodDecision, Entry]:
    """Write the decision down by compare-and-set, the item locked; returns it with the entry that is to be recorded.

    Runs in the transaction of whoever carries the outcome out. Raises as release() does.
    """
    actor.require(Power.DECIDE)
    words = stated(reason)
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(f"Say why, in up to {LONGEST_REASON} characters: it is kept with the decision.")
    mine = PeriodDecision.objects.filter(pk=decision_id, period__council=actor.council)
    found = mine.select_related("period", "communication").first()
    if found is None:
        raise Refusal("This council has no such item to decide about.")
    Communication.objects.select_for_update().get(pk=found.communication_id)
    moved = PeriodDecision.objects.filter(pk=decision_id, outcome=PeriodDecision.Outcome.OPEN).update(
        outcome=outcome, reason=words, decided_by=actor.membership, decided_at=timezone.now()
    )
    if moved != 1:
        raise Refusal(
            "Somebody decided about this item meanwhile.", "Nothing was changed. Open the list again."
        )
    facts = {"period": found.period_id, "communication": found.communication_id}
    if outcome == PeriodDecision.Outcome.RELEASED:
        return found, reasoned(
            actor, "period_item_released", "period_decision", found.pk, reason=words, **facts
        )
    return found, reasoned(actor, "period_item_dropped", "period_decision", found.pk, reason=words, **facts)
