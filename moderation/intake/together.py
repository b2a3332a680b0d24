"""Comments of the same words: which stands for the others in the queue, and what becomes of them without it."""

from moderation.models import Comment
from moderation.states import Handling


def leave_the_rest(stood: Comment) -> None:
    """Have what hung on a comment that stands for it no more, and waits still, stand in the queue by its first.

    Three queries.
    """
    rest = Comment.objects.filter(alike=stood, handling=Handling.WAITING)
    first = rest.order_by("pk").first()
    if first is not None:
        rest.exclude(pk=first.pk).update(alike=first)
        Comment.objects.filter(pk=first.pk).update(alike=None)
