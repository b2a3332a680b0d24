"""What is kept of a case when its time is over: that there was one, by which clause it ended, the hashes; no words.

Of a case that found nothing against somebody it is not kept either whom it was about.
"""

from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from moderation.conduct.seeing import ABOUT
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase, ConductEvidence, ConductOutcome, ConductReview
from portal.councils.models import Council, Suspension
from portal.drafts.retaining import kept_until
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 200


def cases_due(order: EraseOrder) -> "QuerySet[ConductCase]":
    """Return the council's cases that were over before its texts' time, the oldest first; none whose suspension runs.

    A hold on all of the council is asked before any eraser runs; one on an item keeps the cases that hold a copy of it.
    """
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    rows = ConductCase.objects.filter(
        council=council, state__in=OVER, over_at__lt=limit, erased_at__isnull=True
    )
    running = Suspension.objects.filter(Q(until__isnull=True) | Q(until__gt=order.now), ended_at__isnull=True)
    suspended = ConductOutcome.objects.filter(suspension__in=running.values("pk")).values("case")
    kept = _copies_on_hold(order.council_id)
    return rows.exclude(pk__in=suspended).exclude(pk__in=kept).order_by("over_at", "pk")


def _copies_on_hold(council_id: int) -> "QuerySet[ConductEvidence, int | None]":
    """Return the cases that keep a copy of an item, or of a comment on one, that a legal hold protects."""
    holds = LegalHold.objects.filter(council_id=council_id, released_at__isnull=True)
    held = holds.filter(communication_id__isnull=False).values("communication_id")
    copied = Q(publication__communication__in=held) | Q(
        comment_version__comment__publication__communication__in=held
    )
    return ConductEvidence.objects.filter(copied).values_list("case", flat=True)


def found_nothing() -> Q:
    """Return the condition that a case went no further, or that it was decided that there was no breach."""
    none = ConductOutcome.objects.filter(kind=ConductOutcome.Kind.NO_BREACH)
    return Q(state=CaseState.NOT_TAKEN) | Q(pk__in=none.values("case"))


def erase_cases(order: EraseOrder) -> int:
    """Erase the words and files of cases whose own time is over (an eraser); an order that names items does nothing."""
    if order.communication_ids:
        return 0
    keys = list(cases_due(order).values_list("pk", flat=True)[:AT_ONCE])
    gone = {"erased_at": order.now}
    evidence = ConductEvidence.objects.filter(case__in=keys, erased_at__isnull=True)
    for row in evidence.exclude(file=""):
        transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))
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
        "served",
        "answer",
        "answer_came",
    )
    erased = ConductCase.objects.filter(pk__in=keys)
    innocent = list(erased.filter(found_nothing()).values_list("pk", flat=True))
    words = {**dict.fromkeys(names, ""), "reporter": None, **gone}
    return (
        evidence.update(title="", text="", link="", file="", **gone)
        + reviews.update(reason="", **gone)
        + outcomes.update(reason="", account="", referred_to="", proof="", **gone)
        + filed.update(text=None, title="", **gone)
        + erased.exclude(pk__in=innocent).update(**words)
        + ConductCase.objects.filter(pk__in=innocent).update(subject=None, **words)
    )
