"""The clearance: this exact revision may go out. A publication cannot exist without one."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.drafts.models.communication import Revision


class Clearance(models.Model):
    """Who let which exact text out, on what authority. The database refuses to change or delete it.

    Retention may erase the reason one day, once.
    """

    append_only = True
    erasable = ("reason", "erased_at")

    class Basis(models.TextChoices):
        """On what authority."""

        CLERK = "clerk", "The clerk's own authority"
        DELEGATION = "delegation", "A dated delegation by the clerk"

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="clearances")
    sha256 = models.CharField(max_length=64)
    cleared_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="clearances")
    at = models.DateTimeField(default=timezone.now)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    basis_id = models.BigIntegerField(
        null=True, blank=True, help_text="The delegation, where that is the basis."
    )
    second_officer_required = models.BooleanField()
    authored_by_clearer = models.BooleanField()
    edited_by_clearer = models.BooleanField()
    urgent = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(second_officer_required=True, authored_by_clearer=True, urgent=False),
                name="no_self_clearing_where_a_second_officer_is_required",
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="urgent_clearance_says_why",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(reason=""), name="clearance_reason_or_erasure"
            ),
            models.CheckConstraint(
                condition=Q(basis="delegation", basis_id__isnull=False)
                | Q(basis="clerk", basis_id__isnull=True),
                name="clearance_names_its_delegation",
            ),
            models.UniqueConstraint(fields=["id", "revision"], name="clearance_of_revision"),
        ]

    first_of_item: bool = False
    """Whether clear() has just made it and found none before: then no issue of the item can be there either."""

    def __str__(self) -> str:
        return f"clearance of revision {self.revision_id}"


class ReferenceCounter(models.Model):
    """The last approval number that a council gave in a year; its row lock gives each number once."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "year"], name="one_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.council_id}/{self.year}: {self.last}"
