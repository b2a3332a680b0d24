"""The roof's verb for an item that is dropped in a period before a poll: the decision and its withdrawal in one."""

from django.db import transaction

from approvals.deciding import return_with_reason
from approvals.models import OPEN, Review
from approvals.withdrawing import cancel_schedule, void_approval, withdraw
from policies.models import PeriodDecision
from policies.periods.deciding import settle
from policies.periods.listing import QUEUED
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.drafts.states import Stage
from portal.records.ledger import record


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
    if review is not None and (not states or found.why.startswith(QUEUED)):
        # Of a correction that waits, what is in public may be none of the period's business.
        return_with_reason(actor=actor, review_id=review.pk, reason=reason)
    elif PublicState.LIVE in states:
        withdraw(actor=actor, communication_id=item, reason=reason)
    elif states:
        cancel_schedule(actor=actor, communication_id=item, reason=reason)
    elif found.communication.stage == Stage.APPROVED:
        void_approval(actor=actor, communication_id=item, reason=reason)
    record([entry])
    return found
