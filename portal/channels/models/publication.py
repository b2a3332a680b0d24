"""A publication: one cleared revision on its way to the public, or there."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from portal.channels.states import PublicState
from portal.councils.models import Council, Membership
from portal.drafts.kinds import KINDS
from portal.drafts.models import Clearance, Communication, Revision


def nameless_slug(kind: str, communication_id: int) -> str:
    """Return an item's word in addresses without its headline; the newsroom leads on to where the item stands."""
    return f"{slugify(KINDS[kind].label)}-{communication_id}"


class Publication(models.Model):
    """The issue of one revision. It cannot exist without the clearance of that very revision.

    ``issue`` counts them. One that follows an issue that was live is a correction, with a ``public_note`` that readers
    see; one that follows an issue that was cancelled is not.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="publications")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="publications")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="publications")
    clearance = models.ForeignKey(Clearance, on_delete=models.PROTECT, related_name="publications")
    issue = models.PositiveIntegerField(default=1)
    is_correction = models.BooleanField(default=False)
    public_note = models.TextField(blank=True)
    slug = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=PublicState.choices, default=PublicState.SCHEDULED)
    go_at = models.DateTimeField()
    take_down_at = models.DateTimeField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    circumstances_version = models.PositiveBigIntegerField()
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When what still waits of it was last judged again."
    )
    looked_at_version = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The version of the circumstances in which that was."
    )
    ordered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    live_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When its hour was last changed.")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    headline_taken = models.BooleanField(
        default=False,
        db_default=False,
        help_text="It was withdrawn with its headline, which no reader sees any more.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["communication", "issue"], name="issue_once"),
            models.UniqueConstraint(
                fields=["communication"], condition=Q(state="scheduled"), name="one_issue_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(take_down_at__isnull=True) | Q(take_down_at__gt=F("go_at")),
                name="taken_down_after_it_went",
            ),
            models.CheckConstraint(
                condition=Q(is_correction=False) | ~Q(public_note=""), name="a_correction_says_what_changed"
            ),
            models.CheckConstraint(condition=Q(state__in=PublicState.values), name="publication_state_known"),
        ]
        indexes = [
            models.Index(fields=["council", "state", "go_at"], name="publication_of_council"),
            models.Index(
                fields=["take_down_at"],
                condition=Q(state="live", take_down_at__isnull=False),
                name="to_take_down",
            ),
            models.Index(
                fields=["council", "live_at"], condition=Q(live_at__isnull=False), name="issues_by_day"
            ),
            models.Index(
                fields=["council", "embargo_until"],
                condition=Q(embargo_until__isnull=False),
                name="embargoes_by_day",
            ),
            models.Index(
                fields=["council", "take_down_at"],
                condition=Q(take_down_at__isnull=False),
                name="take_downs_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"issue {self.issue} of communication {self.communication_id}"

    @property
    def nameless(self) -> str:
        """Return what readers see in place of a headline that was taken away: the kind and the reference."""
        return f"{self.communication.spec.label}, {self.communication.reference}"

    @property
    def nameless_slug(self) -> str:
        """Return the item's word in addresses once none of its headline may stand there."""
        return nameless_slug(self.communication.kind, self.communication_id)
