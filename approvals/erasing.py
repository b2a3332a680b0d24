"""What the approvals desk keeps of a text when its time is over: who decided what, when, under which clause."""

from approvals.models import FindingResponse, Review, ReviewFinding, SecondLook
from portal.records.retention import EraseOrder


def erase_reviews(order: EraseOrder) -> int:
    """Erase messages, reasons, verdicts, findings' words and answers of these communications' reviews (an eraser).

    The database lets a decided row lose its words once, together with the note of when; the hashes of what was said
    are in the ledger.
    """
    items, now = order.communication_ids, order.now
    mine = {"council_id": order.council_id, "communication_id__in": items, "erased_at__isnull": True}
    findings = ReviewFinding.objects.filter(
        review__council_id=order.council_id, review__communication_id__in=items, erased_at__isnull=True
    )
    return (
        Review.objects.filter(**mine).update(message="", reason="", erased_at=now)
        + findings.update(message="", erased_at=now)
        + FindingResponse.objects.filter(**mine).update(words="", erased_at=now)
        + SecondLook.objects.filter(**mine).update(verdict="", waived_findings=[], erased_at=now)
    )
