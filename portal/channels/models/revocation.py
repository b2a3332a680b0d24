"""Credentials that are used no more and are still to be ended at their network: until that was tried they are kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models.connection import Connection
from portal.councils.models import Membership


class Revoking(models.TextChoices):
    """Where the ending of one connection's credentials at their network stands."""

    WAITING = "waiting", "To be ended at the network"
    ASKING = "asking", "The network is being asked"
    BY_HAND = "by_hand", "To be ended by hand"
    DONE = "done", "Ended at the network"


_OPEN = Q(state__in=["waiting", "asking"])


class Revocation(models.Model):
    """One connection that ended. ``sealed`` and ``session`` are its credentials, destroyed once the network was asked.

    ``left`` says what somebody must do by hand there; ``proof`` how they saw that it is done.
    """

    connection = models.OneToOneField(Connection, on_delete=models.PROTECT, related_name="revocation")
    sealed = models.TextField(blank=True)
    session = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=Revoking.choices, default=Revoking.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    left = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proof = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Revoking.values), name="revocation_state_known"),
            models.CheckConstraint(
                condition=_OPEN | Q(sealed="", session=""), name="credentials_until_the_network_was_asked"
            ),
            models.CheckConstraint(
                condition=~Q(state="by_hand") | ~Q(left=""), name="what_is_left_to_hand_is_said"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=_OPEN, name="revocations_due")]

    def __str__(self) -> str:
        return f"ending of connection {self.connection_id} at its network"
