"""Whether residents may comment under an item of the newsroom: no, unless an officer said so for this very item."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models import Communication


class Discussion(models.Model):
    """The officer's decision for one item. Without a row nobody may comment under it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="discussions")
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="discussion")
    is_open = models.BooleanField(default=True)
    hold_all = models.BooleanField(
        default=False, help_text="Nothing shows before somebody looked; else only what the screening holds."
    )
    message = models.CharField(max_length=300, blank=True, help_text="Shown where comments were closed.")
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True) | ~Q(message=""), name="closed_comments_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"comments under communication {self.communication_id}"
