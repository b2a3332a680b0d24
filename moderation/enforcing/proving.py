"""Carrying a ruling out where no machine of ours can: somebody does it there, and proves it."""

from django.db import transaction
from django.utils import timezone

from moderation.claiming import lock_comment
from moderation.intake.receiving import ABOUT
from moderation.models import Enforcement, Ruling
from moderation.seeing import require_entering
from moderation.states import Carrying
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import Refusal

LONGEST_PROOF = 500


@transaction.atomic
def prove_done(*, actor: Person, comment_id: int, note: str) -> Ruling:
    """Note that the last ruling on a comment was carried out by hand; ``note`` says how anybody can see that.

    Raises NotYours for anybody but clerk and officers, InvalidInput without words, Refusal where there is nothing
    left to do by hand.
    """
    require_entering(actor)
    found = lock_comment(actor, comment_id)
    proof = typed(note, called="What shows that it is done", longest=LONGEST_PROOF)
    rows = Enforcement.objects.filter(
        ruling__comment=found, ruling__overruled_by__isnull=True, state=Carrying.BY_HAND
    )
    last = rows.select_related("ruling").first()
    if last is None:
        raise Refusal("Nothing of this comment waits to be done by hand.", "Nothing was changed.")
    done = {"done_at": timezone.now(), "done_by": actor.membership, "proof": proof}
    Enforcement.objects.filter(pk=last.pk, state=Carrying.BY_HAND).update(state=Carrying.DONE, **done)
    facts = {"ruling": last.ruling_id, "communication": found.communication_id}
    record([reasoned(actor, "ruling_carried_out", ABOUT, found.pk, reason=proof, **facts)])
    return last.ruling
