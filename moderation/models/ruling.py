"""Rulings: what a person decided about a comment, by which rule. Never changed: a new one overrules."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.grounds import ByLaw, Ground
from moderation.models.comment import Comment, CommentVersion
from policies.models import Clause
from portal.councils.models import Council, Membership


class Outcome(models.TextChoices):
    """What becomes of the comment."""

    LEAVE = "leave", "Leave it standing"
    HIDE = "hide", "Hide it"
    REMOVE = "remove", "Remove it"


class Answering(models.TextChoices):
    """What is done about an answer where a comment is left standing."""

    REPLY = "reply", "It is answered, or will be"
    NONE_WANTED = "none_wanted", "The question wants no answer"
    ANSWERED = "answered", "The same was said before and answered then"
    NOTHING = "nothing", "It asks nothing and criticises nothing"
    REFERRED = "referred", "It is dealt with as a request, a complaint or a report"
    OTHER = "other", "Another reason, given below"


class Ruling(models.Model):
    """One decision about one version of one comment.

    Hiding and removing name a ground and a clause, copied as it stood; the words that were judged are in the archive.
    What a law takes down, after a notice or a court's order, names that law in the place of a clause.
    """

    append_only = True
    erasable = ("reason", "erased_at")

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="rulings")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="rulings")
    version = models.ForeignKey(CommentVersion, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    ground = models.CharField(max_length=20, choices=[*Ground.choices, *ByLaw.choices], blank=True)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cited = models.CharField(max_length=200, blank=True, help_text="The clause as it was cited then.")
    clause_text = models.TextField(blank=True, help_text="And as it read then.")
    source = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="The document that it stands in, and how that was adopted.",
    )
    answering = models.CharField(max_length=12, choices=Answering.choices, blank=True)
    reason = models.TextField(blank=True)
    overrules = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="overruled_by"
    )
    together_with = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alike",
        help_text="The first ruling of the same act, on the same words or on words nearly the same.",
    )
    ruled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="ruling_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="leave", ground="", clause__isnull=True, cited="") & ~Q(answering="")
                | Q(
                    outcome__in=["hide", "remove"],
                    ground__in=Ground.values,
                    clause__isnull=False,
                    answering="",
                )
                & ~Q(cited="")
                | Q(outcome="remove", ground__in=ByLaw.values, clause__isnull=True, answering="")
                & ~Q(cited=""),
                name="what_is_taken_down_names_its_rule",
            ),
            models.CheckConstraint(
                condition=Q(outcome="leave") & ~Q(answering="other")
                | ~Q(reason="")
                | Q(erased_at__isnull=False),
                name="a_ruling_that_takes_down_says_why",
            ),
            models.UniqueConstraint(
                fields=["comment"], condition=Q(overrules__isnull=True), name="one_first_ruling"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "-ruled_at"], name="rulings_of_council"),
            models.Index(fields=["comment", "-id"], name="rulings_of_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of comment {self.comment_id}"

    @property
    def rule(self) -> str:
        """Return by which rule it is: the clause, its document and the minute of its adoption, where they were kept."""
        return f"{self.cited}, {self.source}" if self.source else self.cited

    @property
    def takes_down(self) -> bool:
        """Return whether it hides or removes."""
        return self.outcome != Outcome.LEAVE

    @property
    def is_by_law(self) -> bool:
        """Return whether a law took it down, and nobody's judgement of the words."""
        return self.ground in ByLaw.values
