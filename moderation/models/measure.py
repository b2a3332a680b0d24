"""Warnings and blocks: each rests on a ruling that took words down by one of the six grounds; a block ends itself."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from moderation.grounds import Ground
from moderation.models.comment import Comment
from moderation.models.ruling import Ruling
from portal.councils.models import Council, Membership

_WARNING = Q(kind="warning", warning__isnull=True, ends_on__isnull=True, review_on__isnull=True, unwarned="")
_BLOCK = Q(kind="block", ends_on__isnull=False, review_on__isnull=False)
_WARNED = Q(warning__isnull=False) | ~Q(unwarned="") | Q(erased_at__isnull=False)


class Measure(models.Model):
    """One warning to an author, or one block of the address that they comment with. Once ended it is never changed.

    Who the author is, is known by the key of their comments alone. Criticism is no ground, so that nothing can be done
    about it here either.
    """

    class Kind(models.TextChoices):
        """What is done."""

        WARNING = "warning", "Warning"
        BLOCK = "block", "Block"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    author_key = models.CharField(max_length=64, blank=True)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="measures")
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="measures")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    cited = models.CharField(max_length=200, help_text="The clause, as the ruling cites it.")
    warning = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="block",
        help_text="That went before a block; each is followed by one at the most.",
    )
    unwarned = models.TextField(
        blank=True, default="", db_default="", help_text="Why a block could not wait for a warning."
    )
    mail = models.UUIDField(
        null=True, blank=True, unique=True, help_text="The key of the mail with its words to the author."
    )
    reason = models.TextField(blank=True)
    alternatives = models.TextField(
        blank=True, help_text="What else was considered, and why it would not do."
    )
    review_on = models.DateField(null=True, blank=True, help_text="When somebody looks at the block again.")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day of the block.")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_WARNING | _BLOCK & _WARNED, name="a_block_follows_a_warning_and_ends"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=Ground.values) & ~Q(cited=""), name="a_measure_names_its_rule"
            ),
            models.CheckConstraint(
                condition=Q(review_on__isnull=True) | Q(review_on__lte=F("ends_on")),
                name="a_block_is_looked_at_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | ~Q(author_key="") & ~Q(reason="") & (Q(kind="warning") | ~Q(alternatives="")),
                name="a_measure_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False)
                & (~Q(end_reason="") | Q(erased_at__isnull=False)),
                name="an_ended_measure_says_why",
            ),
            models.UniqueConstraint(fields=["ruling", "kind"], name="one_measure_a_kind_for_a_ruling"),
        ]
        indexes = [
            models.Index(fields=["council", "author_key", "kind"], name="measures_of_author"),
            models.Index(
                fields=["council", "review_on"],
                condition=Q(kind="block", ended_at__isnull=True),
                name="blocks_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for comment {self.comment_id}"


class WarningGiven(models.Model):
    """That the words of a warning reached its author by hand: how, and on which day. Never changed."""

    append_only = True
    erasable = ("how", "erased_at")

    warning = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="given")
    how = models.TextField(blank=True)
    given_on = models.DateField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="") & Q(erased_at__isnull=True) | Q(how="", erased_at__isnull=False),
                name="a_warning_given_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"warning {self.warning_id} was given on {self.given_on}"


class MeasureProof(models.Model):
    """That a block was set or ended by hand, on the network where its author has the account. Never changed."""

    class Step(models.TextChoices):
        """What was done there."""

        SET = "set", "Blocked there"
        ENDED = "ended", "Unblocked there"

    append_only = True
    erasable = ("proof", "erased_at")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="proofs")
    step = models.CharField(max_length=5, choices=Step.choices)
    proof = models.TextField(blank=True, help_text="What shows that it is done.")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "step"], name="each_step_there_is_proved_once"),
            models.CheckConstraint(condition=Q(step__in=["set", "ended"]), name="step_there_known"),
            models.CheckConstraint(
                condition=~Q(proof="") & Q(erased_at__isnull=True) | Q(proof="", erased_at__isnull=False),
                name="a_step_there_is_proved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of measure {self.measure_id}"
