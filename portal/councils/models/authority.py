"""Authority that is given and taken away with dates: delegations, permissions, suspensions."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from portal.councils.models.membership import Membership
from portal.councils.powers import DELEGABLE, Power


def deciding_alone() -> list[str]:
    """Return the power that a delegation has always carried: to decide and issue."""
    return [Power.DECIDE.name]


def in_force(now: datetime) -> Q:
    """Return the condition that a dated row is in force at ``now``: begun, not past, not ended early."""
    return Q(starts_at__lte=now, ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=now))


def barred(now: datetime) -> Exists:
    """Return the condition on a Membership that its holder's rights are suspended in its council at ``now``.

    A suspension follows the person into every office that they come to hold in the same council.
    """
    running = Suspension.objects.filter(in_force(now))
    return Exists(running.filter(member__council=OuterRef("council"), member__user=OuterRef("user")))


class DatedAuthority(models.Model):
    """What all three share: from, until, why, and an early end."""

    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()

    class Meta:
        abstract = True


class Delegation(DatedAuthority):
    """The clerk's dated nomination of an officer who may clear and issue meanwhile (LGA 1972 s.101)."""

    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations_given")
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    minute_reference = models.CharField(max_length=80, blank=True)
    powers = ArrayField(
        models.CharField(max_length=30),
        default=deciding_alone,
        help_text="Names of powers.Power, some of DELEGABLE.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(powers__contained_by=sorted(power.name for power in DELEGABLE)),
                name="delegation_of_delegable_powers",
            ),
            models.CheckConstraint(condition=Q(powers__len__gt=0), name="delegation_of_some_power"),
            models.CheckConstraint(condition=Q(until__isnull=False), name="delegation_has_an_end"),
            models.CheckConstraint(condition=Q(until__gt=F("starts_at")), name="delegation_ends_after_start"),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="delegation_to_somebody_else"),
        ]
        indexes = [models.Index(fields=["holder", "until"], name="delegation_of_holder")]

    def __str__(self) -> str:
        return f"delegation {self.pk} to membership {self.holder_id}"


class Suspension(DatedAuthority):
    """Publishing rights taken from one person; it works at once, in open sessions too. Reading stays."""

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="suspensions")
    ordered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="suspensions_ordered")
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=False) | Q(review_on__isnull=False),
                name="suspension_ends_or_is_reviewed",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at__isnull=True), name="one_open_suspension_per_member"
            ),
        ]

    def __str__(self) -> str:
        return f"suspension of membership {self.member_id}"
