"""What a worker saw behind the web addresses that texts give."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LinkProbe(models.Model):
    """One web address, and what was found behind it the last time anybody looked.

    Of the installation, not of a council: an address leads where it leads, whoever gives it. It is no record: what
    nobody's open text gives any more is deleted within days, so that no address outlives the text it stood in for long.
    """

    class State(models.TextChoices):
        """What is known of it. Only what was surely seen is said to anybody."""

        WAITING = "waiting", "Nobody has looked yet"
        WORKS = "works", "Works"
        BROKEN = "broken", "Nothing is there"
        UNKNOWN = "unknown", "Cannot be told"

    sha256 = models.CharField(
        max_length=64, unique=True, help_text="Of the address: it may be longer than an index takes."
    )
    address = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    status = models.PositiveSmallIntegerField(default=0, help_text="The HTTP status; 0: nobody answered.")
    led_to = models.TextField(blank=True, help_text="The address after every redirect.")
    title = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="In a row without a sure answer.")
    wanted_at = models.DateTimeField(
        default=timezone.now, help_text="When an open text was last seen to give it."
    )
    probed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "works", "broken", "unknown"]), name="link_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(probed_at__isnull=False), name="what_is_known_was_looked_at"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="links_to_look_at"),
            models.Index(fields=["wanted_at"], name="links_by_when_wanted"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}: {self.state}"
