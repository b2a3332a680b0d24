"""Comments that wait with the same words under the same item: locked before an act, and ruled and settled in one."""

from collections.abc import Collection, Iterable

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from moderation.enforcing.ordering import SHOWS
from moderation.intake.together import leave_the_rest
from moderation.models import Comment, CommentVersion, Ruling
from moderation.seeing import may_rule
from moderation.states import Handling, Showing
from portal.councils.people import Person

TOGETHER = 500
"""Comments of the same words that one act settles; what is left over waits, and the page says so."""
_SHARED = ("council_id", "ground", "clause_id", "cited", "clause_text", "source", "answering", "reason")


def lock_with_alike(actor: Person, ids: Collection[int], besides: Iterable[int] = ()) -> None:
    """Lock the comments ``ids``, what waits with the same words as each, and ``besides``, in the order of their keys.

    Whoever rules on several comments in one act locks them here before anything else is written: two such acts never
    wait for each other, and none of them holds the ledger meanwhile. Two queries.
    """
    waiting = Comment.objects.filter(alike__in=ids, handling=Handling.WAITING, rulings__isnull=True)
    place = Window(RowNumber(), partition_by=F("alike"), order_by=F("pk").asc())
    alike = waiting.annotate(place=place).filter(place__lte=TOGETHER).values_list("pk", flat=True)
    keys = {*ids, *besides, *alike}
    rows = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(council=actor.council)
    list(rows.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def alike_of(actor: Person, found: Comment) -> list[Comment]:
    """Return, locked, what waits with the same words as ``found`` and was never ruled on. One query.

    Whoever rules as the manager of a channel rules on no other's. Of what was said to the council alone only the same
    author's: where two were put together before that was so, the other waits by itself then.
    """
    alone = not found.is_public
    if not found.likeness or found.handling != Handling.WAITING or (alone and not found.author_key):
        return []
    # What came since lock_with_alike() is not waited for: it would be locked out of order.
    rows = Comment.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).filter(
        alike=found, handling=Handling.WAITING, likeness=found.likeness, rulings__isnull=True
    )
    if alone:
        rows = rows.filter(author_key=found.author_key)
    if not may_rule(actor):
        rows = rows.filter(channel=found.channel_id)
    return list(rows.order_by("pk")[:TOGETHER])


def rule_alike(actor: Person, alike: list[Comment], made: Ruling) -> list[Ruling]:
    """Make the ruling ``made`` for each comment of the same words. Two queries."""
    rows = CommentVersion.objects.filter(comment__in=alike, number=F("comment__version"))
    versions = {row.comment_id: row for row in rows}
    shared = {name: getattr(made, name) for name in _SHARED}
    return Ruling.objects.bulk_create(
        Ruling(
            comment=one,
            version=versions[one.pk],
            outcome=made.outcome,
            together_with_id=made.together_with_id or made.pk,
            ruled_by=actor.membership,
            **shared,
        )
        for one in alike
    )


def settle(comments: list[Comment], outcome: str) -> None:
    """Note that the comments are settled, and what readers get of them now; what is left over waits by itself."""
    keys = [one.pk for one in comments]
    mine = Comment.objects.filter(pk__in=keys)
    settled = {"handling": Handling.SETTLED, "settled_at": timezone.now()}
    mine.update(claimed_by=None, claimed_until=None, **settled)
    mine.exclude(showing=Showing.PRIVATE).update(showing=SHOWS[outcome])
    leave_the_rest(comments[0])
