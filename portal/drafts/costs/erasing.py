"""How long the words of the account are kept: as long as accounts must be, which may be longer than texts."""

from datetime import date

from django.utils import timezone

from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.drafts.costs.years import year_of
from portal.drafts.models import CostEntry
from portal.records.models import LegalHold
from portal.records.retention import EraseOrder

ACCOUNTS_KEPT = 6
"""Full years after the end of a financial year: for so long VAT and a claim in contract may still be asked about."""


def first_day_kept(today: date, years: int) -> date:
    """Return the first day whose entries keep their words on ``today``: of the last ``years`` full financial years."""
    return date(year_of(today).begins_in - years, 4, 1)


def erase_costs(order: EraseOrder) -> int:
    """Erase what entries say whose accounts need not be kept any more; the amounts stay (an eraser).

    The words of an item's entries outlive its text: the account is no text of it. They go with the council's next
    erasure after their own time, whatever that is of, unless a hold protects their item.
    """
    council = Council.objects.filter(pk=order.council_id).first()
    if council is None:
        return 0
    years = max(ACCOUNTS_KEPT, council.retention_years)
    today = timezone.localdate(order.now, timezone=LONDON)
    held = LegalHold.objects.filter(
        council_id=council.pk, communication_id__isnull=False, released_at__isnull=True
    )
    over = CostEntry.objects.filter(
        council=council, spent_on__lt=first_day_kept(today, years), erased_at__isnull=True
    ).exclude(communication__isnull=False, communication__in=held.values("communication_id"))
    return over.update(what="", supplier="", invoice="", authority="", reason="", erased_at=order.now)
