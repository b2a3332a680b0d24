"""What is left of a ruling to be carried out where a comment was deleted there, or stands there again."""

from django.db.models import QuerySet
from django.utils import timezone

from moderation.enforcing.ordering import NOTHING_LEFT, act_for
from moderation.models import Comment, Enforcement, Outcome
from moderation.states import Carrying

_OPEN = (Carrying.WAITING, Carrying.BY_HAND)


def nothing_left(comment: Comment) -> int:
    """Note that the ruling in force that took ``comment`` down needs nothing done any more; return how many do.

    What a worker asks of the network at this moment it settles itself. In the transaction that notes the deletion.
    """
    done = {"state": Carrying.DONE, "done_at": timezone.now(), "told": NOTHING_LEFT}
    return _in_force(comment).filter(state__in=_OPEN).update(by_hand=False, due_at=None, **done)


def left_again(comment: Comment) -> int:
    """Order again what a deletion had made needless: ``comment`` stands there again. In the transaction that notes it.

    Returns how many rulings are to be carried out.
    """
    rows = _in_force(comment).filter(state=Carrying.DONE, told=NOTHING_LEFT)
    many = 0
    for row in rows.select_related("ruling__comment__channel", "ruling__overrules__enforcement"):
        act = act_for(row.ruling, row.ruling.comment.channel)
        waits = {"state": Carrying.WAITING, "act": act, "due_at": timezone.now(), "by_hand": False}
        by_hand = {"state": Carrying.BY_HAND, "act": "", "due_at": None, "by_hand": True}
        again = waits if act else by_hand
        many += rows.filter(pk=row.pk).update(done_at=None, told="", **again)
    return many


def _in_force(comment: Comment) -> "QuerySet[Enforcement]":
    return Enforcement.objects.filter(
        ruling__comment=comment,
        ruling__overruled_by__isnull=True,
        ruling__outcome__in=[Outcome.HIDE, Outcome.REMOVE],
    )
