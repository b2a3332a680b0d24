"""Saying what a complaint is about after all: it may pass to the chairman with that, or from there to the office."""

from django.db import transaction
from django.utils import timezone

from moderation.complaints.clock import acknowledge_by, answer_by, calendar_of
from moderation.complaints.handling import tell_complainant
from moderation.complaints.keeping import keep_step, lock_complaint, note
from moderation.complaints.procedure import terms_in
from moderation.complaints.seeing import CLERK, handlers_of, require_handling, told_about
from moderation.complaints.states import FIRST_STAGE, NotNow, State
from moderation.intake.receiving import ABOUT as COMMENT
from moderation.models import Complaint, Referral
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput

LONGEST_WHY = 2_000
_PASSED = "Dealt with elsewhere."
"""What a comment says of a complaint that passed on: neither which one nor to whom."""


@transaction.atomic
def sort_anew(
    *, actor: Person, complaint_id: int, kind: str, words: str, version: int | None = None
) -> Complaint:
    """Note that a complaint is of another ``kind``, and why (``words``, for whoever deals with it).

    What turns out to be about the clerk is the chairman's from then on and does not exist for the office any more; what
    turns out not to be is the office's; whoever complained is told, with a new address of its page. Before it is
    acknowledged its times are counted anew from the day it came. That it is about personal data stays with what is
    about the clerk; what is sorted from that kind to itself is marked so, and stays the chairman's.
    Raises NotYours, NotNow once it is answered, InvalidInput for the same kind or no words.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    if found.state not in FIRST_STAGE:
        raise NotNow(State(found.state))
    said = typed(words, called="Why", longest=LONGEST_WHY)
    was = found.kind
    marks = kind == was == CLERK and not found.about_data
    if kind not in Complaint.Kind.values or (kind == was and not marks):
        raise InvalidInput("Choose another kind: it is of this one.")
    passes = kind != was and CLERK in {was, kind}
    found.about_data = marks or (kind == CLERK if was == Complaint.Kind.DATA else found.about_data)
    found.kind, found.version = kind, found.version + 1
    step = keep_step(found, "sorted", said, actor.membership, inside=True)
    entry = note("complaint_sorted", actor, found, step, was=was, kind=kind, about_data=found.is_of_data)
    closed = _pass_on(actor, found) if passes else []
    if found.state == State.RECEIVED:
        terms, calendar = terms_in(found.procedure), calendar_of(found.council_id)
        found.acknowledge_by = acknowledge_by(
            kind, found.received_at, terms, calendar, about_data=found.about_data
        )
        found.answer_by = answer_by(found.acknowledge_by, terms, calendar)
    found.save(update_fields=[*_CHANGED, "acknowledge_by", "answer_by"])
    record([*closed, entry])
    return found


_CHANGED = ("kind", "about_data", "version", "holder", "key_number", "referral")


def _pass_on(actor: Person, found: Complaint) -> list[Entry]:
    """Let go of what the earlier handlers hold of it, its key too; tell the new ones and whoever complained.

    Nothing that the office reads names a complaint about the clerk: not the comment of which it was made either. The
    caller saves ``found``.
    """
    found.holder = None
    found.key_number += 1
    keep_step(found, "passed", "", actor.membership)
    recipients = handlers_of(found.council_id, found.kind)
    tell(
        council_id=found.council_id,
        what=What.COMPLAINT_CAME,
        about=told_about(found),
        recipients=recipients,
    )
    tell_complainant(found)
    referral, found.referral = found.referral_id, None
    if referral is None:
        return []
    rows = Referral.objects.filter(pk=referral, closed_at__isnull=True)
    closed = rows.update(outcome=_PASSED, closed_by=actor.membership, closed_at=timezone.now())
    if not closed or found.comment_id is None:
        return []
    facts = {"referral": referral, "kind": Referral.Kind.COMPLAINT.value}
    return [entry_by(actor, "referral_closed", COMMENT, found.comment_id, **facts)]
