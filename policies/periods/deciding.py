"""Deciding about an item that stood in the way when a period began: release it with a reason, or drop it."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from policies.models import PeriodDecision
from portal.channels.models import Pin
from portal.channels.outbox.judging_again import let_out_what_was_held
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.access import kept_from
from portal.drafts.models import Communication
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

LONGEST_REASON = 2000


def decisions_of(person: Person) -> "QuerySet[Any]":
    """Return the decisions of the council's periods about items that are not closed to ``person``.

    The open ones first, then the latest. Each with ``pinned``: whether its item stands at the top of the newsroom.
    """
    pins = Pin.objects.filter(item__communication_id=OuterRef("communication_id"))
    rows = PeriodDecision.objects.filter(period__council=person.council).annotate(pinned=Exists(pins))
    rows = rows.exclude(communication__in=kept_from(person)).select_related("period")
    # In descending order what has no moment yet, being open, comes first.
    return rows.select_related("communication", "decided_by__user").order_by("decided_at", "pk").reverse()


@transaction.atomic
def release(*, actor: Person, decision_id: int, reason: str) -> PeriodDecision:
    """Let the item stand, be approved, or go out at its time, and say why. What held it for this reason waits no more.

    Where its hour has passed it goes out now: this is a person's confirmation. What else stands against it holds it.

    Raises NotYours, InvalidInput without a reason, Refusal where somebody decided meanwhile.
    """
    found, entry = settle(actor, decision_id, PeriodDecision.Outcome.RELEASED, reason)
    let_out_what_was_held(found.communication_id)
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
    found = decisions_of(actor).filter(pk=decision_id).first()
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
