"""What a comment stands in: what it answers, step by step, and what else was said there, with the council's answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from moderation.discussions.standing import Answer, answers_to
from moderation.models import Comment
from moderation.seeing import comments_of
from portal.councils.people import Person
from portal.drafts.access import visible_to

MOST = 10
"""Comments of a thread that are shown beside one of it."""


@dataclass(frozen=True)
class Line:
    """One comment of a thread, and what the council said to it as far as the person reads that."""

    comment: Comment
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Thread:
    """What was said before a comment: ``above`` is what it answers, the top first; ``near`` the rest, oldest first."""

    above: tuple[Line, ...] = ()
    near: tuple[Line, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of it can be shown."""
        return not self.above and not self.near


def thread_of(person: Person, comment: Comment) -> Thread:
    """Return what ``person`` may read of the thread before ``comment``, at most MOST, what it answers before the rest.

    How many queries it takes does not depend on how deep or how long the thread is.
    """
    rows = comments_of(person).filter(erased_at__isnull=True).exclude(pk=comment.pk)
    keys = _keys_above(comment)
    found = {one.pk: one for one in rows.filter(pk__in=keys)} if keys else {}
    above = [found[key] for key in reversed(keys) if key in found]
    around, near = _around(comment), list[Comment]()
    if around is not None and len(above) < MOST:
        before = rows.filter(around, received_at__lte=comment.received_at).exclude(pk__in=keys)
        near = list(reversed(before.order_by("-received_at", "-pk")[: MOST - len(above)]))
    if not above and not near:
        return Thread()
    # What went to one person alone is no more for everybody at the desk than its draft is.
    theirs = Q(communication__answer_to__private=False) | Q(communication__in=visible_to(person))
    said = answers_to([one.pk for one in (*above, *near)], theirs)
    return Thread(_lines(above, said), _lines(near, said))


def _lines(comments: Sequence[Comment], said: dict[int, tuple[Answer, ...]]) -> tuple[Line, ...]:
    return tuple(Line(one, said.get(one.pk, ())) for one in comments)


def _keys_above(comment: Comment) -> list[int]:
    """Return the keys of what it answers, of what that answers and so on, at most MOST. One query at most."""
    if comment.parent_id is None:
        return []
    steps = ["pk", *("__".join(["parent"] * up) for up in range(1, MOST))]
    keys = Comment.objects.values_list(*steps).get(pk=comment.parent_id)
    return [key for key in keys if key is not None]


def _around(comment: Comment) -> Q | None:
    """Return the condition on what stands beside it, None where nothing can.

    Under an item it is what was said there. What was written to the council alone stands beside what the same author
    wrote there alone; a mention beside what else answers the same.
    """
    if comment.publication_id is not None:
        return Q(publication=comment.publication_id)
    if not comment.is_public:
        same = Q(channel=comment.channel_id, way=comment.way, author_key=comment.author_key)
        return same if comment.channel_id and comment.author_key else None
    return Q(parent=comment.parent_id) if comment.parent_id is not None else None
