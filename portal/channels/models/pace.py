"""How fast each network lets itself be asked: what all workers know of it together."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class HostPace(models.Model):
    """What is known of one host, or of one account there. It is no record: it is forgotten when it is out of date.

    ``account`` '': of the host, whoever asks: faults in a row, and until when it is left in peace. Else a channel's:
    what the network itself counts, and until when it wants no more of this account; or the faults that it met.
    """

    host = models.CharField(max_length=270, help_text="With its port where that is not the usual one.")
    account = models.CharField(max_length=60, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    faults = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    remaining = models.PositiveIntegerField(null=True, blank=True, help_text="Requests until it counts anew.")
    counts_anew_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "account"], name="one_pace_per_host_and_account"),
            models.CheckConstraint(
                condition=Q(remaining__isnull=True, counts_anew_at__isnull=True)
                | Q(remaining__isnull=False, counts_anew_at__isnull=False),
                name="what_remains_remains_until",
            ),
        ]

    def __str__(self) -> str:
        return f"pace of {self.host}"
