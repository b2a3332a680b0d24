"""The yearly review of a channel: what it did since the last one, what somebody saw there, what the council decided."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.channels.models.channel import Channel
from portal.councils.models import Council, Membership


class ChannelReview(models.Model):
    """The paper of one review. Its figures are those of the day on which it was drawn up, and stay.

    ``followers``, ``replies`` and ``response_hours`` are what somebody read on the network, else what its API said
    on ``followers_on`` and what the portal has of it itself (``counted``); empty where nobody can say.
    """

    class Decision(models.TextChoices):
        """What the council decided."""

        KEPT = "kept", "Kept as it is"
        CHANGED = "changed", "Kept with changes"
        CLOSED = "closed", "To be closed for good"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="channel_reviews")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="reviews")
    since = models.DateField()
    until = models.DateField()
    posts = models.PositiveIntegerField(help_text="Issues that went out on it.")
    corrections = models.PositiveIntegerField()
    withdrawals = models.PositiveIntegerField()
    longest_silence = models.PositiveIntegerField(help_text="Days.")
    followers = models.PositiveIntegerField(null=True, blank=True)
    replies = models.PositiveIntegerField(null=True, blank=True)
    response_hours = models.PositiveIntegerField(
        null=True, blank=True, help_text="How long residents waited for an answer, as a rule."
    )
    followers_on = models.DateField(null=True, blank=True, help_text="When the network itself said so.")
    followers_before = models.PositiveIntegerField(null=True, blank=True)
    followers_before_on = models.DateField(null=True, blank=True, help_text="The first time in these days.")
    counted = models.BooleanField(
        default=False, db_default=False, help_text="Replies and waiting are counted by the portal."
    )
    note = models.CharField(max_length=1000, help_text="Is this still where residents are?")
    drawn_up_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=7, choices=Decision.choices, blank=True)
    minute_reference = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    changes = models.CharField(
        max_length=500, blank=True, help_text="What the council wants to be otherwise."
    )
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=Q(decision=""), name="one_review_at_a_time"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="review_ends_later"),
            models.CheckConstraint(condition=~Q(note=""), name="review_says_where_residents_are"),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True, decided_by__isnull=True)
                | Q(decision__in=["kept", "changed", "closed"], decided_on__isnull=False)
                & Q(decided_by__isnull=False)
                & ~Q(minute_reference=""),
                name="review_decided_by_a_minute",
            ),
            models.CheckConstraint(
                condition=~Q(decision="changed") | ~Q(changes=""), name="review_says_what_changes"
            ),
        ]
        indexes = [models.Index(fields=["channel", "-drawn_up_at"], name="reviews_of_channel")]

    def __str__(self) -> str:
        return f"review of channel {self.channel_id}"


class FollowerReading(models.Model):
    """How many followers a network's API said that a channel has, on one day; kept, so that a year can be compared."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="follower_readings")
    read_on = models.DateField()
    followers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "read_on"], name="followers_read_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.followers} followers of channel {self.channel_id} on {self.read_on}"
