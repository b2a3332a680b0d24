"""That an item is the short version of another one: a post that was made of a release."""

from django.db import models
from django.db.models import F, Q

from portal.drafts.models import Communication


class ShortVersion(models.Model):
    """That ``communication`` tells in short what ``of`` tells in full. Written with the draft and never changed."""

    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="short_of")
    of = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="short_versions")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(communication=F("of")), name="no_item_is_short_of_itself")
        ]

    def __str__(self) -> str:
        return f"item {self.communication_id} in place of {self.of_id}"
