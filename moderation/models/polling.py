"""How far the portal has read what the public writes on one channel's network."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models import Channel


class Polling(models.Model):
    """One channel that is asked for comments again and again: where the round stands, and when it is asked next.

    A worker claims it by moving ``due_at`` ahead; a worker that dies leaves the cursor, and the next one goes on.
    """

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="polling")
    read_down_to = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="The delivery that this round read last, the newest first; none: a new one.",
    )
    due_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When a whole round was last read.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    problem = models.CharField(max_length=500, blank=True, help_text="Why it could not be read, in words.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, problem="") | Q(failures__gt=0) & ~Q(problem=""),
                name="a_failed_reading_says_why",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="pollings_due")]

    def __str__(self) -> str:
        return f"reading of channel {self.channel_id}"
