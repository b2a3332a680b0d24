"""How the portal is known at one server at which people sign in: a worker asks it before the first of them goes."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership

LONGEST_SERVER = 300


class Introducing(models.TextChoices):
    """Where the introduction of the portal to a server stands."""

    ORDERED = "ordered", "The server is being asked"
    KNOWN = "known", "The server knows the portal"
    FAILED = "failed", "The server was asked in vain"


class Introduction(models.Model):
    """The portal at one server, for one council. ``sealed`` is what the server gave, encrypted.

    ``ways_back``: the addresses to which it may send people. ``app``: the portal's own name there, where it chooses it.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    connector = models.CharField(max_length=30)
    server = models.CharField(
        max_length=LONGEST_SERVER, help_text="Scheme, host and port; a site with its folder."
    )
    ways_back = models.JSONField(default=list)
    app = models.UUIDField(default=uuid4)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=Introducing.choices, default=Introducing.ORDERED)
    problem = models.CharField(max_length=500, blank=True)
    ordered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    asking_until = models.DateTimeField(
        null=True, blank=True, help_text="One worker asks the server; nobody else does."
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When the server last answered.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "connector", "server"], name="one_introduction_to_a_server"
            ),
            models.CheckConstraint(
                condition=Q(state__in=Introducing.values), name="introduction_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="known") | ~Q(sealed="") & Q(settled_at__isnull=False),
                name="what_is_known_was_said",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="asked_in_vain_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"introduction to {self.server}"
