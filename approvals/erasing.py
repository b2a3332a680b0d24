"""What the approvals desk keeps of a text when its time is over: who decided what, when, under which clause."""

from approvals.models import Review, ReviewFinding
from portal.records.retention import EraseOrder

ERASED = "(erased)"


def erase_reviews(order: EraseOrder) -> int:
    """Erase messages, reasons and findings' words of these communications' reviews (an eraser)."""
    reviews = Review.objects.filter(council_id=order.council_id, communication_id__in=order.communication_ids)
    erased = reviews.exclude(message="").update(message="")
    erased += reviews.exclude(reason="").update(reason=ERASED)
    return erased + ReviewFinding.objects.filter(review__in=reviews).update(message=ERASED)
