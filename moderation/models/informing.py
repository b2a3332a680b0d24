"""That an author whom no mail and no placeholder reaches was told of a ruling, or cannot be."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.ruling import Ruling
from portal.councils.models import Membership


class AuthorTold(models.Model):
    """That somebody told the author of what came down on a network, or could not: how, and when. Never changed."""

    append_only = True
    erasable = ("how", "erased_at")

    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="author_told")
    reached = models.BooleanField(help_text="Whether the author was told; else nobody could.")
    how = models.TextField(blank=True, help_text="Where these words stand, or why the author cannot be told.")
    told_on = models.DateField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="") & Q(erased_at__isnull=True) | Q(how="", erased_at__isnull=False),
                name="an_author_told_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"ruling {self.ruling_id} was told on {self.told_on}"
