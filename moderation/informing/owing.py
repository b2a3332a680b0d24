"""Of which rulings an author is still to be told by hand. It reads only."""

from django.db.models import QuerySet

from moderation.models import Comment, Outcome, Ruling


def owed(council_id: int) -> "QuerySet[Ruling]":
    """Return the council's rulings in force that took words down on a network, of which nobody told their author.

    In the newsroom the placeholder says it, and a mail where an address was given; a network has no place for either.
    What its author had taken away themselves, and what is erased, wants no telling.
    """
    return Ruling.objects.filter(
        council_id=council_id,
        outcome__in=[Outcome.HIDE, Outcome.REMOVE],
        overruled_by__isnull=True,
        author_told__isnull=True,
        comment__way=Comment.Way.NETWORK,
        comment__gone_at__isnull=True,
        comment__erased_at__isnull=True,
    )
