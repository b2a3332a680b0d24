"""Saying what a complaint is about after all: it may pass to the chairman with that, or from there to the office."""

from django.db import transaction

from moderation.complaints.clock import acknowledge_by, answer_by, calendar_of
from moderation.complaints.keeping import keep_step, lock_complaint, note
from moderation.complaints.procedure import terms_in
from moderation.complaints.seeing import CLERK, handlers_of, require_handling, told_about
from moderation.complaints.states import FIRST_STAGE, NotNow, State
from moderation.models import Complaint
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST_WHY = 2_000


@transaction.atomic
def sort_anew(
    *, actor: Person, complaint_id: int, kind: str, words: str, version: int | None = None
) -> Complaint:
    """Note that a complaint is of another ``kind``, and why (``words``, for whoever deals with it).

    What turns out to be about the clerk is the chairman's from then on and does not exist for the office any more; what
    turns out not to be is the office's. Before it is acknowledged its times are counted anew from the day it came.
    Raises NotYours, NotNow once it is answered, InvalidInput for the same kind or no words.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    if found.state not in FIRST_STAGE:
        raise NotNow(State(found.state))
    said = typed(words, called="Why", longest=LONGEST_WHY)
    if kind not in Complaint.Kind.values or kind == found.kind:
        raise InvalidInput("Choose another kind: it is of this one.")
    was = found.kind
    passes = CLERK in {was, kind}
    found.kind, found.version = kind, found.version + 1
    found.holder = None if passes else found.holder
    if found.state == State.RECEIVED:
        terms, calendar = terms_in(found.procedure), calendar_of(found.council_id)
        found.acknowledge_by = acknowledge_by(kind, found.received_at, terms, calendar)
        found.answer_by = answer_by(found.acknowledge_by, terms, calendar)
    found.save(update_fields=["kind", "version", "holder", "acknowledge_by", "answer_by"])
    step = keep_step(found, "sorted", said, actor.membership, inside=True)
    if passes:
        tell(
            council_id=found.council_id,
            what=What.COMPLAINT_CAME,
            about=told_about(found),
            recipients=handlers_of(found.council_id, kind),
        )
    record([note("complaint_sorted", actor, found, step, was=was, kind=kind)])
    return found
