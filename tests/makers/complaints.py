"""Complaints, received by the product's own verbs."""

from typing import Any
from uuid import uuid4

from moderation.complaints.answering import Answer, answer
from moderation.complaints.handling import acknowledge
from moderation.complaints.receiving import Said, receive_online
from moderation.complaints.saying import ask_for_review
from moderation.models import Complaint
from portal.councils.models import Council
from portal.councils.people import Person
from portal.records.canonical import sha256_of

WRONG = "Your notice of 3 May names the wrong road, and nobody corrected it."


def make_complaint(council: Council, **changes: Any) -> Complaint:
    """Return a complaint that came by the public form."""
    given = {
        "kind": "communication",
        "name": "Robin Resident",
        "words": WRONG,
        "email": "robin@people.example",
    }
    return receive_online(
        council_id=council.pk, said=Said(**{**given, **changes}), mark=sha256_of(uuid4().hex)
    )


def make_acknowledged(by: Person, **changes: Any) -> Complaint:
    """Return a complaint that ``by`` acknowledged."""
    return acknowledge(actor=by, complaint_id=make_complaint(by.council, **changes).pk)


def make_answered(by: Person, **changes: Any) -> Complaint:
    """Return a complaint that ``by`` did not uphold."""
    made = make_acknowledged(by, **changes)
    minute = "12/26" if made.kind == "clerk" else ""
    given = Answer("not", "The road is the right one.", minute)
    return answer(actor=by, complaint_id=made.pk, given=given)


def make_to_review(by: Person, **changes: Any) -> Complaint:
    """Return a complaint that ``by`` answered, and of whose answer a review is asked for."""
    return ask_for_review(complaint_id=make_answered(by, **changes).pk, words="It is the wrong road.")
