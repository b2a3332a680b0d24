"""Credentials that the portal could not end at their network: somebody ends them there, and says how that is seen."""

from django.db import transaction
from django.utils import timezone

from portal.channels.models import Revocation, Revoking
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated


@transaction.atomic
def prove_ended(*, actor: Person, revocation_id: int, note: str) -> Revocation:
    """Note that credentials were ended at their network by hand; ``note`` says how anybody can see that.

    Raises NotYours without the power, InvalidInput without the words, Refusal where nothing is left to do.
    """
    actor.require(Power.MANAGE_CHANNELS)
    words = stated(note)
    if not words or len(words) > 500:
        raise InvalidInput("Say in up to 500 characters how anybody can see that they have ended.")
    rows = Revocation.objects.filter(
        pk=revocation_id, connection__channel__council=actor.council, state=Revoking.BY_HAND
    )
    done = {"done_by": actor.membership, "settled_at": timezone.now(), "proof": words}
    if rows.update(state=Revoking.DONE, **done) != 1:
        raise Refusal("These credentials have ended already.", "Nothing was changed.")
    kept = Revocation.objects.select_related("connection").get(pk=revocation_id)
    facts = {"connection": kept.connection_id}
    record([reasoned(actor, "channel_revoked", "channel", kept.connection.channel_id, reason=words, **facts)])
    return kept
