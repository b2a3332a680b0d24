"""The private link by which a member's own calendar program reads the council's dates."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models.membership import Membership


class CalendarLink(models.Model):
    """One link a membership, made anew or revoked by its holder. The token itself is nowhere: it is made from ``key``.

    It opens what its holder may read at that moment, and nothing once their membership ended.
    """

    member = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="calendar_link")
    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="What the token is made from.")
    link_sha256 = models.CharField(max_length=64, blank=True, help_text="Empty once it is revoked.")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link_sha256"], condition=~Q(link_sha256=""), name="calendar_link_once"
            ),
            models.CheckConstraint(
                condition=Q(link_sha256="", revoked_at__isnull=False)
                | Q(link_sha256__regex=r"^[0-9a-f]{64}$", revoked_at__isnull=True),
                name="calendar_link_open_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"calendar link of membership {self.member_id}"
