"""What is kept of a case when its time is over: that there was one, by which clause it ended, the hashes; no words."""

from django.db.models import Q, QuerySet

from moderation.conduct.seeing import ABOUT
from moderation.conduct.states import OVER
from moderation.models import ConductCase, ConductEvidence, ConductOutcome, ConductReview
from portal.councils.models import Council, Suspension
from portal.drafts.retaining import kept_until
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 200


def cases_due(order: EraseOrder) -> "QuerySet[ConductCase]":
    """Return the council's cases that were over before its texts' time, the oldest first; none whose suspension runs.

    A hold on all of the council is asked before any eraser runs; cases belong to no item, so that no other covers them.
    """
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    rows = ConductCase.objects.filter(
        council=council, state__in=OVER, over_at__lt=limit, erased_at__isnull=True
    )
    running = Suspension.objects.filter(Q(until__isnull=True) | Q(until__gt=order.now), ended_at__isnull=True)
    suspended = ConductOutcome.objects.filter(suspension__in=running.values("pk")).values("case")
    return rows.exclude(pk__in=suspended).order_by("over_at", "pk")


def erase_cases(order: EraseOrder) -> int:
    """Erase the words and files of cases whose own time is over (an eraser); an order that names items does nothing."""
    if order.communication_ids:
        return 0
    keys = list(cases_due(order).values_list("pk", flat=True)[:AT_ONCE])
    gone = {"erased_at": order.now}
    evidence = ConductEvidence.objects.filter(case__in=keys, erased_at__isnull=True)
    for row in evidence.exclude(file=""):
        row.file.storage.delete(str(row.file.name))
    outcomes = ConductOutcome.objects.filter(case__in=keys, erased_at__isnull=True)
    reviews = ConductReview.objects.filter(outcome__case__in=keys, erased_at__isnull=True)
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type=ABOUT, object_id__in=keys, erased_at__isnull=True
    )
    names = (
        "about",
        "words",
        "reporter_key",
        "reporter_name",
        "reporter_email",
        "triage",
        "alleged",
        "answer",
    )
    return (
        evidence.update(title="", text="", link="", file="", **gone)
        + reviews.update(reason="", **gone)
        + outcomes.update(reason="", account="", referred_to="", proof="", **gone)
        + filed.update(text=None, title="", **gone)
        + ConductCase.objects.filter(pk__in=keys).update(**dict.fromkeys(names, ""), reporter=None, **gone)
    )
