"""What one person is to one council."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.models.council import Council
from portal.councils.powers import Role


class Membership(models.Model):
    """A person's office in a council, from a day until it ends. Rows are ended, never deleted."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(
        max_length=80, blank=True, help_text="As it is printed: Deputy Mayor, Town Clerk."
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(ended_at__isnull=True), name="one_office_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]
        indexes = [models.Index(fields=["user", "ended_at"], name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.display_title} of council {self.council_id}"

    @property
    def display_title(self) -> str:
        """Return the office as printed."""
        return self.title or self.get_role_display()
