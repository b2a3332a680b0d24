"""What the desk's people are mailed about comments: that something waits, and where; never the words or who wrote."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import WITHIN
from moderation.appeals.restoring import LOOKED_AGAIN
from moderation.measures.standing import blocks_of, in_force
from moderation.measures.wording import words_for_author
from moderation.models import Appeal, Comment, Enforcement, Errand, Measure, Outcome, Ruling
from moderation.notices.telling import letter_outside
from moderation.seeing import comments_of, may_rule
from moderation.states import Carrying, Handling
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import day, deadline


def about_comment(notice: Notice, person: Person) -> Words | None:
    """Write that somebody may be at risk, or appeals; None where it is over, or not this person's to rule on."""
    found = comments_of(person).select_related("council").filter(pk=notice.object_id).first()
    if found is None or not may_rule(person) or found.erased_at is not None:
        return None
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/moderation/{found.pk}/"
    if notice.what in _OF_ITS_OWN:
        return _OF_ITS_OWN[notice.what](found, notice.occasion, link)
    if found.handling != Handling.WAITING:
        return None
    if notice.what == What.COMMENT_OVERDUE:
        return Words(
            f"{found.council.name}: a comment waits for you, its answer was due",
            (
                f"Nobody who manages the channel of comment {found.reference} ruled on it in time: the answer was "
                f"due by {deadline(found.reply_by)}. It is yours now.\n\nOpen it on the desk:\n{link}\n"
            ),
        )
    return Words(
        f"{found.council.name}: a comment needs you now, somebody may be at risk",
        (
            f"Comment {found.reference} speaks of a danger to somebody’s life or safety, as far as a machine can tell. "
            f"Read it now. If somebody is in danger, call 999.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


def _appealed(found: Comment, appeal_id: int, link: str) -> Words | None:
    made = Appeal.objects.filter(pk=appeal_id, comment=found, decided_at__isnull=True).first()
    if made is None:
        return None
    return Words(
        f"{found.council.name}: somebody appeals against a ruling",
        (
            f"The author of comment {found.reference} asks for another look at the ruling on it. "
            f"It is to be decided by {deadline(made.due_at)}.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


def _appeal_due(found: Comment, occasion: int, link: str) -> Words | None:
    rows = Appeal.objects.filter(comment=found, decided_at__isnull=True, erased_at__isnull=True)
    made = rows.filter(pk=occasion // 2).first()
    if made is None:
        return None
    late = made.due_at <= timezone.now()
    return Words(
        f"{found.council.name}: an appeal {'is late' if late else 'is due soon'}",
        (
            f"The author of comment {found.reference} asks for another look at the ruling on it. It "
            f"{'was' if late else 'is'} to be decided by {deadline(made.due_at)}, by somebody who did not rule, or by "
            f"a committee where there is nobody else.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


def _block_due(found: Comment, _occasion: int, link: str) -> Words | None:
    made = blocks_of(found.council_id).filter(comment=found).first()
    if made is None or made.review_on is None:
        return None
    return Words(
        f"{found.council.name}: a block is to be looked at again",
        (
            f"The address of the author of comment {found.reference} is blocked until {day(made.ends_on)}. It is to be "
            f"looked at again on {day(made.review_on)}: keep it and say why, or end it.\n\n"
            f"Open it on the desk:\n{link}\n"
        ),
    )


def _left_to_hand(found: Comment, ruling_id: int, link: str) -> Words | None:
    rows = Enforcement.objects.filter(ruling=ruling_id, ruling__comment=found, state=Carrying.BY_HAND)
    if not rows.filter(ruling__overruled_by__isnull=True).exists():
        return None
    return Words(
        f"{found.council.name}: a ruling is to be carried out by hand",
        (
            f"The network did not carry out the ruling on comment {found.reference}: it stands there as it was. "
            f"Do it there, and note on the desk what shows that it is done.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


def _errand_left(found: Comment, errand_id: int, link: str) -> Words | None:
    one = Errand.objects.filter(pk=errand_id, comment=found, state=Carrying.BY_HAND).first()
    if one is None:
        return None
    return Words(
        f"{found.council.name}: something is to be done by hand on a network",
        (
            f"About comment {found.reference} the network did not do as was decided: "
            f"{one.get_act_display()[:1].lower()}{one.get_act_display()[1:]}. Do it there, and note on the desk what "
            f"shows that it is done.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


_OF_ITS_OWN: dict[str, Callable[[Comment, int, str], Words | None]] = {
    What.COMMENT_APPEALED: _appealed,
    What.APPEAL_DUE: _appeal_due,
    What.BLOCK_TO_REVIEW: _block_due,
    What.RULING_BY_HAND: _left_to_hand,
    What.ERRAND_BY_HAND: _errand_left,
}


def told_author(comment: Comment, ruling: Ruling) -> str:
    """Return what the author is told of a ruling that took their words down: what, by which rule, how to appeal."""
    did = "hid" if ruling.outcome == Outcome.HIDE else "removed"
    if ruling.is_by_law:
        return (
            f"{comment.council.name} {did} what you wrote, because the law asks it: "
            f"{ruling.get_ground_display().lower()} ({ruling.cited}). No rule of the council was broken by that alone. "
            f"Write to the council’s office about it, with the reference {comment.reference}."
        )
    told = f"{comment.council.name} {did} what you wrote: {ruling.get_ground_display().lower()}, under {ruling.rule}."
    if not may_still_appeal(ruling):
        return f"{told} The time to ask for another look is over. The reference is {comment.reference}."
    return (
        f"{told} You think that was wrong? Ask for another look by {day(ruling.ruled_at + WITHIN)}: "
        f"{settings.SITE_URL}/{comment.council.slug}/appeals/?reference={reference_with_key(comment)}"
    )


def may_still_appeal(ruling: Ruling) -> bool:
    """Return whether the author may ask for another look at ``ruling`` now: not where the law asked for it."""
    return not ruling.is_by_law and timezone.now() < ruling.ruled_at + WITHIN


def to_author(notice: Notice) -> Words | None:
    """Write to whoever gave an email address that their comment came down, what follows, or how their appeal ended.

    None where it is over: ruled otherwise since, erased, or no address was given.
    """
    if notice.what == What.DEFAMATION_LETTER:
        return letter_outside(notice)
    found = Comment.objects.select_related("council").get(pk=notice.object_id)
    if not found.email or found.erased_at is not None:
        return None
    if notice.what == What.AUTHOR_WARNED:
        said = _warned(notice)
    else:
        said = _decided(found) if notice.what == What.AUTHOR_APPEAL_DECIDED else _came_down(found)
    if said is None:
        return None
    subject, body = said
    closing = "If you did not write this comment, somebody typed your address: do nothing.\n"
    return Words(
        f"{found.council.name}: {subject}", f"{body}\n\n{closing}", to=(found.shown_author, found.email)
    )


def _warned(notice: Notice) -> tuple[str, str] | None:
    """Return the words of a warning or a block, None where it holds no more."""
    rows = in_force(notice.council_id).filter(mail=notice.key).select_related("ruling", "comment__council")
    one = rows.first()
    if one is None:
        return None
    about = (
        "a warning about" if one.kind == Measure.Kind.WARNING else "no comments from you for a time, after"
    )
    return f"{about} your comment {one.comment.reference}", words_for_author(one)


def _came_down(found: Comment) -> tuple[str, str] | None:
    ruling = Ruling.objects.filter(comment=found, overruled_by__isnull=True).first()
    if ruling is None or not ruling.takes_down:
        return None
    return f"your comment {found.reference} came down", told_author(found, ruling)


def _decided(found: Comment) -> tuple[str, str] | None:
    """Return how the appeal ended that is about the ruling in force, or about the one that it overruled.

    An earlier one says nothing of what stands now. None where it was erased, or refused and the comment was left since.
    """
    now = Ruling.objects.filter(comment=found, overruled_by__isnull=True).first()
    if now is None:
        return None
    made = Appeal.objects.filter(ruling__in=[now.pk, now.overrules_id], decided_at__isnull=False).last()
    if made is None:
        return _restored(found, now)
    if made.erased_at is not None or (not made.allowed and not now.takes_down):
        return None
    came = "The ruling was wrong: your comment shows again." if made.allowed else "The ruling stands."
    page = f"{settings.SITE_URL}/{found.council.slug}/appeals/{reference_with_key(found)}/"
    body = (
        f"You asked for another look at the ruling on your comment {found.reference}.\n\n{came}\n\n{made.answer}\n\n"
        f"How it ended stands here too:\n{page}"
    )
    return f"how your appeal about comment {found.reference} ended", body


def _restored(found: Comment, now: Ruling) -> tuple[str, str] | None:
    """Return what the author of the same words is told, who asked for nothing: the ruling on another was wrong."""
    if now.overrules_id is None or now.takes_down:
        return None
    body = (
        f"Your comment {found.reference} was taken down like another that says the same, or nearly. Its author asked "
        f"for another look.\n\nThe ruling was wrong: your comment shows again.\n\n{LOOKED_AGAIN}"
    )
    return f"your comment {found.reference} shows again", body
