"""How far the portal has read what is said to the account of one channel itself: who mentions it, who writes to it."""

from django.db import models
from django.utils import timezone

from portal.channels.models import Channel


class Listening(models.Model):
    """One strand of a channel. ``since``: what it is asked after; ``place`` and ``newest``: a run that had to stop."""

    class Strand(models.TextChoices):
        """What is read."""

        MENTIONS = "mentions", "Mentions"
        MESSAGES = "messages", "Messages to the council alone"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="listenings")
    strand = models.CharField(max_length=10, choices=Strand.choices)
    since = models.CharField(max_length=1000, blank=True, help_text="The network's own name of the newest.")
    newest = models.CharField(
        max_length=1000, blank=True, help_text="What since becomes when the run is over."
    )
    place = models.CharField(max_length=1000, blank=True, help_text="Where the run goes on; none: a new one.")
    begun_at = models.DateTimeField(default=timezone.now, help_text="When it was first to be read.")
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True, help_text="Why it could not be read, in words.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "strand"], name="a_strand_is_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.strand} of channel {self.channel_id}"
