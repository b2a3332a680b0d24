"""The filters of the queue that a person keeps for themselves."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Membership

MOST_SAVED = 20
"""Filters that one person may keep in one council."""


class SavedFilter(models.Model):
    """A filter of the queue under a name of the person's own. ``query`` is its query string, made by the portal."""

    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_filters")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_saved_filter_has_its_own_name"),
            models.UniqueConstraint(fields=["owner", "place"], name="a_saved_filter_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_SAVED), name="saved_filters_are_few"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_filter_has_a_name"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
