"""Receiving complaints: by the form in public, from paper and telephone as an officer enters them, out of a comment."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.complaints.clock import acknowledge_by, answer_by, calendar_of
from moderation.complaints.evidence import Evidence, evidence_of_comment, evidence_of_item
from moderation.complaints.keeping import keep_step, note
from moderation.complaints.procedure import terms_of
from moderation.complaints.seeing import (
    CLERK,
    handlers_of,
    receives_about_clerk,
    require_handling,
    told_about,
)
from moderation.models import Comment, Complaint, Referral
from policies.typed import typed
from portal.channels.models import NewsItem
from portal.channels.notices.telling import tell, tell_outside
from portal.channels.notices.vocabulary import What
from portal.channels.surveys.tokens import new_reference
from portal.councils.people import Person
from portal.drafts.access import visible_to
from portal.drafts.content import LONDON
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_WORDS = 6_000
LONGEST_NAME, LONGEST_EMAIL, LONGEST_CONTACT, LONGEST_ABOUT = 150, 254, 600, 300
OLDEST = timedelta(days=366)
_NEWS = re.compile(r"/news/([-a-z0-9]{1,120})/?$")


@dataclass(frozen=True)
class Said:
    """What somebody complains of. ``item_id`` is the communication it is about, of this council.

    ``about_data``: it is about personal data as well as of its ``kind``.
    """

    kind: str
    name: str
    words: str
    email: str = ""
    contact: str = ""
    about: str = ""
    item_id: int | None = None
    about_data: bool = False


class SentBefore(Refusal):
    """Something else was sent by the same form: who sends this is not shown that."""

    def __init__(self) -> None:
        super().__init__(
            "Something else was sent by this form before.",
            "Nothing was sent now: look at your complaint once more, and send it.",
        )


def receive_online(*, council_id: int, said: Said, mark: str) -> Complaint:
    """Keep a complaint from the public form and return it; the same form (``mark``) sent again gives the first one.

    Raises InvalidInput for what cannot be kept, SentBefore where the form was sent with other words or another address.
    """
    earlier = Complaint.objects.filter(council=council_id, mark=mark).first()
    if earlier is not None:
        return _the_same(earlier, said)
    try:
        with transaction.atomic():
            item = _item_in_public(council_id, said.about)
            row = Complaint(
                council_id=council_id, way=Complaint.Way.WEB, mark=mark, received_at=timezone.now()
            )
            return _keep(None, row, replace(said, item_id=item))
    except IntegrityError:
        return _the_same(Complaint.objects.get(council=council_id, mark=mark), said)


def _the_same(earlier: Complaint, said: Said) -> Complaint:
    """Return what came by the same form where it says the same. Raises SentBefore for anything else."""
    digest = sha256_of(typed(said.words, called="What went wrong", longest=LONGEST_WORDS))
    email = typed(said.email, called="Email address", longest=LONGEST_EMAIL, needed=False)
    if earlier.email != email or not earlier.steps.filter(what="received", sha256=digest).exists():
        raise SentBefore
    return earlier


@transaction.atomic
def enter_complaint(
    *, actor: Person, said: Said, way: str, came_on: date, item_reference: str = ""
) -> Complaint:
    """Enter a complaint that came on paper, by mail or telephone; the chairman enters those about the clerk.

    ``came_on`` is the day in London; ``item_reference`` is the approval's of what it is about, '' for nothing that is
    here. Raises NotYours for who does not deal with such complaints, InvalidInput for what cannot be kept.
    """
    if said.kind == CLERK and not receives_about_clerk(actor):
        raise InvalidInput(
            "A complaint about the clerk is received by the chairman.",
            "Nothing was kept. Hand it to the chairman as it is, or give whoever complains the address of the form.",
        )
    require_handling(actor, said.kind)
    if way not in Complaint.Way.values or way in {Complaint.Way.WEB, Complaint.Way.COMMENT}:
        raise InvalidInput("Choose how it came.")
    now = timezone.now()
    received_at = min(datetime.combine(came_on, time(12), LONDON), now)
    if came_on > now.astimezone(LONDON).date():
        raise InvalidInput("When it came: this is still to come.")
    if received_at < now - OLDEST:
        raise InvalidInput("When it came: this is more than a year ago.")
    item = item_called(actor, item_reference)
    row = Complaint(council=actor.council, way=way, received_at=received_at, entered_by=actor.membership)
    return _keep(actor, row, replace(said, item_id=item.pk if item else None))


def open_from_comment(*, actor: Person, comment: Comment, referral: Referral, words: str) -> Complaint:
    """Make a complaint of a comment that is dealt with as one, and return it; its answer closes the ``referral``.

    ``words`` are why, for whoever deals with it. Runs in the transaction of the referral, whose power it needs.
    """
    said = Said(
        Complaint.Kind.COMMUNICATION,
        comment.author[:LONGEST_NAME] or "Author of a comment",
        comment.text[:LONGEST_WORDS],
        comment.email,
        comment.answer_to[:LONGEST_CONTACT],
        f"Comment {comment.reference}",
        comment.communication_id,
    )
    row = Complaint(
        council_id=comment.council_id,
        way=Complaint.Way.COMMENT,
        received_at=comment.received_at,
        entered_by=actor.membership,
        comment=comment,
        referral=referral,
    )
    made = _keep(actor, row, said)
    keep_step(made, "noted", words, actor.membership, inside=True)
    return made


def item_called(actor: Person, reference: str) -> Communication | None:
    """Return the item of the council with this approval's reference that ``actor`` may read, None for ''. One query."""
    named = reference.strip()
    if not named:
        return None
    found = visible_to(actor).filter(reference__iexact=named[:30]).first()
    if found is None or len(named) > 30:
        raise InvalidInput("No item of the council that you may read has this reference.")
    return found


def _item_in_public(council_id: int, about: str) -> int | None:
    """Return the item that ``about`` names by the address of its page here or by its reference, or None."""
    rows = NewsItem.objects.filter(council=council_id)
    if match := _NEWS.search(about.strip().casefold()):
        rows = rows.filter(slug=match[1])
    elif about.strip():
        rows = rows.filter(reference__iexact=about.strip()[:30])
    else:
        return None
    return rows.values_list("communication_id", flat=True).first()


def _keep(actor: Person | None, row: Complaint, said: Said) -> Complaint:
    """Keep the complaint with its first step, tell who deals with it and whoever complained, and record it."""
    if said.kind not in Complaint.Kind.values:
        raise InvalidInput("Choose what the complaint is about.")
    words = typed(said.words, called="What went wrong", longest=LONGEST_WORDS)
    row.name = typed(said.name, called="Name", longest=LONGEST_NAME)
    row.email = typed(said.email, called="Email address", longest=LONGEST_EMAIL, needed=False)
    row.contact = typed(said.contact, called="Where you are reached", longest=LONGEST_CONTACT, needed=False)
    if row.way != Complaint.Way.COMMENT and not (row.email or row.contact):
        raise InvalidInput("Say how the answer reaches you: an email address, or another way.")
    row.about = typed(said.about, called="What it is about", longest=LONGEST_ABOUT, needed=False)
    row.kind, row.about_data, row.reference = said.kind, said.about_data, new_reference()
    terms, calendar = terms_of(row.council_id), calendar_of(row.council_id)
    row.procedure_id = terms.pk
    row.acknowledge_by = acknowledge_by(row.kind, row.received_at, terms, calendar, about_data=row.about_data)
    row.answer_by = answer_by(row.acknowledge_by, terms, calendar)
    shown = _evidence(row, said.item_id)
    row.communication_id, row.evidence_sha256 = shown.communication_id, shown.sha256
    row.save(force_insert=True)
    step = keep_step(row, "received", words, actor.membership if actor else None)
    about = told_about(row)
    if row.email:
        tell_outside(council_id=row.council_id, what=What.COMPLAINANT_TOLD, about=about, key=uuid4())
    recipients = handlers_of(row.council_id, row.kind)
    tell(council_id=row.council_id, what=What.COMPLAINT_CAME, about=about, recipients=recipients)
    facts = {"kind": row.kind, "about_data": row.is_of_data, "way": row.way}
    entry = note("complaint_received", actor, row, step, evidence_sha256=row.evidence_sha256, **facts)
    record([entry])
    return row


def _evidence(row: Complaint, item_id: int | None) -> Evidence:
    if row.comment is not None:
        return evidence_of_comment(row.comment, item_id)
    return evidence_of_item(row.council_id, item_id, row.received_at)
