"""Templates that a council keeps for what it writes again and again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.kinds import KIND_CHOICES


class DraftTemplate(models.Model):
    """A text to begin from, kept from an item. Once retired its text is gone: nobody needs it any more."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="draft_templates")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    name = models.CharField(max_length=100)
    stored = models.TextField(help_text="The canonical JSON of the parts that drafts begin with.")
    kept_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "kind", "name"],
                condition=Q(retired_at__isnull=True),
                name="template_named_once_per_kind",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="template_has_a_name"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) & ~Q(stored="") | Q(retired_at__isnull=False, stored=""),
                name="template_text_until_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.name
