"""What the approvals desk keeps of a text when its time is over: who decided what, when, under which clause."""

from django.db.models import Exists, OuterRef

from approvals.models import (
    FindingResponse,
    ItemConsultation,
    RegardAnswer,
    Review,
    Reviewer,
    ReviewerComment,
    ReviewFinding,
    SavedFilter,
    SecondLook,
    StepAsk,
)
from portal.councils.models import Membership
from portal.councils.people import in_office
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
        + RegardAnswer.objects.filter(**mine).update(note="", erased_at=now)
        + SecondLook.objects.filter(**mine).update(verdict="", waived_findings=[], erased_at=now)
    )


def erase_reviewers(order: EraseOrder) -> int:
    """Erase who was asked to read these communications, what they were asked and what they said (an eraser)."""
    mine = {"council_id": order.council_id, "communication_id__in": order.communication_ids}
    rows = Reviewer.objects.filter(**mine, erased_at__isnull=True)
    keys = list(rows.values_list("pk", flat=True))
    said = ReviewerComment.objects.filter(reviewer__in=keys, erased_at__isnull=True)
    erased = said.update(words="", passage="", erased_at=order.now)
    return erased + rows.update(
        name="", organisation="", email="", asked="", reason="", link_sha256="", erased_at=order.now
    )


def erase_consultations(order: EraseOrder) -> int:
    """Erase what was asked of those who were consulted about these communications, and their words (an eraser)."""
    mine = {"council_id": order.council_id, "communication_id__in": order.communication_ids}
    rows = ItemConsultation.objects.filter(**mine, erased_at__isnull=True)
    return rows.update(question="", words="", reference="", erased_at=order.now)


def erase_filters(order: EraseOrder) -> int:
    """Remove the filters of the queue that were kept by people whose office here is over (an eraser).

    Those of all somebody's councils go with the last of their offices. They belong to no communication, and nobody
    else reads them.
    """
    if order.communication_ids:
        return 0
    over = SavedFilter.objects.filter(owner__council_id=order.council_id, owner__ended_at__lte=order.now)
    elsewhere = Membership.objects.filter(in_office(order.now), user=OuterRef("user"))
    gone = SavedFilter.objects.filter(
        ~Exists(elsewhere),
        user__memberships__council_id=order.council_id,
        user__memberships__ended_at__lte=order.now,
    )
    return over.delete()[0] + SavedFilter.objects.filter(pk__in=gone.values("pk")).delete()[0]


def erase_steps(order: EraseOrder) -> int:
    """Erase why somebody agreed or objected on the routes of these communications (an eraser)."""
    mine = {"council_id": order.council_id, "communication_id__in": order.communication_ids}
    return StepAsk.objects.filter(**mine, erased_at__isnull=True).update(reason="", erased_at=order.now)
