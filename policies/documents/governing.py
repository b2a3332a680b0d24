"""Which bodies of the council a policy governs: a charity may have its own choice of clauses."""

from collections.abc import Collection

from django.db import transaction

from policies.models import Policy
from policies.typed import typed
from portal.councils.circumstances import bump
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def govern(*, actor: Person, policy_id: int, body_ids: Collection[int], reason: str) -> Policy:
    """Say which bodies a policy governs; none named means all, also those that are still to come.

    The texts of a body are judged by the rules of the policies that govern it, from this moment on; what waits to go
    out is judged again. ``reason`` says who resolved it, such as a minute.
    Raises NotYours without the power, InvalidInput without a reason or for a body that is not the council's, Refusal
    where nothing would change.
    """
    actor.require(Power.CONFIGURE)
    why = typed(reason, called="Reason", longest=2000)
    bump(actor.council.pk)
    policy = Policy.objects.select_for_update(no_key=True).get(pk=policy_id, council=actor.council)
    chosen = sorted(Body.objects.filter(pk__in=body_ids, council=actor.council).values_list("pk", flat=True))
    if len(chosen) != len(set(body_ids)):
        raise InvalidInput("Choose among the bodies of your council.")
    before = sorted(policy.bodies.values_list("pk", flat=True))
    if chosen == before:
        raise Refusal("The policy governs these bodies already.", "Nothing was changed.")
    policy.bodies.set(chosen)
    record([reasoned(actor, "policy_governs", "policy", policy.pk, reason=why, bodies=chosen, before=before)])
    return policy
