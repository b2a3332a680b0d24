"""What members of a council do only with the clerk's permission, and who was reminded that one ends."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.channels.models import Channel
from portal.councils.models import Council, Permission

STEPS = (30, 7)
"""Days before a permission ends at which its holder and the clerk are reminded, the first reminder first."""
EARLIER_STEPS = (14, 3)
"""Those of earlier versions of the portal, as they were taken."""


class PermissionRule(models.Model):
    """In this council members need the clerk's permission for ``act``. What has no rule needs none.

    Drafting has rules of its own, by kind and office (DraftingRule). The clerk and officers, who issue, need none.
    """

    class Act(models.TextChoices):
        """What may be tied to a permission."""

        SPEAK = "speak", "Speak for the council"
        POST = "post", "Post on a channel"
        QUOTE = "quote_position", "Quote an agreed position"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="permission_rules")
    act = models.CharField(max_length=20, choices=Act.choices)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    clause = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "act", "channel"], nulls_distinct=False, name="permission_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(act="post", channel__isnull=False)
                | Q(act__in=["speak", "quote_position"], channel__isnull=True),
                name="permission_rule_is_for_what_it_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} needs a permission in council {self.council_id}"


class PermissionReminder(models.Model):
    """One step of the reminders of one permission, taken once. One that a later one overtook was told nobody."""

    append_only: ClassVar[bool] = True

    permission = models.ForeignKey(Permission, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField(help_text="Days before the end: one of STEPS.")
    told = models.BooleanField(help_text="False where the portal was away until a later step had come.")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["permission", "days"], name="permission_reminded_once"),
            models.CheckConstraint(
                condition=Q(days__in=(*STEPS, *EARLIER_STEPS)), name="permission_reminder_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"reminder of permission {self.permission_id}, {self.days} days before it ends"
