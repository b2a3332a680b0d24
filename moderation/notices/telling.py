"""What is mailed about notices: to who decides, that one waits and by when; to those outside, the letter itself."""

from django.conf import settings
from django.utils import timezone

from moderation.models import DefamationNotice, NoticeLetter
from moderation.notices.clock import answer_by
from moderation.notices.outstanding import standing_still
from moderation.notices.reaching import failed, mail_to_poster, with_mail
from moderation.notices.seeing import notices_of, told_of
from moderation.notices.states import Stage
from moderation.seeing import may_rule
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.templatetags.words import deadline

_WAITS: dict[str, str] = {
    Stage.RECEIVED: "it came and is to be checked, and answered where something is missing",
    Stage.COMPLETE: "it is complete and is to be passed on to its poster, or the comment removed",
    Stage.WAITING: (
        "the letter to its poster did not go: pass it on again, or remove the comment because they cannot be reached"
    ),
    Stage.SILENT: "its poster did not answer in time: the comment is to be removed and the complainant told",
    Stage.ANSWERED: "its poster answered: read the answer, decide, and tell the complainant",
}
_ON_ITS_WAY = "the letter to its poster has not gone yet: see that the council’s mail goes out"
_SUBJECTS: dict[str, str] = {
    What.DEFAMATION_TO_DO: "a notice of defamation waits for you",
    What.DEFAMATION_DUE: "the time for a notice of defamation runs out",
    What.DEFAMATION_LATE: "a notice of defamation is late",
    What.DEFAMATION_UNSENT: "a letter about a notice of defamation did not go",
}
_OUTSIDE: dict[str, str] = {
    NoticeLetter.Kind.DEFECTIVE: "something is missing from your notice",
    NoticeLetter.Kind.RECEIVED: "we have your notice",
    NoticeLetter.Kind.TO_POSTER: "somebody complains about what you wrote: answer in time",
    NoticeLetter.Kind.REMOVED: "the comment that you complained of was removed",
    NoticeLetter.Kind.KEPT: "whoever wrote the comment stands by it",
    NoticeLetter.Kind.DISCLOSED: "details by order of a court",
    NoticeLetter.Kind.CLOSED: "your notice is closed",
}


def about_notice(notice: Notice, person: Person) -> Words | None:
    """Write that a notice waits and by when; None where it does not wait any more, or not for this person."""
    if not may_rule(person):
        return _nobody_decides(notice, person)
    found = notices_of(person).select_related("council").filter(pk=notice.object_id).first()
    if found is None:
        return None
    said = _unsent(found, notice.occasion) if notice.what == What.DEFAMATION_UNSENT else _waits(found, notice)
    if not said:
        return None
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/moderation/notices/{found.pk}/"
    return Words(
        f"{found.council.name}: {_SUBJECTS[notice.what]}",
        f"Notice {found.reference}: {said}\n\nOpen it on the desk:\n{link}\n",
    )


def _nobody_decides(notice: Notice, person: Person) -> Words | None:
    """Write to the chairman that one waits and nobody may decide it; None where somebody may by now.

    Whom it is from and what it says is for who decides alone.
    """
    rows = DefamationNotice.objects.filter(
        pk=notice.object_id, council=person.council, erased_at__isnull=True
    )
    found = rows.select_related("council").first()
    if found is None or person.membership.pk not in told_of(found.council_id):
        return None
    if notice.what != What.DEFAMATION_UNSENT and notice.occasion != found.steps:
        return None
    until = f" The law gives the council until {deadline(found.due_at)}." if found.due_at else ""
    return Words(
        f"{found.council.name}: {_SUBJECTS[notice.what]}, and nobody may decide it",
        f"Notice of defamation {found.reference} waits, and the council has nobody in office who may decide it.{until} "
        "The council appoints somebody to act as its clerk, by a minute.\n",
    )


def _waits(found: DefamationNotice, notice: Notice) -> str:
    """Return what the notice waits for and by when, '' where something happened to it since."""
    if notice.occasion != found.steps:
        return ""
    told = found.stage == Stage.WAITING and found.due_at == found.answer_by
    if found.stage in _WAITS and found.due_at is not None and not told:
        until = f"The law gives the council until {deadline(found.due_at)}, 48 hours of business days."
        on_its_way = found.stage == Stage.WAITING and not failed(mail_to_poster(found))
        return f"{_ON_ITS_WAY if on_its_way else _WAITS[found.stage]}. {until}"
    still = standing_still().filter(pk=found.pk).first() if notice.what == What.DEFAMATION_LATE else None
    if still is None:
        return ""
    return (
        "the removal of the comment was decided, and the comment stands on its network still. Take it away there by "
        "hand, and note on the comment’s page that it is done."
    )


def _unsent(found: DefamationNotice, letter_id: int) -> str:
    """Return which letter did not go, '' where it went since."""
    letter = with_mail(found.letters.filter(pk=letter_id, erased_at__isnull=True)).first()
    if letter is None or getattr(letter, "mail", None) != Delivering.FAILED:
        return ""
    if letter.kind == NoticeLetter.Kind.TO_POSTER and found.stage != Stage.WAITING:
        return ""
    further = (
        "Pass it on again, or, if its poster cannot be reached, remove the comment."
        if letter.kind == NoticeLetter.Kind.TO_POSTER
        else "Send it again from the list of mails, or print it and post it."
    )
    return f"a letter could not be sent by email: {letter.get_kind_display().lower()}. {further}"


def letter_outside(notice: Notice) -> Words | None:
    """Return the letter that this mail carries, None where it was erased, or says what does not hold any more."""
    letter = NoticeLetter.objects.select_related("notice__council").filter(key=notice.key).first()
    if letter is None or not letter.email or letter.erased_at is not None:
        return None
    if letter.kind == NoticeLetter.Kind.TO_POSTER and not _holds(letter):
        return None
    subject = f"{letter.notice.council.name}: {_OUTSIDE[letter.kind]} ({letter.notice.reference})"
    return Words(subject, f"{letter.body}\n", to=(letter.name, letter.email))


def _holds(letter: NoticeLetter) -> bool:
    """Return whether what a poster is asked for is still asked, and five days are left until the day it names."""
    asked = letter.notice
    rows = NoticeLetter.objects.filter(notice=asked, kind=letter.kind, pk__gt=letter.pk)
    return asked.stage == Stage.WAITING and asked.answer_by == answer_by(timezone.now()) and not rows.exists()
