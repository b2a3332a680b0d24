"""Days that do not count in one council's deadlines, besides those that the portal knows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.workdays.calendars import DayKind


class CouncilDay(models.Model):
    """A day that the clerk entered: proclaimed late, appointed for thanksgiving or mourning, or the office closed."""

    class Kind(models.TextChoices):
        """Why it does not count, and so in which deadlines (portal.workdays.calendars.DayKind)."""

        THANKSGIVING_OR_MOURNING = DayKind.THANKSGIVING_OR_MOURNING.value, "Public thanksgiving or mourning"
        BANK_HOLIDAY = DayKind.BANK_HOLIDAY.value, "Bank holiday proclaimed late"
        CLOSED = DayKind.CLOSED.value, "The council’s office is closed"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="extra_days")
    day = models.DateField()
    kind = models.CharField(max_length=30, choices=Kind.choices)
    title = models.CharField(max_length=100)
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "day", "kind"], name="extra_day_once"),
            models.CheckConstraint(condition=~Q(title=""), name="an_extra_day_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"
