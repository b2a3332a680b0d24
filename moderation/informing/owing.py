"""Of which rulings an author is still to be told by hand. It reads only."""

from django.db.models import F, Q, QuerySet

from moderation.models import Comment, Outcome, Ruling


def owed(council_id: int) -> "QuerySet[Ruling]":
    """Return the council's rulings in force that took words down on a network, of which nobody told their author.

    In the newsroom the placeholder says it, and a mail where an address was given; a network has no place for either.
    What was gone before anybody ruled, and what is erased, wants no telling; what is gone since may be gone because the
    council had it deleted there.
    """
    return Ruling.objects.filter(
        Q(comment__gone_at__isnull=True) | Q(comment__gone_at__gte=F("ruled_at")),
        council_id=council_id,
        outcome__in=[Outcome.HIDE, Outcome.REMOVE],
        overruled_by__isnull=True,
        author_told__isnull=True,
        comment__way=Comment.Way.NETWORK,
        comment__erased_at__isnull=True,
    )
