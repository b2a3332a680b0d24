"""What a review weighs at a glance, noted with it: findings, flagged matters, the period. Lists read it, never judge.

Noted when it is submitted and when its text changes. When circumstances move on a sweep notes it again. Whoever opens
or decides it sees what the rules find then.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from approvals.falling_due import due_of_item
from approvals.models import OPEN, Review
from policies.circumstances import Circumstances
from policies.evaluate import Severity, Verdict
from policies.gathering import edges_between
from policies.judging import NOBODY, Judged, judged
from policies.matters.holding import touches
from policies.models import Period
from portal.drafts.models import Revision

AT_ONCE = 100
"""Reviews that one run of the sweep weighs: about three seconds of a worker. The rest waits for the next."""
WEIGHTS = {Severity.BLOCK: 3, Severity.ANSWER: 2, Severity.ADVISE: 1}
SEVERITIES = {weight: severity for severity, weight in WEIGHTS.items()}


def weight_of(found: Judged, revision: Revision, *, version: int) -> dict[str, Any]:
    """Return the columns of a review that say what ``revision`` weighs, as it was ``found``. No query.

    ``version`` is that of the circumstances, read before it was judged.
    """
    return {
        "found": len(found.verdict.findings),
        "worst": _worst(found.verdict),
        "flagged_matters": _flagged(found.around, revision),
        "period": found.around.running[0].kind if found.around.running else "",
        "weighed_at": timezone.now(),
        "weighed_version": version,
    }


def _worst(verdict: Verdict) -> int:
    return max((WEIGHTS[finding.severity] for finding in verdict.findings), default=0)


def _flagged(around: Circumstances, revision: Revision) -> list[int]:
    """Return the keys of the flagged matters that ``revision`` touches."""
    flagged = [matter for matter in around.matters if matter.sensitive]
    if not flagged:
        return []
    fields = revision.plain
    return [
        matter.key
        for matter in flagged
        if touches((matter.title, *matter.aliases), fields, linked=matter.linked)
    ]


def stale(now: datetime | None = None) -> "QuerySet[Review]":
    """Return the open reviews that were never weighed, or in other circumstances than those of ``now``.

    A period begins and ends by the clock, which moves no version on.
    """
    at = now or timezone.now()
    since = OuterRef("weighed_at")
    turned = Period.objects.filter(edges_between(since, at), council=OuterRef("council"))
    moved = Q(weighed_version__isnull=True) | ~Q(weighed_version=F("council__circumstances_version"))
    return Review.objects.filter(moved | Exists(turned), state__in=OPEN)


def weigh_again(at_once: int = AT_ONCE) -> int:
    """Weigh what is stale(), what is due first first; safe to run twice, and by two at once. Returns how many."""
    first = stale().order_by(F("due_at").asc(nulls_last=True), "pk")
    return sum(_weigh(key) for key in list(first.values_list("pk", flat=True)[:at_once]))


def _weigh(review_id: int) -> bool:
    """Weigh one review; False where it was decided or its text changed meanwhile."""
    query = Review.objects.select_related(
        "council", "communication__council", "communication__current_revision", "communication__author"
    )
    review = query.filter(pk=review_id, state__in=OPEN).first()
    revision = review.communication.current_revision if review is not None else None
    if review is None or revision is None:
        return False
    version = review.council.circumstances_version
    changes: dict[str, Any] = {"weighed_at": timezone.now(), "weighed_version": version}
    if revision.erased_at is None:
        found = judged(
            review.communication, revision.content, reader_id=NOBODY, hands=[review.submitted_by_id]
        )
        changes = weight_of(found, revision, version=version)
        if review.weighed_version is None and review.due_at is None:
            # It was submitted before the portal noted when things are due.
            due = due_of_item(
                review.communication, revision.content, since=review.submitted_at, wished=review.wished_at
            )
            changes |= {"due_at": due.at, "due_for": due.what}
    same = Review.objects.filter(pk=review_id, state__in=OPEN, communication__current_revision=revision)
    return same.update(**changes) == 1
