"""Noting that somebody set a block by hand where the portal can block nobody, and that they ended it there."""

from django.db import transaction
from django.utils import timezone

from moderation.enforcing.proving import LONGEST_PROOF
from moderation.errands.ordering import forget_account
from moderation.intake.receiving import ABOUT
from moderation.measures.standing import to_do_there
from moderation.models import Errand, Measure, MeasureProof
from moderation.seeing import comments_of, require_ruling
from moderation.states import Carrying
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import Refusal


@transaction.atomic
def prove_there(*, actor: Person, measure_id: int, note: str) -> MeasureProof:
    """Note that a block was set on its network or, where it holds no more, ended there; ``note`` says what shows it.

    Raises NotYours for who does not rule, InvalidInput without words, Refusal where nothing of it is to be done there.
    """
    require_ruling(actor)
    proof = typed(note, called="What shows that it is done", longest=LONGEST_PROOF)
    Measure.objects.select_for_update(no_key=True).filter(pk=measure_id, council=actor.council).first()
    mine = to_do_there(actor.council.pk).filter(pk=measure_id, comment__in=comments_of(actor).values("pk"))
    found = mine.select_related("comment__publication").first()
    if found is None:
        raise Refusal("Nothing of this block waits to be done by hand.", "Nothing was changed.")
    made = MeasureProof.objects.create(measure=found, step=found.step, proof=proof, by=actor.membership)
    _errand_done(made)
    item = found.comment.publication
    facts = {"measure": found.pk, "step": made.step, "communication": item.communication_id if item else None}
    record([reasoned(actor, "measure_carried_out", ABOUT, found.comment_id, reason=proof, **facts)])
    return made


def _errand_done(made: MeasureProof) -> None:
    """Settle what the portal had left to somebody's hands; that a block was set by hand, it ends by itself too."""
    act = Errand.Act.BLOCK if made.step == MeasureProof.Step.SET else Errand.Act.UNBLOCK
    rows = Errand.objects.filter(measure=made.measure_id, act=act, state=Carrying.BY_HAND)
    done = {"state": Carrying.DONE, "done_at": timezone.now(), "may_stand": act == Errand.Act.BLOCK}
    if rows.update(**done) and act == Errand.Act.UNBLOCK:
        forget_account(made.measure_id)
