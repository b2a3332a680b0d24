"""What the notices about letters say: that something waits, and a link; the letter itself stays on the desk."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from approvals.letters.seeing import handles, letters_of
from approvals.models import ForwardedTo, LetterShare, ReceivedLetter
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment

Said = tuple[str, str] | None


def about_letter(notice: Notice, person: Person) -> Words | None:
    """Write a notice about a letter; None where nothing waits any more, or it is no longer this person's to read."""
    found = letters_of(person).select_related("council", "holder").filter(pk=notice.object_id).first()
    if found is None or found.erased_at is not None:
        return None
    said = _WRITERS[What(notice.what)](found, person, notice.occasion)
    if said is None:
        return None
    subject, what = said
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/letters-in/{found.pk}/"
    return Words(f"{found.council.name}: {subject}", f"{what}\n\nOpen it on the desk:\n{link}\n")


def _given(letter: ReceivedLetter, person: Person, _: int) -> Said:
    if letter.holder_id != person.membership.pk or not letter.is_open:
        return None
    due = f" It is to be answered by {moment(letter.reply_by)}." if letter.reply_by else ""
    return "a letter is yours to answer", f"Letter {letter.reference} was given to you to answer.{due}"


def _forwarded(letter: ReceivedLetter, person: Person, occasion: int) -> Said:
    mine = ForwardedTo.objects.filter(forward=occasion, forward__letter=letter, member=person.membership)
    found = mine.select_related("forward__sent_by__user").first()
    if found is None:
        return None
    who = found.forward.sent_by
    return (
        "a letter was handed on to you",
        (
            f"{who.user.name}, {who.display_title}, handed letter {letter.reference} on to you. "
            "It is for you: hand it on to nobody else."
        ),
    )


def _late(letter: ReceivedLetter, person: Person, _: int) -> Said:
    if letter.acknowledged_at is not None or not letter.is_open or not handles(person, letter):
        return None
    return (
        "somebody waits to hear that you have their letter",
        (
            f"Nobody has told whoever wrote letter {letter.reference} that the council has it. The council’s own time "
            f"for that was over on {moment(letter.acknowledge_by)}."
        ),
    )


def _due(letter: ReceivedLetter, person: Person, _: int) -> Said:
    if letter.reply_by is None or not letter.is_open or not handles(person, letter):
        return None
    ends = "was due on" if letter.reply_by <= timezone.now() else "is due on"
    return (
        "a letter waits for its answer",
        f"The answer to letter {letter.reference} {ends} {moment(letter.reply_by)}.",
    )


def _share_asked(letter: ReceivedLetter, person: Person, occasion: int) -> Said:
    if not person.may(Power.MANAGE_PEOPLE):
        return None
    asked = LetterShare.objects.select_related("asked_by__user").filter(pk=occasion, allowed__isnull=True)
    share = asked.filter(letter=letter).first()
    if share is None:
        return None
    who = share.asked_by
    return (
        "may a letter be shared outside the council?",
        (
            f"{who.user.name}, {who.display_title}, asks to share letter {letter.reference} outside the council. "
            "Nothing goes out before you say so."
        ),
    )


def _share_answered(letter: ReceivedLetter, person: Person, occasion: int) -> Said:
    rows = LetterShare.objects.filter(pk=occasion, letter=letter, asked_by=person.membership)
    share = rows.filter(allowed__isnull=False, sent_at__isnull=True).first()
    if share is None:
        return None
    answer = "may be shared as you asked" if share.allowed else "is not to be shared"
    return "whether a letter may be shared", f"Letter {letter.reference} {answer}."


_WRITERS: dict[What, Callable[[ReceivedLetter, Person, int], Said]] = {
    What.LETTER_GIVEN: _given,
    What.LETTER_FORWARDED: _forwarded,
    What.LETTER_UNACKNOWLEDGED: _late,
    What.LETTER_DUE: _due,
    What.LETTER_SHARE_ASKED: _share_asked,
    What.LETTER_SHARE_ANSWERED: _share_answered,
}
