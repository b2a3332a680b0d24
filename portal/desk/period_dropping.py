"""The roof's verb for an item that is dropped in a period before a poll: the decision and its withdrawal in one."""

from django.db import transaction

from approvals.withdrawing import cancel_schedule, withdraw
from policies.models import PeriodDecision
from policies.periods.deciding import settle
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.records.ledger import record


@transaction.atomic
def drop(*, actor: Person, decision_id: int, reason: str) -> PeriodDecision:
    """Drop the item: what is in public is withdrawn with ``reason``, what only waits is a draft again.

    Raises NotYours, InvalidInput without a reason, Refusal where somebody decided meanwhile or it is being sent.
    """
    found, entry = settle(actor, decision_id, PeriodDecision.Outcome.DROPPED, reason)
    states = set(
        Publication.objects.filter(
            communication=found.communication_id, state__in=[PublicState.LIVE, PublicState.SCHEDULED]
        ).values_list("state", flat=True)
    )
    if PublicState.LIVE in states:
        withdraw(actor=actor, communication_id=found.communication_id, reason=reason)
    elif states:
        cancel_schedule(actor=actor, communication_id=found.communication_id, reason=reason)
    record([entry])
    return found
