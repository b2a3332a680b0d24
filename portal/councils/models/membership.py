"""What one person is to one council."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.models.council import Council
from portal.councils.powers import ON_THE_COUNCIL, Role


class Membership(models.Model):
    """A person's office in a council, from a day until it ends. Rows are ended, never deleted."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(
        max_length=80, blank=True, help_text="As it is printed: Deputy Mayor, Town Clerk."
    )
    organisation = models.CharField(
        max_length=150, blank=True, help_text="For whom a contractor, partner or volunteer works."
    )
    organisation_email = models.EmailField(blank=True, help_text="Their address at that organisation.")
    line_manager = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        help_text="To whom an officer's questions can go.",
    )
    started_at = models.DateTimeField(default=timezone.now)
    term_ends_on = models.DateField(
        null=True,
        blank=True,
        help_text="The last day of the term, local date; a sweep ends the office after it.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(
        null=True,
        blank=True,
        default=timezone.now,
        help_text="Empty while the person is only invited: then there are no powers, and their account is not named.",
    )
    called = models.CharField(
        max_length=150,
        blank=True,
        db_default="",
        default="",
        help_text="The name that whoever invited them typed; shown until they accept.",
    )

    party = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="The member's political party, for the checks of texts alone: it is never published.",
    )
    businesses = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="The businesses in the member's entry in the register of interests, one a line.",
    )
    ward = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="The ward for which a member sits, where the council has wards.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(ended_at__isnull=True), name="one_office_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | ~Q(called=""),
                name="the_invited_are_called_something",
            ),
            # What line_manager_of_the_same_council refers to (migration 0003).
            models.UniqueConstraint(fields=["id", "council"], name="membership_of_council"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=~Q(role=Role.CLERK) | Q(term_ends_on__isnull=True), name="clerk_serves_without_term"
            ),
            models.CheckConstraint(
                condition=Q(line_manager__isnull=True) | Q(role__in=[Role.OFFICER, Role.CLERK]),
                name="only_officers_have_line_managers",
            ),
            models.CheckConstraint(
                condition=Q(line_manager__isnull=True) | ~Q(line_manager=F("id")),
                name="nobody_manages_themselves",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.CONTRACTOR, Role.PARTNER]) | ~Q(organisation=""),
                name="contractors_and_partners_name_their_organisation",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(ON_THE_COUNCIL)) | Q(party="", businesses=""),
                name="party_and_businesses_are_noted_of_members",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(party="", businesses=""),
                name="party_and_businesses_go_with_the_office",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(ON_THE_COUNCIL)) | Q(ward=""), name="a_ward_is_noted_of_members"
            ),
        ]
        indexes = [models.Index(fields=["user", "ended_at"], name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.display_title} of council {self.council_id}"

    @property
    def shown_name(self) -> str:
        """Return the person's name; until they accept the name as it was typed, which tells nothing of an account."""
        return self.called if self.accepted_at is None else self.user.name

    @property
    def display_title(self) -> str:
        """Return the office as printed; with the organisation of somebody who comes from another one."""
        office = self.title or self.get_role_display()
        return f"{office} ({self.organisation})" if self.organisation else office
