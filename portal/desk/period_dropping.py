"""The roof's verbs for what is dropped, or taken from the top, in a period before a poll: decision and act in one."""

from django.db import transaction

from approvals.deciding import return_with_reason
from approvals.founding import cites_of
from approvals.models import OPEN, Review
from approvals.withdrawing import cancel_schedule, void_approval, withdraw
from policies.models import PeriodDecision
from policies.periods.deciding import settle
from policies.periods.listing import QUEUED
from portal.channels.models import Publication
from portal.channels.outbox.judging_again import let_out_what_was_held
from portal.channels.pinning import unpin
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.drafts.states import Stage
from portal.records.ledger import record

CHECKS = ("election-candidate", "election-quote", "election-controversy")
"""The checks by whose clauses an item is dropped; only items of a period before a poll are listed."""


@transaction.atomic
def drop(*, actor: Person, decision_id: int, reason: str) -> PeriodDecision:
    """Drop the item: what is in public is withdrawn with ``reason``, what waits is a draft again, or returned.

    Raises NotYours, InvalidInput without a reason, Refusal where somebody decided meanwhile or it is being sent, Taken
    where somebody else has its review in hand.
    """
    found, entry = settle(actor, decision_id, PeriodDecision.Outcome.DROPPED, reason)
    item = found.communication_id
    states = set(
        Publication.objects.filter(
            communication=item, state__in=[PublicState.LIVE, PublicState.SCHEDULED]
        ).values_list("state", flat=True)
    )
    review = Review.objects.filter(communication=item, state__in=OPEN).first()
    cites = cites_of(found.communication, CHECKS)
    if review is not None and (not states or found.why.startswith(QUEUED)):
        # Of a correction that waits, what is in public may be none of the period's business.
        return_with_reason(actor=actor, review_id=review.pk, reason=reason, cites=cites)
    elif PublicState.LIVE in states:
        withdraw(actor=actor, communication_id=item, reason=reason, cites=cites)
    elif states:
        cancel_schedule(actor=actor, communication_id=item, reason=reason, cites=cites)
    elif found.communication.stage == Stage.APPROVED:
        void_approval(actor=actor, communication_id=item, reason=reason, cites=cites)
    record([entry])
    return found


@transaction.atomic
def take_from_the_top(*, actor: Person, decision_id: int, reason: str) -> PeriodDecision:
    """Let a pinned item stay in public, but in its order among the news.

    Raises as release(), and Refusal where it is not pinned.
    """
    found, entry = settle(actor, decision_id, PeriodDecision.Outcome.RELEASED, reason)
    let_out_what_was_held(found.communication_id)
    unpin(actor=actor, communication_id=found.communication_id)
    record([entry])
    return found
