"""“If in doubt, ask”: a text that somebody wondered about, and the clerk's answer."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership


class Question(models.Model):
    """A text sent to the clerk before it is said, with what the checks found then, and the answer."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=40, blank=True)
    capacity = models.CharField(max_length=20)
    text = models.TextField()
    message = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    checks_rested = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Checks for closed matters rested for the asker: what they found is for who decides.",
    )
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & (~Q(answer="") | Q(erased_at__isnull=False)),
                name="an_answer_has_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(text="", message="", answer="", findings=[]),
                name="an_erased_question_holds_no_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "asked_at"], condition=Q(answered_at__isnull=True), name="unanswered"
            )
        ]

    def __str__(self) -> str:
        return f"question {self.pk} of council {self.council_id}"
