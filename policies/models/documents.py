"""A council's policies: versions of clauses, of which one is in force."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from portal.councils.models import Body, Council, Membership

if TYPE_CHECKING:
    from policies.models.acknowledging import Signature


def as_a_minute(reference: str) -> str:
    """Return a minute's reference as a sentence names it: “minute 34/26”, whether or not the clerk typed the word."""
    return f"m{reference[1:]}" if reference[:6].casefold() == "minute" else f"minute {reference}"


class Policy(models.Model):
    """One policy document of a council, through all its versions."""

    class Kind(models.TextChoices):
        """What the document is about; companions of the communications policy are stored and citable too."""

        COMMUNICATIONS = "communications", "Communications and social media"
        CODE_OF_CONDUCT = "code_of_conduct", "Code of conduct"
        EQUALITY = "equality", "Equal opportunities"
        BULLYING = "bullying", "Bullying and harassment"
        DATA_PROTECTION = "data_protection", "Data protection"
        COMPLAINTS = "complaints", "Complaints procedure"
        DISCIPLINARY = "disciplinary", "Disciplinary policy"
        OTHER = "other", "Another policy"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="policies")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    bodies = models.ManyToManyField(
        Body, blank=True, related_name="policies", help_text="The bodies it governs; none named means all."
    )
    review_months = models.PositiveSmallIntegerField(
        default=12, help_text="After how many months a version in force is due for review."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="policy_slug_once_per_council"),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, review_months__lte=60),
                name="policy_review_within_five_years",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One wording of a policy. What was adopted is never changed: a database trigger stands behind this."""

    class State(models.TextChoices):
        """Where a wording stands."""

        DRAFT = "draft", "Draft"
        ADOPTED = "adopted", "In force"
        SUPERSEDED = "superseded", "Superseded"

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    source_name = models.CharField(
        max_length=200, blank=True, help_text="The file or pack from which it was made."
    )
    set_aside = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Words of an imported document that are in no clause, and why.",
    )
    drafted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    adopted_on = models.DateField(null=True, blank=True, help_text="The day of the meeting, local date.")
    minute_reference = models.CharField(max_length=80, blank=True)
    adopted_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who entered the council's adoption; the council adopts, nobody else.",
    )
    in_force_from = models.DateTimeField(null=True, blank=True)
    in_force_until = models.DateTimeField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When it was last looked at and left as it is."
    )
    sha256 = models.CharField(
        max_length=64, blank=True, help_text="Over the canonical form of all its clauses."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state="adopted"), name="one_version_in_force"
            ),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state="draft"), name="one_version_in_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(adopted_on__isnull=False, adopted_by__isnull=False, in_force_from__isnull=False)
                & ~Q(minute_reference="")
                & ~Q(sha256=""),
                name="an_adopted_version_names_its_minute",
            ),
            models.CheckConstraint(
                condition=~Q(state="superseded")
                | Q(in_force_until__isnull=False, in_force_until__gte=F("in_force_from")),
                name="a_superseded_version_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} version {self.number}"

    @cached_property
    def signed(self) -> "list[Signature]":
        """Return its signatures, the one that counts first, then the pages that were replaced. One query, once."""
        return list(
            self.signatures.select_related(
                "signer__user", "entered_by__user", "replaced_by__entered_by__user"
            ).order_by("-pk")
        )

    @property
    def signature(self) -> "Signature | None":
        """Return the signature that counts, or None."""
        return next(iter(self.signed), None)

    @property
    def minuted(self) -> str:
        """Return the minute of its adoption, as a sentence names it."""
        return as_a_minute(self.minute_reference)


class Clause(models.Model):
    """One clause: a number, a letter, a bullet, or a paragraph that bears none."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    position = models.PositiveIntegerField(help_text="Reading order within the version, from 0.")
    ref = models.CharField(max_length=120, help_text="Unique within the version: 7.11.2, terms-of-use/3.")
    printed = models.CharField(max_length=60, blank=True, help_text="The number as the document prints it.")
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "ref"], name="clause_ref_once_per_version"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="clause_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(text="") | ~Q(heading=""), name="a_clause_says_something"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.ref
