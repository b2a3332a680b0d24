"""How long replies are kept: as long as the form promised, and never longer than the survey's own text."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.channels.models import SurveyReply
from portal.councils.recording import entry_by_machine
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.records.models import LegalHold
from portal.records.retention import EraseOrder


def erase_replies(order: EraseOrder) -> int:
    """Empty the answers to these communications' surveys; their hashes stay (an eraser)."""
    rows = SurveyReply.objects.filter(
        council_id=order.council_id,
        survey__communication_id__in=order.communication_ids,
        erased_at__isnull=True,
    )
    return rows.update(stored="", reason="", erased_at=order.now)


@transaction.atomic
def erase_what_was_promised() -> int:
    """Empty the answers whose last day, as the form promised it, is over; returns how many. Safe to run twice.

    A hold protects them for as long as it lasts: what was asked for under FOIA 2000 or in court is not erased (s.77).
    """
    now = timezone.now()
    due = SurveyReply.objects.filter(
        erased_at__isnull=True, kept_until__lt=timezone.localdate(now, timezone=LONDON)
    )
    entries, erased = [], 0
    for council_id in due.order_by("council_id").values_list("council_id", flat=True).distinct():
        holds = LegalHold.objects.filter(council_id=council_id, released_at__isnull=True)
        if holds.filter(communication_id__isnull=True).exists():
            continue
        held = Q(survey__communication_id__in=holds.values("communication_id"))
        number = due.filter(council_id=council_id).exclude(held).update(stored="", reason="", erased_at=now)
        if number:
            entries.append(
                entry_by_machine(council_id, "survey_replies_erased", "council", council_id, replies=number)
            )
            erased += number
    record(entries)
    return erased
