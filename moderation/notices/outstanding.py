"""Comments that were removed after a notice and still stand on their network: decided is not yet done. Reads only."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from moderation.models import DefamationNotice, Enforcement, NoticeStep
from moderation.notices.states import Stage
from moderation.states import Carrying

OVER = (Carrying.DONE, Carrying.DROPPED)


def carried(notice: DefamationNotice) -> Enforcement | None:
    """Return what carries out the removal of ``notice``, None where it has none. One query."""
    return Enforcement.objects.filter(ruling=notice.ruling_id).first() if notice.ruling_id else None


def how_it_went(notice: DefamationNotice, also: str = "") -> str:
    """Return in words what the removal of ``notice`` has come to by now: decided is not yet done. One query.

    ``also`` is what was done with it.
    """
    by = carried(notice)
    if by is None or by.state in OVER:
        return f"The comment is removed{also}."
    if by.state == Carrying.BY_HAND:
        return (
            f"The removal is decided{also}. The comment stands on its network until somebody takes it away there by "
            "hand, and notes that on the comment’s page."
        )
    return f"The removal is decided{also}. Its network is asked to take the comment away."


def standing_still() -> "QuerySet[Any]":
    """Return the notices whose comment was removed and still stands there, each with ``down_by``: by when it was due.

    That is what was due for the removal, or the removal itself where a court ordered it.
    """
    steps = NoticeStep.objects.filter(notice=OuterRef("pk"), stage=Stage.REMOVED).order_by("-number")
    rows = DefamationNotice.objects.filter(
        stage=Stage.REMOVED, erased_at__isnull=True, ruling__enforcement__isnull=False
    ).exclude(ruling__enforcement__state__in=OVER)
    return rows.annotate(
        down_by=Coalesce(Subquery(steps.values("due_at")[:1]), Subquery(steps.values("at")[:1])),
        carrying=F("ruling__enforcement__state"),
    )
