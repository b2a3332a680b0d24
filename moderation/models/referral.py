"""Referrals: what somebody said is a request, a complaint, or for the police, and is followed until it is done."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from portal.councils.models import Council, Membership


class Referral(models.Model):
    """One way in which a comment is dealt with beside the ruling on it. Once closed it is never changed."""

    class Kind(models.TextChoices):
        """What it is dealt with as."""

        FOI = "foi", "A request for information (Freedom of Information Act 2000)"
        DATA = "data", "A request about their own data (UK GDPR)"
        COMPLAINT = "complaint", "A complaint"
        SERVICE = "service", "A request for a service"
        POLICE = "police", "A report to the police"
        PLATFORM = "platform", "A report to the platform"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="referrals")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due_on = models.DateField(help_text="The last day for it.")
    reason = models.TextField(blank=True, help_text="What is asked, or why it is reported.")
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    outcome = models.TextField(blank=True, help_text="What was done, with the reference it has there.")
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["foi", "data", "complaint", "service", "police", "platform"]),
                name="referral_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False)
                & (~Q(outcome="") | Q(erased_at__isnull=False)),
                name="a_closed_referral_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(erased_at__isnull=False), name="a_referral_says_why"
            ),
            models.UniqueConstraint(
                fields=["comment", "kind"],
                condition=Q(closed_at__isnull=True),
                name="one_open_referral_a_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "due_on"], condition=Q(closed_at__isnull=True), name="referrals_open"
            ),
            models.Index(fields=["comment"], name="referrals_of_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from comment {self.comment_id}"
