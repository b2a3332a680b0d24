"""What is mailed about complaints: to whoever complained how it stands, to who deals with it that something waits."""

from django.conf import settings
from django.db.models import Q

from moderation.complaints.keys import token_of
from moderation.complaints.seeing import CLERK, complaints_of, deciders_of, may_handle
from moderation.complaints.states import OVER, State
from moderation.models import Complaint, ComplaintStep
from moderation.seeing import heads_able
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import deadline

_SAID = {
    "added": "Whoever made complaint {} added to it.",
    "reply": "Whoever made complaint {} answered the question.",
    "review asked": "Whoever made complaint {} asks for a review. Somebody else than who answered decides it.",
    "withdrawn": "Whoever made complaint {} withdrew it.",
}
_COMMISSIONER = (
    "About personal data you can turn to the Information Commissioner’s Office at any time: ico.org.uk."
)
_ANEW = (
    "\n\nYour complaint was passed on within the council, or its address given anew. Its page has a new address since "
    "then; an earlier one opens nothing any more."
)


def about_complaint(notice: Notice, person: Person) -> Words | None:
    """Write to who deals with it; None where nothing waits, or it is not this person's to deal with (any more)."""
    found = complaints_of(person).select_related("council").filter(pk=notice.object_id).first()
    if found is None:
        return _nobody_decides(notice, person)
    if found.erased_at is not None or not may_handle(person, found.kind):
        return None
    said = _to_office(found, notice)
    if said is None:
        return None
    subject, what = said
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/complaints/{found.pk}/"
    return Words(f"{found.council.name}: {subject}", f"{what}\n\nOpen it on the desk:\n{link}\n")


def _nobody_decides(notice: Notice, person: Person) -> Words | None:
    """Write to the chairman that one waits and nobody may answer it; None where that is not (any more) so.

    Who complains and of what is for who deals with it alone.
    """
    rows = Complaint.objects.filter(pk=notice.object_id, council=person.council, erased_at__isnull=True)
    found = rows.exclude(Q(kind=CLERK) | Q(state__in=OVER)).select_related("council").first()
    if found is None or deciders_of(found.council_id):
        return None
    if person.membership.pk not in heads_able(found.council_id):
        return None
    return Words(
        f"{found.council.name}: a complaint waits, and nobody may answer it",
        f"Complaint {found.reference} waits, and the council has nobody in office who may answer it. The council "
        "appoints somebody to act as its clerk, by a minute.\n",
    )


def _to_office(found: Complaint, notice: Notice) -> tuple[str, str] | None:
    if notice.what == What.COMPLAINT_MOVED:
        step = ComplaintStep.objects.filter(pk=notice.occasion, complaint=found).first()
        if step is None or step.what not in _SAID:
            return None
        return f"complaint {found.reference} moved", _SAID[step.what].format(found.reference)
    if found.state in OVER or found.state == State.ANSWERED:
        return None
    if found.state == State.RECEIVED:
        due = f"It is to be acknowledged by {deadline(found.acknowledge_by)}"
    elif found.state == State.REVIEW and found.review_by is not None:
        due = f"Its review is to be decided by {deadline(found.review_by)}"
    else:
        due = f"It is to be answered by {deadline(found.answer_by)}"
    if notice.what == What.COMPLAINT_DUE:
        return f"complaint {found.reference} waits", f"Complaint {found.reference} is still open. {due}."
    return "a complaint came", f"Somebody complains to the council: {found.reference}. {due}."


def to_complainant(notice: Notice) -> Words | None:
    """Write to whoever complained how it stands now, with the address of its page; None without an email address."""
    found = Complaint.objects.select_related("council").filter(pk=notice.object_id).first()
    if found is None or not found.email or found.erased_at is not None:
        return None
    where = f"{settings.SITE_URL}/{found.council.slug}/complaints/status/{token_of(found)}/"
    closing = (
        "The page is yours alone: whoever has its address can read your complaint. If you did not complain, somebody "
        "typed your address: do nothing."
    )
    anew = _ANEW if found.key_number > 1 else ""
    body = (
        f"{how_it_stands(found)}{anew}\n\nFollow it, add to it or withdraw it here:\n{where}\n\n{closing}\n"
    )
    subject = f"{found.council.name}: your complaint {found.reference}"
    return Words(subject, body, to=(found.name, found.email))


def how_it_stands(found: Complaint) -> str:
    """Return how the complaint stands, as whoever made it is told; answers and questions stand on its page.

    Who complains of the handling of personal data may turn to the Commissioner at any time (Data Protection Act 2018,
    section 165), and is told so with each word that ends something.
    """
    said = {
        State.RECEIVED: f"{_came(found)} It is acknowledged by {deadline(found.acknowledge_by)}.",
        State.ACKNOWLEDGED: f"The council has taken it on. You have the answer by {deadline(found.answer_by)}.",
        State.LOOKING: f"Somebody is looking into your complaint. You have the answer by {deadline(found.answer_by)}.",
        State.ASKED: "The council has a question to you about your complaint. Please answer it on the page.",
        State.ANSWERED: _answered(found),
        State.REVIEW: f"You asked for a review. It is decided by {deadline(found.review_by)}."
        if found.review_by
        else "",
        State.REVIEWED: "The review of your complaint is decided. The council’s procedure ends with this.",
        State.WITHDRAWN: "You withdrew your complaint. Nothing more is done about it.",
        State.CLOSED: "Your complaint is closed.",
    }[State(found.state)]
    over = found.state in {State.ANSWERED, State.REVIEWED, State.CLOSED}
    return f"{said} {_COMMISSIONER}" if over and found.is_of_data else said


def _came(found: Complaint) -> str:
    if found.way == Complaint.Way.COMMENT:
        return "The council deals with what you wrote in a comment as a complaint."
    return "We have your complaint."


def _answered(found: Complaint) -> str:
    until = f" You may ask for a review by {deadline(found.review_until)}." if found.review_until else ""
    return f"The council has answered your complaint: {found.get_outcome_display().lower()}.{until}"
