"""What channels that asked for it are told beside the items: that a comment was ruled on."""

from django.db import models
from django.db.models import Q

from portal.channels.models.channel import Channel
from portal.channels.models.outbox import WAITING, OutboxRow
from portal.channels.states import Delivering


class Announcement(OutboxRow):
    """One event told to one channel, once. What is told was settled with the event, and is told so at each attempt.

    ``number`` grows with each event about the same object: they reach the channel in this order.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="announcements")
    event = models.CharField(max_length=20)
    object_type = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.BigIntegerField()
    facts = models.JSONField(help_text="What is told: numbers, words of the council, nothing about persons.")
    sent_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "object_type", "object_id", "event", "number"],
                name="announced_once_per_channel",
            ),
            models.CheckConstraint(condition=Q(state__in=Delivering.values), name="announcement_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="announcement_sending_is_claimed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], condition=WAITING, name="announcement_due"),
            models.Index(fields=["channel"], condition=Q(state="failed"), name="announcements_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.event} about {self.object_type} {self.object_id}"
