"""What “May I say this?” keeps of a text when its time is over: who asked and answered, and when."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.models import Question
from policies.permits.erasing import words_due
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.retaining import kept_until
from portal.records.ledger import record
from portal.records.retention import EraseOrder, erase
from portal.refusals import Refusal

AT_ONCE = 500


def questions_due(council: Council, now: datetime) -> "QuerySet[Question]":
    """Return the council's questions whose retention period was over at ``now``, the oldest first."""
    limit = kept_until(council.retention_years, now)
    over = Q(asked_at__lt=limit) & (Q(answered_at__isnull=True) | Q(answered_at__lt=limit))
    return Question.objects.filter(over, council=council, erased_at__isnull=True).order_by("asked_at", "pk")


@transaction.atomic
def erase_questions_due(*, actor: Person) -> int:
    """Erase the texts of the questions whose retention period is over; return how many rows lost theirs.

    The words of permissions that ended and of accounts that members took off go with them, when their time is over.

    Raises NotYours without the power, UnderHold where a hold covers everything of the council, Refusal where none is
    due.
    """
    actor.require(Power.CONFIGURE)
    # A hold, which locks the council too, comes before or after this, not meanwhile.
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    now = timezone.now()
    keys = list(questions_due(council, now).values_list("pk", flat=True)[:AT_ONCE])
    due = [*(("question", key) for key in keys), *words_due(council, now)]
    erased = erase(EraseOrder(council.pk, (), now))
    if not due:
        raise Refusal("No question’s retention period is over.", "Nothing was erased.")
    record([entry_by(actor, "text_erased", kind, key) for kind, key in due])
    return erased


def erase_questions(order: EraseOrder) -> int:
    """Erase what was asked and answered where its time is over (an eraser).

    A question belongs to no communication: it goes with the order that names none.
    """
    if order.communication_ids:
        return 0
    council = Council.objects.get(pk=order.council_id)
    due = questions_due(council, order.now)[:AT_ONCE]
    return Question.objects.filter(pk__in=due.values("pk")).update(
        text="", message="", answer="", findings=[], erased_at=order.now
    )
