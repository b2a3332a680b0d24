"""Cases of conduct: what somebody who speaks for the council is said to have done, the clauses, the evidence."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.conduct.states import CaseState
from moderation.models.comment import CommentVersion
from policies.models import AgendaItem, Clause
from portal.channels.models import Publication
from portal.councils.models import Council, Membership

DEFAULT_DAYS = 10
"""Working days in which somebody may answer, where the council says nothing else."""


class ConductTimes(models.Model):
    """How long a council gives for an answer; a council without a row gives DEFAULT_DAYS."""

    council = models.OneToOneField(Council, on_delete=models.PROTECT, related_name="conduct_times")
    answer_days = models.PositiveSmallIntegerField(default=DEFAULT_DAYS, help_text="Working days.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__gte=5, answer_days__lte=40), name="answers_have_5_to_40_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_days} working days to answer in council {self.council_id}"


class ConductCase(models.Model):
    """One report about one person, and what became of it. Seen by who handles it alone (moderation.conduct.seeing)."""

    class Route(models.TextChoices):
        """Who receives and handles it: never whom it is about."""

        CLERK = "clerk", "The clerk"
        CHAIR = "chair", "The chairman"
        DEPUTY = "deputy", "The vice chairman"

    class Aside(models.TextChoices):
        """Why a case is taken no further."""

        NOT_HERE = "not_here", "Not for this procedure"
        NO_CASE = "no_case", "No case to answer"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="conduct_cases")
    reference = models.CharField(max_length=12)
    mark = models.CharField(max_length=64, blank=True, help_text="Of the public form: sent twice, kept once.")
    route = models.CharField(max_length=10, choices=Route.choices)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.REPORTED)
    subject = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="conduct_cases"
    )
    about = models.CharField(max_length=200, blank=True, help_text="Whom it is about, as typed.")
    words = models.TextField(blank=True, help_text="What is said to have happened; not shown to the subject.")
    happened_on = models.DateField(null=True, blank=True)
    reporter = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="A member who gave their name.",
    )
    reporter_key = models.CharField(
        max_length=64, blank=True, help_text="Of any member who reported, named or not: they do not decide."
    )
    reporter_name = models.CharField(max_length=150, blank=True)
    reporter_email = models.EmailField(blank=True)
    reported_at = models.DateTimeField(default=timezone.now)
    taken_up_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_up_at = models.DateTimeField(null=True, blank=True)
    triage = models.TextField(blank=True, help_text="Why it is taken up, or not.")
    aside = models.CharField(max_length=10, choices=Aside.choices, blank=True)
    aside_minute = models.CharField(
        max_length=80, blank=True, help_text="Of the committee or the council that took it no further."
    )
    aside_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the meeting that decided, where it is kept here.",
    )
    alleged = models.TextField(blank=True, help_text="As the subject is told it.")
    told_at = models.DateTimeField(null=True, blank=True)
    served = models.CharField(
        max_length=300, blank=True, help_text="How and when they were told, where they are in office no more."
    )
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answer_came = models.CharField(
        max_length=300, blank=True, help_text="How it came, where somebody else entered it."
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_late = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="conduct_reference_once"),
            models.UniqueConstraint(
                fields=["council", "mark"], condition=~Q(mark=""), name="conduct_form_once"
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="conduct_state_known"),
            models.CheckConstraint(
                condition=Q(route__in=["clerk", "chair", "deputy"]), name="conduct_route_known"
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(erased_at__isnull=False), name="a_report_says_what_happened"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "not_taken"])
                | Q(subject__isnull=False, taken_up_at__isnull=False)
                | Q(erased_at__isnull=False, taken_up_at__isnull=False),
                name="a_case_taken_up_names_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "taken_up", "not_taken"])
                | Q(told_at__isnull=False, answer_by__isnull=False),
                name="nobody_is_judged_untold",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "not_taken"], over_at__isnull=False)
                | ~Q(state__in=["closed", "not_taken"]) & Q(over_at__isnull=True),
                name="a_case_that_is_over_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_taken", route__in=["chair", "deputy"]) | ~Q(aside_minute=""),
                name="no_one_alone_sets_aside_the_clerks",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "state", "-reported_at"], name="conduct_of_council"),
            models.Index(fields=["answer_by"], condition=Q(state="awaiting"), name="conduct_answers_awaited"),
        ]

    def __str__(self) -> str:
        return f"case {self.reference}"


class ConductClause(models.Model):
    """A clause in force that a case is about; its words are copied, so that an amendment changes nothing here."""

    case = models.ForeignKey(ConductCase, on_delete=models.PROTECT, related_name="clauses")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    cited = models.CharField(max_length=120)
    policy = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "clause"], name="conduct_clause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, {self.cited} (version {self.version})"


class ConductEvidence(models.Model):
    """One thing that shows what happened, kept by its hash from the moment it was given."""

    class Kind(models.TextChoices):
        """What it is."""

        ITEM = "item", "What the council published"
        COMMENT = "comment", "A comment"
        LINK = "link", "A page outside"
        WORDS = "words", "Words, as pasted"
        FILE = "file", "A picture or a PDF"

    case = models.ForeignKey(ConductCase, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True, help_text="The words as they were when they were kept.")
    link = models.CharField(max_length=1000, blank=True)
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment_version = models.ForeignKey(
        CommentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to="conduct/%Y/%m/", blank=True)
    file_kind = models.CharField(max_length=4, blank=True)
    sha256 = models.CharField(max_length=64, help_text="Of the revision, the words or the file.")
    shared = models.BooleanField(default=False, help_text="The subject sees it with what is alleged.")
    added_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty for what came with the report.",
    )
    added_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["item", "comment", "link", "words", "file"]),
                name="conduct_evidence_known",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="conduct_evidence_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk} of case {self.case_id}"

    @property
    def shown_title(self) -> str:
        """Return what it is called for others than who handles the case: a file's name may say who gave it."""
        return f"File {self.pk}" if self.kind == self.Kind.FILE else self.title

    @property
    def is_ours(self) -> bool:
        """Return whether the council itself can take it down."""
        return self.kind in {self.Kind.ITEM, self.Kind.COMMENT}
