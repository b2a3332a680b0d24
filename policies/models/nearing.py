"""How often somebody came near matters that are closed to them, hour by hour: what keeps a finding from telling."""

from django.db import models
from django.db.models import Q

from portal.councils.models import Membership

LIMIT = 5
"""How many different words of closed matters are shown to have met one, to one member within one hour."""


class ClosedHit(models.Model):
    """One place of a member's hour, taken by words that met a closed matter. The ledger is the record of it.

    ``key`` is policies.circumstances.Closed.key. The places of an hour are numbered, so that the database itself
    keeps two requests at once from taking more than there are. Rows of earlier hours are deleted by the next.
    """

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="closed_hits")
    hour = models.DateTimeField(help_text="When the hour began.")
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "hour", "place"], name="closed_hit_has_its_place"),
            models.UniqueConstraint(fields=["member", "hour", "key"], name="closed_hit_once_an_hour"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=LIMIT), name="closed_hits_keep_within_the_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.member_id}, place {self.place} of the hour from {self.hour}"
