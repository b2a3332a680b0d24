"""What the portal can only ask: that members say nothing on a flagged matter from their own accounts."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.models.matters import MatterFlag
from portal.councils.models import Membership


class FlagRequest(models.Model):
    """A member was asked to keep silent on a flagged matter outside the portal too, and accepted it or has not yet.

    A trigger lets the acceptance be noted once, and refuses every other change.
    """

    flag = models.ForeignKey(MatterFlag, on_delete=models.PROTECT, related_name="requests")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="flag_requests")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flag", "member"], name="restraint_asked_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("asked_at")),
                name="restraint_accepted_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.flag_id} put to membership {self.member_id}"
