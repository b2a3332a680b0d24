"""How the portal is known to the network that a channel is on: credentials, encrypted, and whether they still work."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models.channel import Channel
from portal.councils.models import Membership

_ENDED = Q(ended_at__isnull=False)


class Connection(models.Model):
    """One connecting of one channel. Credentials are replaced by another row, never shown; what ended holds none.

    ``sealed`` is what was entered, ``session`` what the network gave for some hours in return: both encrypted
    (portal.channels.credentials.sealing). ``problem``: why the network takes them no more; nothing goes out then.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="connections")
    public = models.JSONField(default=dict, help_text="What was entered and is no secret.")
    sealed = models.TextField(blank=True)
    session = models.TextField(blank=True)
    account = models.CharField(max_length=200, blank=True, help_text="As the network calls it.")
    scopes = models.JSONField(
        default=list, help_text="What the network lets these credentials do, in its words."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    ends_then = models.CharField(
        max_length=200,
        blank=True,
        db_default="",
        default="",
        help_text="What ends at expires_at, where it is not all of it.",
    )
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When the network last took them.")
    problem = models.CharField(max_length=500, blank=True)
    problem_at = models.DateTimeField(null=True, blank=True)
    renewing_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="One worker exchanges the credentials for new ones; nobody else does.",
    )
    sign_in = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        unique=True,
        help_text="SHA-256 of the state under which somebody signed in at the network: it counts once.",
    )
    connected_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    connected_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Revoked, or replaced.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=Q(ended_at__isnull=True), name="one_connection_at_a_time"
            ),
            models.CheckConstraint(
                condition=(_ENDED & Q(sealed="", session="")) | (~_ENDED & ~Q(sealed="")),
                name="credentials_while_connected",
            ),
            models.CheckConstraint(
                condition=Q(problem="", problem_at__isnull=True)
                | (~Q(problem="") & Q(problem_at__isnull=False)),
                name="a_problem_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"connection {self.pk} of channel {self.channel_id}"
