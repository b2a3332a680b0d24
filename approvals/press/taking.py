"""Passing on what the press asks, acknowledging it, and correcting what was noted of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.consulting.concerning import follow_enquiry
from approvals.falling_due import note_answer_due
from approvals.filing import file_words
from approvals.models import Enquiry
from approvals.press.choosing import require_lead
from approvals.press.consulting import leaders_about_the_clerk, may_lead
from approvals.press.hours import acknowledge_by
from approvals.press.locking import ABOUT, lock_enquiry
from approvals.press.seeing import is_about_the_clerk, require_inside
from policies.matters.knowing import known_to
from policies.matters.linking import keep_about
from policies.matters.seeing import INSIDE
from policies.models import Matter
from policies.typed import typed
from portal.channels.models import Contact
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal

LONGEST_QUESTION = 5_000
OLDEST = timedelta(days=366)
"""What came longer ago is history, not something that somebody has to answer."""


@dataclass(frozen=True)
class Asked:
    """What the press asks, as somebody noted it; times are aware, the ids are of this council."""

    kind: str
    asker: str
    outlet: str
    medium: str
    topic: str
    question: str
    received_at: datetime
    deadline_at: datetime | None = None
    reached_by: str = ""
    contact_id: int | None = None
    matter_id: int | None = None
    concerns_id: int | None = None


@transaction.atomic
def take_enquiry(*, actor: Person, asked: Asked) -> Enquiry:
    """Note what the press asks; whoever decides is told at once. Town policy 5.1: it goes to the clerk first.

    Raises NotYours for who acts for the council from outside, InvalidInput for what cannot be noted.
    """
    require_inside(actor)
    council = actor.council
    noted = _noted(actor, asked)
    made = Enquiry.objects.create(
        council=council,
        taken_by=actor.membership,
        acknowledge_by=acknowledge_by(council, asked.received_at),
        **noted,
    )
    digest = _file(actor, made, "press_enquiry_taken")
    _tell(made, _leaders(made) - {actor.membership.pk})
    record([entry_by(actor, "press_enquiry_taken", ABOUT, made.pk, kind=made.kind, text_sha256=digest)])
    return made


@transaction.atomic
def change_enquiry(*, actor: Person, enquiry_id: int, asked: Asked) -> Enquiry:
    """Correct or complete what was noted of an open enquiry; what was there before stays with the record.

    The answer that was begun follows its matter and whom it is about. Where that turns out to be the clerk, who comes
    to lead it is told. Raises as take_enquiry(), NotYours for who
    does not lead it, Refusal where it was closed meanwhile, or somebody speaks on it and one of those two is another.
    """
    found = lock_enquiry(actor, enquiry_id)
    require_lead(actor, found)
    noted, before = _noted(actor, asked), found.concerns_id
    _refuse_moved(found, noted)
    for name, value in noted.items():
        setattr(found, name, value)
    found.acknowledge_by = acknowledge_by(actor.council, asked.received_at)
    found.save()
    note_answer_due(found.answer)
    kept = _kept_of_the_answer(actor, found, before)
    digest = _file(actor, found, "press_enquiry_changed")
    if is_about_the_clerk(found):
        _tell(found, leaders_about_the_clerk(found) - {actor.membership.pk})
    record([entry_by(actor, "press_enquiry_changed", ABOUT, found.pk, text_sha256=digest), *kept])
    return found


def _kept_of_the_answer(actor: Person, enquiry: Enquiry, concerned: int | None) -> list[Entry]:
    """Let an answer that was begun follow what was changed; ``concerned``: whom the enquiry was about before."""
    if enquiry.answer_id is None:
        return []
    entries: list[Entry] = []
    if enquiry.matter_id is not None:
        entries += keep_about(actor, enquiry.answer_id, enquiry.matter_id)
    if enquiry.concerns_id != concerned:
        entries += follow_enquiry(actor, enquiry, enquiry.answer_id)
    return entries


def _refuse_moved(enquiry: Enquiry, noted: dict[str, Any]) -> None:
    """Raise Refusal where its matter, or whom it is about, is another now, and somebody speaks on it already.

    Of who speaks was asked whether they have an interest in that matter, and whom it is about had their say before.
    """
    if noted["matter"] == enquiry.matter and noted["concerns"] == enquiry.concerns:
        return
    if enquiry.spokespeople.filter(ended_at__isnull=True).exists():
        raise Refusal(
            "Somebody speaks on this already, and was chosen for the matter, and whom it is about, that stand here.",
            "Nothing was changed. Put nobody forward first, change this, then choose again.",
        )


@transaction.atomic
def acknowledge(*, actor: Person, enquiry_id: int) -> Enquiry:
    """Note that whoever asks was told that the council has their enquiry.

    Whoever decides may, the clerk of an enquiry about the clerk too: it answers nothing. Raises NotYours for who does
    neither decide nor lead it, Refusal where somebody did meanwhile or it is closed.
    """
    found = lock_enquiry(actor, enquiry_id)
    if not may_lead(actor, found):
        actor.require(Power.DECIDE)
    mine = Enquiry.objects.filter(pk=found.pk, acknowledged_at__isnull=True)
    now = timezone.now()
    if mine.update(acknowledged_at=now, acknowledged_by=actor.membership) != 1:
        raise Refusal("This was acknowledged already.", "Nothing was changed.")
    found.refresh_from_db()
    facts = {"in_time": now <= found.acknowledge_by}
    record([entry_by(actor, "press_enquiry_acknowledged", ABOUT, found.pk, **facts)])
    return found


def _tell(enquiry: Enquiry, members: set[int]) -> None:
    """Note that ``members`` are to be told of an enquiry that came to them; once each."""
    what, about = What.PRESS_ENQUIRY, (ABOUT, enquiry.pk)
    tell(council_id=enquiry.council_id, what=what, about=about, recipients=sorted(members))


def _leaders(enquiry: Enquiry) -> set[int]:
    """Return who is to be told of a new enquiry: whoever decides, and who leads it where it is about the clerk."""
    told = {one.membership.pk for one in people_who_may(Power.DECIDE, enquiry.council_id)}
    return told | leaders_about_the_clerk(enquiry) if is_about_the_clerk(enquiry) else told


def _noted(actor: Person, asked: Asked) -> dict[str, Any]:
    """Return the fields as they are stored, or raise InvalidInput."""
    if asked.kind not in Enquiry.Kind.values or asked.medium not in Enquiry.Medium.values:
        raise InvalidInput("Choose what they want and where it would appear.")
    _check_times(asked)
    return {
        "kind": asked.kind,
        "medium": asked.medium,
        "asker": typed(asked.asker, called="Who asks", longest=150),
        "outlet": typed(asked.outlet, called="For whom", longest=150),
        "reached_by": typed(asked.reached_by, called="How they are reached", longest=200, needed=False),
        "topic": typed(asked.topic, called="Topic", longest=200),
        "question": typed(asked.question, called="What they ask", longest=LONGEST_QUESTION),
        "received_at": asked.received_at,
        "deadline_at": asked.deadline_at,
        "contact": _contact(actor.council.pk, asked.contact_id),
        "matter": _matter(actor, asked.matter_id),
        "concerns": _member(actor.council.pk, asked.concerns_id),
    }


def _check_times(asked: Asked) -> None:
    now = timezone.now()
    if asked.received_at > now + timedelta(minutes=5):
        raise InvalidInput("When it came: this is still to come.")
    if asked.received_at < now - OLDEST:
        raise InvalidInput("When it came: this is more than a year ago.")
    if asked.deadline_at is not None and asked.deadline_at < asked.received_at:
        raise InvalidInput("They need the answer after they asked, not before.")


def _contact(council_id: int, contact_id: int | None) -> Contact | None:
    if contact_id is None:
        return None
    found = Contact.objects.filter(pk=contact_id, council_id=council_id).first()
    if found is None:
        raise InvalidInput("This contact is not on the council's press list.")
    return found


def _matter(actor: Person, matter_id: int | None) -> Matter | None:
    if matter_id is None:
        return None
    found = known_to(actor).filter(pk=matter_id, closed_at__isnull=True).first()
    if found is None:
        raise InvalidInput("This matter was closed meanwhile. Choose another.")
    return found


def _member(council_id: int, member_id: int | None) -> Membership | None:
    if member_id is None:
        return None
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=council_id, role__in=INSIDE)
    found = rows.filter(pk=member_id).first()
    if found is None:
        raise InvalidInput("They are no member or officer of this council.")
    return found


def _file(actor: Person, enquiry: Enquiry, verb: str) -> str:
    """File what was noted, and return its hash for the ledger."""
    text = "\n".join(
        (
            f"{enquiry.get_kind_display()}, from {enquiry.asker}, {enquiry.outlet}",
            f"Reached by: {enquiry.reached_by or '–'}",
            enquiry.question,
        )
    )
    about = [enquiry.concerns.user_id] if enquiry.concerns else []
    return file_words(actor, enquiry, verb, title=enquiry.topic, text=text, people=about)
