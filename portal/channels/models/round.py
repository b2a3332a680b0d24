"""A leaflet round as a checklist: its streets, and which of them somebody has done for a job."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.channels.models.printing import Job, Place
from portal.councils.models import Membership


class Street(models.Model):
    """One street of a round. It is never renamed: what was ticked stays what it was, and another takes its place."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="streets")
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(help_text="In the order in which it is walked.")
    added_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "place", Lower("name"), condition=Q(retired_at__isnull=True), name="street_once_in_a_round"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="street_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class StreetTick(models.Model):
    """That a street was done for a job, by whom and when."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="ticks")
    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "street"], name="street_ticked_once")]

    def __str__(self) -> str:
        return f"street {self.street_id} of job {self.job_id}"
