"""Two periods of the same kind for the same ground at the same time: one is an error, so neither goes past the other.

Polls of different kinds on one day are combined every year, and polls in different wards are different polls.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.concerning import ward_key
from policies.models import Period
from portal.refusals import Refusal


def refuse_overlap(council_id: int, kind: str, ward: str, begins_at: datetime, ends_at: datetime) -> None:
    """Raise Refusal where a period of the same kind runs, or would by law run, at the same time on the same ground.

    The caller holds the council's lock. One query.
    """
    begun = Q(begins_at__lt=ends_at)
    expected = Q(begins_at__isnull=True, latest_notice_on__lt=timezone.localdate(ends_at))
    same = Period.objects.filter(council_id=council_id, kind=kind, ended_early_at=None)
    _refuse_first(same.filter(begun | expected, ends_at__gt=begins_at), ward)


def refuse_beside_one_that_runs(period: Period) -> None:
    """Raise Refusal where ``period`` would begin while another of its kind runs on the same ground. One query.

    Once the other is over, the notice can be entered with the day on which it was published.
    """
    now = timezone.now()
    running = Period.objects.filter(
        council_id=period.council_id,
        kind=period.kind,
        begins_at__lte=now,
        ends_at__gt=now,
        ended_early_at=None,
    )
    _refuse_first(running.exclude(pk=period.pk), period.ward)


def _refuse_first(rows: "QuerySet[Period]", ward: str) -> None:
    other = next(_on_the_same_ground(rows.order_by("ends_at", "pk"), ward), None)
    if other is not None:
        raise Refusal(
            f"It overlaps “{other.title}”, a period of the same kind for the same area.",
            "Nothing was changed. End that one first, or correct the dates.",
        )


def _on_the_same_ground(rows: Iterable[Period], ward: str) -> Iterator[Period]:
    key = ward_key(ward)
    for row in rows:
        other = ward_key(row.ward)
        if not key or not other or key == other:
            yield row
