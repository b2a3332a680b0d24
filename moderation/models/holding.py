"""What of the comments on one channel waits for a person before readers get it; all else is only pointed out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from portal.channels.models import Channel
from portal.councils.models import Membership


class Holding(models.Model):
    """The clerk's choice for one channel; a channel without a row has the usual one (moderation.holding.standing)."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="holding")
    holds = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, help_text="Grounds and concerns."
    )
    allows_links = models.BooleanField(
        default=True, help_text="A single link to another site is nothing to point out."
    )
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"what is held on channel {self.channel_id}"
