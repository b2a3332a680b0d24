"""What a network is asked to do about an author, beside hiding their words: block, end that, report, tell them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.models.comment import Comment
from moderation.models.measure import Measure
from moderation.models.referral import Referral
from moderation.models.ruling import Ruling
from moderation.states import Carrying
from portal.channels.connectors.shutting_out import Sort
from portal.councils.models import Council, Membership


class Errand(models.Model):
    """One thing that a worker asks a network for, as somebody decided. The states are those of a ruling's enforcement.

    It is done when it was read back, or when somebody proves it (MeasureProof; a referral that is closed; AuthorTold).
    What an author is told is made of the ruling when it goes: it holds the key by which they appeal.
    """

    class Act(models.TextChoices):
        """What is asked."""

        BLOCK = "block", "Block the account"
        UNBLOCK = "unblock", "End the block"
        REPORT = "report", "Report the comment"
        TELL = "tell", "Tell its author"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="errands")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="errands")
    act = models.CharField(max_length=8, choices=Act.choices)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="errands"
    )
    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="errand"
    )
    ruling = models.OneToOneField(
        Ruling,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="telling",
        help_text="Of which its author is told.",
    )
    key = models.UUIDField(default=uuid4, editable=False, unique=True)
    ordered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ordered_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=Carrying.choices, default=Carrying.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is tried next; while it is, until when its worker has it."
    )
    account = models.CharField(
        max_length=300, blank=True, help_text="The account's own lasting name there, as long as it is needed."
    )
    may_stand = models.BooleanField(
        default=False, help_text="Whether a block stands there, for all that is known."
    )
    sort = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Sort], blank=True)
    words = models.TextField(blank=True, help_text="What a report says.")
    answer = models.CharField(max_length=200, blank=True, help_text="The number that a report has there.")
    told = models.CharField(max_length=500, blank=True, help_text="What it really comes to there.")
    problem = models.CharField(max_length=500, blank=True, help_text="Why it could not be done there.")
    done_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    act__in=["block", "unblock"],
                    measure__isnull=False,
                    referral__isnull=True,
                    ruling__isnull=True,
                    words="",
                )
                | Q(
                    act="tell",
                    measure__isnull=True,
                    referral__isnull=True,
                    ruling__isnull=False,
                    ordered_by__isnull=False,
                    words="",
                )
                | Q(
                    act="report",
                    measure__isnull=True,
                    referral__isnull=False,
                    ruling__isnull=True,
                    ordered_by__isnull=False,
                )
                & (~Q(words="") | Q(erased_at__isnull=False)),
                name="an_errand_rests_on_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asking"], due_at__isnull=False, done_at__isnull=True)
                | Q(state__in=["by_hand", "dropped"], due_at__isnull=True, done_at__isnull=True)
                | Q(state="done", due_at__isnull=True, done_at__isnull=False),
                name="how_an_errand_stands_is_known",
            ),
            models.UniqueConstraint(
                fields=["measure", "act"],
                condition=Q(measure__isnull=False),
                name="a_block_is_set_and_ended_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["waiting", "asking"]), name="errands_to_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} for comment {self.comment_id}"
