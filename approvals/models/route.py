"""Routes of more than one step: whose agreement a council wants before the clerk clears, and what each of them said."""

from django.db import models
from django.db.models import Q

from approvals.models.review import Review
from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from portal.drafts.kinds import KIND_CHOICES
from portal.drafts.models import Communication, Revision

MOST_STEPS = 3
CLERK = Role.CLERK.value


class Mode(models.TextChoices):
    """Whose agreement a step needs."""

    ANY = "any", "any one of them"
    ALL = "all", "all of them"


class Route(models.Model):
    """The steps of a kind before it goes out. The last is the clerk's clearance: a constraint says so."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="routes")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    ends_with = models.CharField(max_length=20, default=CLERK, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "kind"], name="route_once_per_kind"),
            models.CheckConstraint(
                condition=Q(ends_with="clerk"), name="the_last_step_is_the_clerks_clearance"
            ),
        ]

    def __str__(self) -> str:
        return f"route of {self.kind}"


class RouteParty(models.Model):
    """An office or a person whose agreement a step of a route wants."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="parties")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=3, choices=Mode.choices)
    office = models.CharField(max_length=20, choices=Role.choices, blank=True)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "route parties"
        constraints = [
            models.CheckConstraint(
                condition=Q(office="", member__isnull=False) | ~Q(office="") & Q(member__isnull=True),
                name="route_party_is_office_or_person",
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="route_steps_are_few"),
            models.UniqueConstraint(
                fields=["route", "number", "office", "member"], nulls_distinct=False, name="route_party_once"
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.number} of a route"


class StepAsk(models.Model):
    """What one party of a step is asked about one revision under review, and what was said. Never changed once said."""

    class Said(models.TextChoices):
        """What was said."""

        AGREES = "agrees", "Agreed"
        OBJECTS = "objects", "Objected"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="steps_asked")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="steps_asked")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=3, choices=Mode.choices)
    office = models.CharField(max_length=20, choices=Role.choices, blank=True)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said = models.CharField(max_length=10, choices=Said.choices, blank=True)
    reason = models.TextField(blank=True)
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(office="", member__isnull=False) | ~Q(office="") & Q(member__isnull=True),
                name="step_is_asked_of_office_or_person",
            ),
            models.CheckConstraint(
                condition=Q(said="", said_by__isnull=True, said_at__isnull=True)
                | Q(said__in=["agrees", "objects"], said_by__isnull=False, said_at__isnull=False),
                name="step_is_said_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(said="objects") | ~Q(reason="") | Q(erased_at__isnull=False),
                name="an_objection_says_why",
            ),
            models.UniqueConstraint(
                fields=["review", "revision", "number", "office", "member"],
                nulls_distinct=False,
                name="step_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["member"], condition=Q(said=""), name="steps_waiting_for_member"),
            models.Index(fields=["council", "office"], condition=Q(said=""), name="steps_waiting_for_office"),
        ]

    def __str__(self) -> str:
        return f"step {self.number} of a review"

    @property
    def party(self) -> str:
        """Return who is asked, in words."""
        return self.member.user.name if self.member else Role(self.office).label
