"""Passing on an approach to a member's own account: it waits at the desk with the rest."""

from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from moderation.intake.arriving import LONGEST_NAME, LONGEST_WORDS, TOO_OLD, Arrived, named_on_page
from moderation.intake.receiving import receive
from moderation.models import Comment
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.powers import MEMBERS
from portal.refusals import InvalidInput, NotYours


@dataclass(frozen=True)
class Approach:
    """What somebody wrote or said to a member: ``key`` is its page's, so that what is sent twice is one."""

    key: str
    author: str
    text: str
    link: str = ""
    answer_by: str = ""
    answer_to: str = ""


def is_member(person: Person) -> bool:
    """Return whether ``person`` is a member of the council, suspended or not."""
    return person.membership.role in MEMBERS


def require_member(person: Person) -> None:
    """Raise NotYours for staff and auditors."""
    if not is_member(person):
        raise NotYours("Members pass on what reached them: enter what reached you at the desk of comments.")


def pass_on(*, actor: Person, approach: Approach) -> Comment:
    """Keep what somebody wrote to the member ``actor``, and return it; sent again it is the same comment.

    It was said to the council alone, and its clock runs from now: the council has it only now. Raises NotYours for who
    is no member, InvalidInput without words or a name.
    """
    require_member(actor)
    if not approach.key.strip():
        raise InvalidInput(TOO_OLD)
    arrived = Arrived(
        way=Comment.Way.MEMBER,
        remote_id=named_on_page(f"passed on {actor.membership.pk}", approach.key, asdict(approach)),
        text=typed(approach.text, called="What they say", longest=LONGEST_WORDS),
        author=typed(approach.author, called="Who says it", longest=LONGEST_NAME),
        link=approach.link,
        answer_by=approach.answer_by,
        answer_to=approach.answer_to,
        member_id=actor.membership.pk,
    )
    return receive(actor=actor, council_id=actor.council.pk, channel=None, arrived=arrived)


def passed_on(person: Person) -> "QuerySet[Comment]":
    """Return what ``person`` passed on themselves, the last first. No query yet."""
    rows = Comment.objects.filter(
        council=person.council,
        way=Comment.Way.MEMBER,
        member=person.membership,
        entered_by=person.membership,
        erased_at__isnull=True,
    )
    return rows.order_by("-received_at", "-pk")
