"""Whether the council answered already in the debate that an item joins: told by what it is an answer to."""

from typing import Any

from django.db.models import QuerySet, Subquery

from portal.channels.models import AnswerTo
from portal.together import Question, Rows
from portal.written import Written


def answered_asked(communication_id: int | None) -> Question:
    """Ask for the first answer that went out in the debate of an item, and whether the item only offers to talk.

    ``communication_id`` None is a text of no item, which is in no debate that is known.
    """
    if communication_id is None:
        return AnswerTo.objects.none().values_list("pk", "pk", "pk")
    return _ANSWERED.asked(communication_id)


def _answered(communication_id: int) -> "QuerySet[Any, Any]":
    item = AnswerTo.objects.filter(
        communication=communication_id
    )  # one at most: its debate is no join to be planned
    rows = AnswerTo.objects.filter(
        debate=Subquery(item.values("debate")),
        channel__council=Subquery(item.values("channel__council")),
        communication__publications__live_at__isnull=False,
    ).exclude(communication=communication_id)
    rows = rows.annotate(offering=Subquery(item.values("offers")))
    return rows.order_by("pk").values_list("communication__reference", "communication__title", "offering")[:1]


_ANSWERED = Written(_answered, int)


def answered_read(rows: Rows) -> tuple[str, bool]:
    """Return the answer that answered_asked() brought, as it is named in a sentence, and whether the item only offers.

    '' for none, and for an item that only offers: it is no second answer.
    """
    for reference, title, offering in rows:
        return ("", True) if offering else (f"{reference} {title}".strip(), False)
    return "", False
