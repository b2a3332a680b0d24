"""What the council tells in the open about complaints: numbers a year, without a word or a name of anybody."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import ExtractYear

from moderation.complaints.seeing import CLERK
from moderation.complaints.states import State
from moderation.models import Complaint
from portal.drafts.content import LONDON


@dataclass(frozen=True)
class Year:
    """The complaints that came in one year, of the calendar in London."""

    year: int
    received: int
    about_data: int
    acknowledged_in_time: int
    answered_in_time: int
    upheld: int
    partly: int
    not_upheld: int
    withdrawn: int
    open: int
    reviewed: int


def years_of(council_id: int) -> list[Year]:
    """Return each year in which complaints came, the latest first. One query.

    Those about the clerk are not counted: a number too many would tell the office of one. What is erased counts as
    before. What a review decided counts as decided then.
    """
    rows = Complaint.objects.filter(council=council_id).exclude(kind=CLERK)
    rows = rows.annotate(ended=Case(When(review_outcome="", then="outcome"), default="review_outcome"))
    by_year = rows.annotate(year=ExtractYear("received_at", tzinfo=LONDON)).order_by().values("year")
    counted = by_year.annotate(
        received=Count("pk"),
        about_data=Count("pk", filter=Q(kind=Complaint.Kind.DATA) | Q(about_data=True)),
        acknowledged_in_time=Count("pk", filter=Q(acknowledged_at__lte=F("acknowledge_by"))),
        answered_in_time=Count("pk", filter=Q(answered_at__lte=F("answer_by"))),
        upheld=Count("pk", filter=Q(ended=Complaint.Outcome.UPHELD)),
        partly=Count("pk", filter=Q(ended=Complaint.Outcome.PARTLY)),
        not_upheld=Count("pk", filter=Q(ended=Complaint.Outcome.NOT)),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
        open=Count("pk", filter=Q(closed_at__isnull=True)),
        reviewed=Count("pk", filter=Q(reviewed_at__isnull=False)),
    )
    return [Year(**row) for row in counted.order_by("-year")]
