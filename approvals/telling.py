"""Whom the approvals desk tells of what, and in which words: what happened, who did it, which item, and a link.

Never the draft's text, nor a message or a reason, which may quote it: a mail leaves the house, the record stays in it.
"""

from datetime import UTC, datetime

from django.conf import settings

from approvals.falling_due import has_expired, shown_due
from approvals.models import OPEN, Review, ReviewState, SecondLook
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.models import Council, Membership
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment
from portal.drafts.access import is_barred, works_on
from portal.drafts.models import Communication

REVIEW, SECOND_LOOK = "review", "second_look"
_DECIDED: dict[str, What] = {
    ReviewState.APPROVED: What.APPROVED,
    ReviewState.RETURNED: What.RETURNED,
    ReviewState.REJECTED: What.REJECTED,
}
_NO_TIME = datetime.fromtimestamp(0, UTC)


def tell_clerks(review: Review) -> None:
    """Note that whoever may decide is to be told that ``review`` waits, but for its submitter. In submit()."""
    deciders = people_who_may(Power.DECIDE, review.council_id)
    tell(
        council_id=review.council_id,
        what=What.TO_APPROVE,
        about=(REVIEW, review.pk),
        recipients=_others(deciders, review.submitted_by),
    )


def tell_author(review: Review) -> None:
    """Note that the submitter is to be told what was decided, unless they did it. In the decision."""
    if review.decided_by_id == review.submitted_by_id:
        return
    tell(
        council_id=review.council_id,
        what=_DECIDED[review.state],
        about=(REVIEW, review.pk),
        recipients=[review.submitted_by_id],
    )


def tell_expired(review: Review) -> None:
    """Note that its submitter and whoever may decide are to be told that its time passed undecided: once a time."""
    deciders = people_who_may(Power.DECIDE, review.council_id)
    tell(
        council_id=review.council_id,
        what=What.EXPIRED,
        about=(REVIEW, review.pk),
        recipients={review.submitted_by_id, *(person.membership.pk for person in deciders)},
        occasion=_occasion(review),
    )


def tell_new_time(review: Review, actor: Person) -> None:
    """Note that whoever may decide, but for ``actor``, is to be told that it waits again: it has a new time."""
    deciders = people_who_may(Power.DECIDE, review.council_id)
    tell(
        council_id=review.council_id,
        what=What.TO_APPROVE,
        about=(REVIEW, review.pk),
        recipients=_others(deciders, actor.membership),
        occasion=_occasion(review),
    )


def _occasion(review: Review) -> int:
    """Return a number for the time by which it is due: whoever was told of that one is not told again."""
    return int((review.due_at or _NO_TIME).timestamp() // 60)


def tell_look_owed(look: SecondLook) -> None:
    """Note that the author and whoever may take the second look are to be told of an issue without waiting."""
    author = look.communication.author
    deciders = people_who_may(Power.DECIDE, look.council_id)
    about = (SECOND_LOOK, look.pk)
    owing = [pk for pk in _others(deciders, look.issued_by) if pk != author.pk]
    tell(council_id=look.council_id, what=What.SECOND_LOOK_OWED, about=about, recipients=owing)
    if author.pk != look.issued_by_id:
        tell(council_id=look.council_id, what=What.ISSUED_URGENTLY, about=about, recipients=[author.pk])


def tell_look_done(look: SecondLook) -> None:
    """Note that whoever issued at once is to be told that somebody looked again."""
    tell(
        council_id=look.council_id,
        what=What.SECOND_LOOK_DONE,
        about=(SECOND_LOOK, look.pk),
        recipients=[look.issued_by_id],
    )


def _others(people: list[Person], who: Membership) -> list[int]:
    return [person.membership.pk for person in people if person.membership.pk != who.pk]


def about_review(notice: Notice, person: Person) -> Words | None:
    """Write a notice about a review; None for a review that was taken back, or for somebody who may not decide now."""
    query = Review.objects.select_related(
        "council", "communication", "submitted_by__user", "decided_by__user"
    )
    review = query.get(pk=notice.object_id)
    item, council = review.communication, review.council
    if notice.what == What.TO_APPROVE:
        if review.state not in OPEN or not _decides(person, item):
            return None
        kind = item.spec.label
        did = f"{_name(review.submitted_by)} submitted {item.spec.one} for approval:"
        return _words(council, f"{kind} to approve", did, item, f"queue/{review.pk}/")
    if notice.what == What.EXPIRED:
        return _about_expired(review, person)
    if review.decided_by is None or not works_on(person, item):
        return None
    decided = review.get_state_display().lower()
    did = f"{_name(review.decided_by)} {decided} your {item.spec.label.lower()}:"
    return _words(council, decided, did, item, f"drafts/{item.pk}/")


def _about_expired(review: Review, person: Person) -> Words | None:
    """Write that its time passed; None where it was decided or got a new time, or somebody may not know of it now."""
    item, decides = review.communication, _decides(person, review.communication)
    due = shown_due(review)
    if not has_expired(review) or due is None or not (decides or works_on(person, item)):
        return None
    did = (
        f"This was not decided in time, so it does not go out. {due[0]}: {moment(due[1])}.\n\n"
        "Give it a new time, or take it back:"
    )
    path = f"queue/{review.pk}/" if decides else f"drafts/{item.pk}/"
    return _words(review.council, "its time passed undecided", did, item, path)


def about_second_look(notice: Notice, person: Person) -> Words | None:
    """Write a notice about an urgent issue and the second look at it; None where nothing is owed any more."""
    query = SecondLook.objects.select_related("council", "communication", "issued_by__user", "done_by__user")
    look = query.get(pk=notice.object_id)
    item, council = look.communication, look.council
    kind = item.spec.label.lower()
    if notice.what == What.SECOND_LOOK_DONE and look.done_by is not None:
        did = f"{_name(look.done_by)} took the second look at the {kind} that you issued at once:"
        return _words(council, "second look taken", did, item, f"queue/item/{item.pk}/")
    issued = f"{_name(look.issued_by)} issued"
    if notice.what == What.ISSUED_URGENTLY:
        if is_barred(person, item):
            return None
        return _words(
            council, "issued at once", f"{issued} your {kind} without waiting:", item, f"drafts/{item.pk}/"
        )
    if look.done_at is not None or not _decides(person, item):
        return None
    did = f"{issued} {item.spec.one} without waiting. Somebody else must look at it again:"
    return _words(council, "second look owed", did, item, f"queue/second-looks/{look.pk}/")


def _decides(person: Person, item: Communication) -> bool:
    """Return whether ``person`` may decide now, about an item that is not closed to them."""
    return person.may(Power.DECIDE) and works_on(person, item)


def _name(member: Membership) -> str:
    return f"{member.user.name}, {member.display_title},"


def _words(council: Council, subject: str, did: str, item: Communication, path: str) -> Words:
    link = f"{settings.SITE_URL}/{council.slug}/desk/{path}"
    body = f"{did}\n\n{item.title}\n\nRead it, with what was said about it, on the desk:\n{link}\n"
    return Words(f"{council.name}: {subject}: {item.title}", body)
