"""What changed in an item since who decides saw it last. Changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from approvals.models import Review, ReviewState
from portal.channels.models import Publication
from portal.drafts.comparing import PartChange, compare_contents
from portal.drafts.models import Revision

LOOKED_AT = (ReviewState.APPROVED, ReviewState.RETURNED, ReviewState.REJECTED)
SEEN_BEFORE = Q(state__in=LOOKED_AT) | Q(state=ReviewState.RECALLED) & (
    Q(claimed_by__isnull=False) | Q(read_by__isnull=False)
)
"""Reviews of which the clerk has seen the text: decided, or in hand or read until the author took it back."""


@dataclass(frozen=True)
class Comparison:
    """What changed since ``before``, the version that the clerk had seen; ``why`` it is that one."""

    before: Revision
    why: str
    changes: tuple[PartChange, ...]


def last_seen(review: Review) -> "QuerySet[Review]":
    """Return the question for the last review before this one whose text who decides has seen. No query yet."""
    earlier = Review.objects.filter(SEEN_BEFORE, communication_id=review.communication_id, pk__lt=review.pk)
    people = ("decided_by__user", "claimed_by__user", "read_by__user")
    return earlier.select_related("revision", *people).order_by("-pk")[:1]


def comparison_for(review: Review, issues: Iterable[Publication], last: Review | None) -> Comparison | None:
    """Return what changed since the clerk last saw the item, or None where this is the first time. No query.

    That is the revision of ``last``, of last_seen(): the last decision before this submission, or what somebody had in
    hand or had read until its author took it back; or, where it is newer, of the last issue: what was issued at once
    was decided in no review.
    """
    issued = _issued_before(review, issues)
    seen = last if last is not None and last.revision_id != review.revision_id else None
    if seen is not None and (issued is None or issued.pk <= seen.revision_id):
        return _compare(seen.revision, review.revision, _how_seen(seen))
    return _compare(issued, review.revision, "it was issued") if issued else None


def _how_seen(earlier: Review) -> str:
    """Return who saw an earlier review's text, and how."""
    by = earlier.decided_by or earlier.claimed_by or earlier.read_by
    who = by.user.name if by else "the clerk"
    if earlier.state != ReviewState.RECALLED:
        return f"{who} {earlier.get_state_display().lower()} it"
    return f"{who} had it in hand" if earlier.claimed_by else f"{who} read it"


def _issued_before(review: Review, issues: Iterable[Publication]) -> Revision | None:
    """Return the last words that were issued before those of ``review`` were written, or None. No query."""
    issued = (issue.revision for issue in issues if issue.revision_id < review.revision_id)
    return max(issued, key=lambda revision: revision.pk, default=None)


def _compare(before: Revision, after: Revision, why: str) -> Comparison | None:
    """Return the comparison, or None where the earlier text has been erased."""
    if before.erased_at is not None:
        return None
    changes = compare_contents(after.kind, before.content, after.content)
    return Comparison(before, why, tuple(change for change in changes if change.changed))
