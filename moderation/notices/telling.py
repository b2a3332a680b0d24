"""What is mailed about notices: to who decides, that one waits and by when; to those outside, the letter itself."""

from django.conf import settings

from moderation.models import NoticeLetter
from moderation.notices.seeing import notices_of
from moderation.notices.states import Stage
from moderation.seeing import may_rule
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import moment

_WAITS: dict[str, str] = {
    Stage.RECEIVED: "it came and is to be checked, and answered where something is missing",
    Stage.COMPLETE: "it is complete and is to be passed on to its poster, or the comment removed",
    Stage.SILENT: "its poster did not answer in time: the comment is to be removed and the complainant told",
    Stage.ANSWERED: "its poster answered: read the answer, decide, and tell the complainant",
}
_SUBJECTS: dict[str, str] = {
    What.DEFAMATION_TO_DO: "a notice of defamation waits for you",
    What.DEFAMATION_DUE: "the time for a notice of defamation runs out",
    What.DEFAMATION_LATE: "a notice of defamation is late",
}
_OUTSIDE: dict[str, str] = {
    NoticeLetter.Kind.DEFECTIVE: "something is missing from your notice",
    NoticeLetter.Kind.RECEIVED: "we have your notice",
    NoticeLetter.Kind.TO_POSTER: "somebody complains about what you wrote: answer in time",
    NoticeLetter.Kind.REMOVED: "the comment that you complained of was removed",
    NoticeLetter.Kind.KEPT: "the comment that you complained of stays",
    NoticeLetter.Kind.DISCLOSED: "details by order of a court",
}


def about_notice(notice: Notice, person: Person) -> Words | None:
    """Write that a notice waits and by when; None where it does not wait any more, or not for this person."""
    found = notices_of(person).select_related("council").filter(pk=notice.object_id).first()
    if found is None or not may_rule(person) or found.stage not in _WAITS or found.due_at is None:
        return None
    if notice.occasion != found.steps:
        return None
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/moderation/notices/{found.pk}/"
    return Words(
        f"{found.council.name}: {_SUBJECTS[notice.what]}",
        (
            f"Notice {found.reference}: {_WAITS[found.stage]}. The law gives the council until {moment(found.due_at)}, "
            f"48 hours of business days.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


def letter_outside(notice: Notice) -> Words | None:
    """Return the letter that this mail carries, None where its time was over and it was erased."""
    letter = NoticeLetter.objects.select_related("notice__council").filter(key=notice.key).first()
    if letter is None or not letter.email or letter.erased_at is not None:
        return None
    subject = f"{letter.notice.council.name}: {_OUTSIDE[letter.kind]} ({letter.notice.reference})"
    return Words(subject, f"{letter.body}\n", to=(letter.name, letter.email))
