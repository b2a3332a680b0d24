"""The annual review of a version in force: that it was looked at and left as it is, and who was reminded of it when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.models.documents import Version, as_a_minute
from portal.councils.models import Membership

STEPS = (90, 30, 0)
"""Days before the review day at which the clerk is reminded, the first reminder first."""


class VersionReview(models.Model):
    """The council looked at a version in force and left it as it is, by a minute. Another wording is a new version."""

    append_only: ClassVar[bool] = True

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField(help_text="The day of the meeting, local date.")
    minute_reference = models.CharField(max_length=80)
    next_due = models.DateField(help_text="The day of the next review, as computed then.")
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewed_on"], name="reviewed_once_a_day"),
            models.CheckConstraint(condition=~Q(minute_reference=""), name="a_review_names_its_minute"),
            models.CheckConstraint(
                condition=Q(next_due__gt=F("reviewed_on")), name="the_next_review_is_later"
            ),
        ]

    def __str__(self) -> str:
        return f"review of version {self.version_id} on {self.reviewed_on}"

    @property
    def minuted(self) -> str:
        """Return the minute of the review, as a sentence names it."""
        return as_a_minute(self.minute_reference)


class ReviewReminder(models.Model):
    """One step of the reminders of one review day, taken once. A step that a later one overtook was told nobody."""

    append_only: ClassVar[bool] = True

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reminders")
    review_due = models.DateField()
    days = models.PositiveSmallIntegerField(help_text="Days before the review day: 90, 30 or 0.")
    told = models.BooleanField(help_text="False where the portal was away until a later step had come.")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "review_due", "days"], name="review_reminded_once"),
            models.CheckConstraint(condition=Q(days__in=STEPS), name="review_reminder_step_known"),
        ]

    def __str__(self) -> str:
        return f"reminder of version {self.version_id}, {self.days} days before {self.review_due}"
