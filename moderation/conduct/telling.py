"""What those are mailed whom a case of conduct concerns: that something waits, and where; nothing of what it is."""

from django.conf import settings

from moderation.conduct.answering import ENTERED
from moderation.conduct.handling import facts_of
from moderation.conduct.seeing import get_mine, handled_by, handlers_of, of_clerk
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import day

_TO_HANDLER: dict[str, tuple[str, str]] = {
    What.CONDUCT_REPORTED: (
        "a report of conduct waits for you",
        (
            "Somebody reports that a person who speaks for the council broke its rules. Look at it, and say whether "
            "it is taken up."
        ),
    ),
    What.CONDUCT_ANSWERED: (
        "what was alleged is answered",
        "Whoever the case is about has answered. It can be decided.",
    ),
    What.CONDUCT_DUE: (
        "something in a case of conduct is due",
        (
            "A date in a case that you handle has come: an answer, something that is to be done, or a suspension that "
            "is to be looked at again."
        ),
    ),
}
_TAKEN_OVER = (
    "a case of conduct is yours to handle now",
    "Somebody else handled it until now. Read how far it is.",
)
_TO_SUBJECT: dict[str, tuple[str, str]] = {
    What.CONDUCT_ALLEGED: (
        "something is alleged of you",
        "The council asks you to answer what is alleged of you.",
    ),
    What.CONDUCT_SUSPENDED: (
        "your publishing rights are suspended for now",
        (
            "Until a case about you is decided you cannot write, submit or publish here. You can read as before. Why, "
            "and when it is looked at again, stands on your page."
        ),
    ),
    What.CONDUCT_DECIDED: ("a case about you was decided", "Read on your page what was decided, and why."),
}


_ENTERED = (
    "an answer was entered for you",
    "An answer to what is alleged of you was entered for you. Read it, and say it yourself if it is not yours.",
)


def about_case(notice: Notice, person: Person) -> Words | None:
    """Write that a case waits, or was answered or decided; None where it is not this person's (any more)."""
    if notice.what in _TO_SUBJECT:
        return _to_subject(notice, person)
    found = handled_by(person).select_related("council").filter(pk=notice.object_id).first()
    if found is None:
        return _nobody_handles(notice, person)
    if found.erased_at is not None:
        return None
    subject, body = _TO_HANDLER[notice.what]
    if notice.what == What.CONDUCT_REPORTED and found.state != CaseState.REPORTED:
        if found.state in OVER or found.taken_up_by_id == person.membership.pk:
            return None
        subject, body = _TAKEN_OVER
    return _words(found, subject, body, f"{found.pk}/")


def _nobody_handles(notice: Notice, person: Person) -> Words | None:
    """Write to the chairman that a report waits and nobody may deal with it; None where that is not (any more) so.

    Whom it is about and what it says is for who handles it alone.
    """
    rows = ConductCase.objects.filter(pk=notice.object_id, council=person.council, erased_at__isnull=True)
    found = rows.exclude(state__in=OVER).select_related("council", "subject").first()
    if found is None or of_clerk(found) or person.membership.pk not in handlers_of(found):
        return None
    return Words(
        f"{found.council.name}: a report of conduct waits, and nobody may deal with it",
        f"Report of conduct {found.reference} waits, and the council has no clerk in office who may deal with it. The "
        "council appoints somebody to act as its clerk, by a minute.\n",
    )


def _to_subject(notice: Notice, person: Person) -> Words | None:
    rows = ConductCase.objects.filter(pk=notice.object_id, subject__user_id=person.user_id)
    found = (
        rows.filter(council_id=person.council.pk, erased_at__isnull=True).select_related("council").first()
    )
    if found is None:
        return None
    subject, body = _TO_SUBJECT[notice.what]
    if notice.what == What.CONDUCT_ALLEGED and found.answer_by:
        if notice.occasion == ENTERED:
            if not facts_of(found).entered:
                return None
            subject, body = _ENTERED
        elif found.answered_at is not None:
            return None
        body += f" Answer by {day(found.answer_by)}."
    told = found.told_at is not None and get_mine(person, found.pk) is not None
    return _words(found, subject, body, f"mine/{found.pk}/" if told else "")


def _words(found: ConductCase, subject: str, body: str, where: str) -> Words:
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/conduct/{where}"
    return Words(
        f"{found.council.name}: {subject}",
        f"{body}\n\nCase {found.reference}. Open it on the desk:\n{link}\n",
    )
