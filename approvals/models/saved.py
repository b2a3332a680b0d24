"""The filters of the queue that a person keeps for themselves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Membership

MOST_SAVED = 20
"""Filters that one person may keep in one council, and over all of theirs."""


class SavedFilter(models.Model):
    """A filter of the queue under a name of the person's own. ``query`` is its query string, made by the portal.

    It is kept for the queue of one council, by what the person is there, or for the list of all of theirs, by the user.
    """

    owner = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_filters"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_filters",
        help_text="Whose it is, where it is one of the list of all their councils.",
    )
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_saved_filter_has_its_own_name"),
            models.UniqueConstraint(fields=["owner", "place"], name="a_saved_filter_has_its_own_place"),
            models.UniqueConstraint(fields=["user", "name"], name="a_filter_of_all_has_its_own_name"),
            models.UniqueConstraint(fields=["user", "place"], name="a_filter_of_all_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, user__isnull=True)
                | Q(owner__isnull=True, user__isnull=False),
                name="a_saved_filter_is_one_person_s",
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_SAVED), name="saved_filters_are_few"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_filter_has_a_name"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
