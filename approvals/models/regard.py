"""What was answered to the seven questions of the publicity code, kept with the decision on one exact revision."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from approvals.models.review import Review
from portal.councils.models import Council, Membership
from portal.drafts.models import Clearance, Communication, Revision


class RegardAnswer(models.Model):
    """One answer, given with a decision. The database refuses to change or delete it.

    The decision is a review's, or the clearance of an issue at once: exactly one is named. The database refuses any
    other revision than that decision's own. Retention may erase the note one day.
    """

    append_only = True
    erasable = ("note", "erased_at")

    class Answer(models.TextChoices):
        """A yes lets the item go out; a no says in its note why it may all the same, or why it was refused."""

        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_APPLICABLE = "na", "Not applicable"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="regard")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="regard")
    clearance = models.ForeignKey(
        Clearance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="regard",
        help_text="Of an issue at once, which no review decided.",
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    principle = models.CharField(max_length=20)
    answer = models.CharField(max_length=3, choices=Answer.choices)
    note = models.TextField(blank=True)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "principle"], name="a_principle_once_per_decision"),
            models.UniqueConstraint(
                fields=["clearance", "principle"], name="a_principle_once_per_issue_at_once"
            ),
            models.CheckConstraint(
                condition=Q(review__isnull=False, clearance__isnull=True)
                | Q(review__isnull=True, clearance__isnull=False),
                name="regard_with_one_decision",
            ),
            models.CheckConstraint(
                condition=Q(
                    principle__in=[
                        "lawful",
                        "cost_effective",
                        "objective",
                        "even_handed",
                        "appropriate",
                        "equality",
                        "care",
                    ]
                ),
                name="a_principle_of_the_code",
            ),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no", "na"]), name="regard_answer_known"),
            models.CheckConstraint(
                condition=~Q(answer="no") | ~Q(note="") | Q(erased_at__isnull=False), name="a_no_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["communication", "answered_by", "-review"], name="regard_of_item"),
        ]

    def __str__(self) -> str:
        where = f"review {self.review_id}" if self.review_id else f"clearance {self.clearance_id}"
        return f"{self.principle}: {self.answer} in {where}"
