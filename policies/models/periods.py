"""Periods of heightened care: before an election or a referendum, of mourning, of celebration."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from policies.circumstances import ward_called
from portal.channels.models import Channel
from portal.councils.models import Council, Membership
from portal.drafts.models import Communication


class Period(models.Model):
    """One period. An election's begins when the notice is actually published, not when it lawfully could be."""

    class Kind(models.TextChoices):
        """What the period is for."""

        PARISH_ELECTION = "parish_election", "Parish or town election"
        PRINCIPAL_ELECTION = "principal_election", "District, county or unitary election"
        PARLIAMENT = "parliament", "UK Parliament election"
        REFERENDUM = "referendum", "Neighbourhood plan referendum"
        MOURNING = "mourning", "Mourning"
        CELEBRATION = "celebration", "Celebration"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=150)
    ward = models.CharField(max_length=100, blank=True, help_text="Empty means the whole area.")
    poll_on = models.DateField(null=True, blank=True)
    latest_notice_on = models.DateField(
        null=True, blank=True, help_text="The latest lawful date of the notice, computed from the poll."
    )
    noticed_on = models.DateField(
        null=True, blank=True, help_text="When the notice was actually published; the period begins."
    )
    begins_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    noticed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    public_message = models.TextField(blank=True)
    closed_channels = models.ManyToManyField(Channel, blank=True, related_name="closing_periods")
    authorised_officers = models.ManyToManyField(
        Membership, blank=True, related_name="+", help_text="Officers who may be quoted meanwhile."
    )
    subjects = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="Words of what is in controversy at this poll; drafts that name them are held for a decision.",
    )
    looked_back_to = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The oldest issue in public that was looked through, while there are older ones.",
    )
    ended_early_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        help_text="When one of its days was last changed.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(noticed_on__isnull=True)
                | Q(poll_on__isnull=True)
                | Q(noticed_on__lt=F("poll_on")),
                name="the_notice_comes_before_the_poll",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(begins_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="period_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["mourning", "celebration"]) | Q(poll_on__isnull=False),
                name="an_election_has_a_poll",
            ),
            models.UniqueConstraint(
                fields=["council", "kind", "ward", "poll_on"],
                condition=Q(poll_on__isnull=False, ended_early_at__isnull=True),
                name="one_period_per_poll_and_ward",
            ),
        ]
        indexes = [models.Index(fields=["council", "ends_at"], name="periods_of_council")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_poll(self) -> bool:
        """Return whether it is before a vote, not of mourning or celebration."""
        return self.kind not in {Period.Kind.MOURNING, Period.Kind.CELEBRATION}

    @property
    def where(self) -> str:
        """Return the ward as it is called, or that it is the whole area."""
        if not self.ward:
            return "The whole area"
        return ward_called(self.ward)

    @property
    def is_over(self) -> bool:
        """Return whether it has ended, by itself or early."""
        return self.ended_early_at is not None or (
            self.ends_at is not None and self.ends_at <= timezone.now()
        )

    @property
    def is_running(self) -> bool:
        """Return whether it has begun and is not over."""
        return not self.is_over and self.begins_at is not None and self.begins_at <= timezone.now()


class Candidate(models.Model):
    """A person who stands: matched by name in texts while the period lasts."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(max_length=150)
    party = models.CharField(max_length=150, blank=True)
    ward = models.CharField(max_length=100, blank=True)
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="candidacies"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "name", "ward"], name="candidate_once")]

    def __str__(self) -> str:
        return self.name


class PeriodDecision(models.Model):
    """What was decided about one item that stood in the way when the period began: release it, or drop it.

    Where something else stands against the item afterwards it is listed again, and what was decided first stays.
    """

    class Outcome(models.TextChoices):
        """What was decided."""

        OPEN = "open", "To be decided"
        RELEASED = "released", "Released"
        DROPPED = "dropped", "Dropped"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="decisions")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(help_text="Why it is listed: live, pinned, scheduled, a person in a picture.")
    listed_at = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        help_text="What is approved later was decided in the knowledge of the period.",
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "communication"],
                condition=Q(outcome="open"),
                name="one_open_period_decision",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(outcome="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                name="a_period_decision_has_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"communication {self.communication_id} in period {self.period_id}"
