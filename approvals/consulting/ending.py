"""When a view is not asked any more: what was decided without it, and what went out or ended while it was waited for.

Returned to its author an item comes back: what was asked of it is waited for still.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from approvals.consulting.standing import Standing
from approvals.models import ItemConsultation
from approvals.reviewers.asking import READABLE
from portal.drafts.models import Communication
from portal.refusals import Refusal


class TooLate(Refusal):
    """The item was decided before the view came."""

    def __init__(self) -> None:
        super().__init__(
            "This was decided before your view came.",
            "What you typed was not recorded. It is kept on this page: copy it, and send it to the clerk if it still "
            "matters.",
        )


def still_asked() -> Q:
    """Return the condition on consultations that their view is asked still."""
    return Q(view="", dropped_at__isnull=True, communication__stage__in=sorted(READABLE))


def is_decided(asked: ItemConsultation, item: Communication) -> bool:
    """Return whether ``item`` was decided without the view that was asked of it. No query."""
    return not asked.view and (asked.passed_over or (asked.dropped_at is None and item.stage not in READABLE))


def pass_over(standing: Standing) -> dict[str, Any]:
    """Note that an item is decided without the views that were asked and not given; facts for the record.

    A correction of it begins as a draft again: without this they would be asked of another text, months later, and
    would count as asked of it. One query, none where everybody answered. In the verb of the decision.
    """
    silent = [row.pk for row in standing.consulted if not row.view and not row.over]
    if not silent:
        return {}
    waiting = ItemConsultation.objects.filter(pk__in=silent, view="", dropped_at__isnull=True)
    waiting.update(dropped_at=timezone.now(), passed_over=True)
    return {"views_passed_over": silent}
