"""Complaints from residents, all that was said in them, and the council's published procedure with its times."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from moderation.complaints.states import OVER, State
from moderation.models.comment import Comment
from moderation.models.referral import Referral
from policies.models import AgendaItem
from portal.councils.models import Council, Membership
from portal.drafts.models import Communication

ACKNOWLEDGE_DAYS, ANSWER_DAYS, REVIEW_DAYS, REVIEW_WITHIN = 5, 10, 20, 28
"""Where a council has set nothing: working days to acknowledge, to answer and to review; days to ask for a review."""


class ComplaintProcedure(models.Model):
    """One version of the council's procedure, as it is published. Never changed: the next version takes its place."""

    append_only = True

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="complaint_procedures")
    number = models.PositiveIntegerField()
    acknowledge_days = models.PositiveSmallIntegerField(default=ACKNOWLEDGE_DAYS)
    answer_days = models.PositiveSmallIntegerField(default=ANSWER_DAYS)
    review_days = models.PositiveSmallIntegerField(default=REVIEW_DAYS)
    review_within = models.PositiveSmallIntegerField(default=REVIEW_WITHIN)
    words = models.TextField(
        blank=True, help_text="What the council adds, such as how its office is reached."
    )
    further = models.TextField(blank=True, help_text="To whom somebody may turn next.")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="complaint_procedure_number_once"),
            models.CheckConstraint(
                condition=Q(
                    acknowledge_days__range=(1, 20),
                    answer_days__range=(1, 60),
                    review_days__range=(1, 60),
                    review_within__range=(7, 365),
                ),
                name="complaint_procedure_times_are_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"complaints procedure of council {self.council_id}, version {self.number}"


class Complaint(models.Model):
    """One complaint. Its words go when retention says so; that it was made, and how it ended, stays."""

    class Kind(models.TextChoices):
        """What it is about; each is dealt with in its own way."""

        COMMUNICATION = "communication", "Something that the council published, said or did not answer"
        MODERATION = "moderation", "How the council treats comments"
        DATA = "data", "How the council handles my personal data"
        CLERK = "clerk", "The clerk"

    class Way(models.TextChoices):
        """How it came."""

        WEB = "web", "By the form on this site"
        EMAIL = "email", "By email"
        PAPER = "paper", "On paper"
        PHONE = "phone", "By telephone"
        PERSON = "person", "In person"
        COMMENT = "comment", "In a comment"

    class Outcome(models.TextChoices):
        """How it was answered."""

        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Upheld in part"
        NOT = "not", "Not upheld"
        ELSEWHERE = "elsewhere", "To be dealt with elsewhere, such as an appeal against a ruling"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="complaints")
    reference = models.CharField(max_length=12, help_text="Told to whoever complained.")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    about_data = models.BooleanField(
        default=False,
        db_default=False,
        help_text="About personal data as well as of its kind: one about the clerk stays the chairman’s.",
    )
    way = models.CharField(max_length=8, choices=Way.choices)
    mark = models.CharField(max_length=64, blank=True, help_text="Hash of the form's own mark.")
    received_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=254, blank=True)
    contact = models.CharField(max_length=600, blank=True, help_text="Where else they are reached.")
    about = models.CharField(max_length=300, blank=True, help_text="What of the council's it is about.")
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="complaint"
    )
    evidence_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the text complained about, as it was when it was connected."
    )
    procedure = models.ForeignKey(
        ComplaintProcedure, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    version = models.PositiveIntegerField(
        default=1, help_text="Counts every act; who acts says which they saw."
    )
    key_number = models.PositiveIntegerField(
        default=1, help_text="Of the key to its page: raised where others deal with it from then on."
    )
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    minute = models.CharField(
        max_length=80, blank=True, help_text="Of the committee or council that decided."
    )
    remedy = models.ForeignKey(
        Communication, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when a review may be asked for."
    )
    review_asked_at = models.DateTimeField(null=True, blank=True)
    review_by = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    review_minute = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="complaint_reference_once"),
            models.UniqueConstraint(fields=["mark"], condition=~Q(mark=""), name="complaint_form_sent_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="complaint_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["communication", "moderation", "data", "clerk"]),
                name="complaint_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=OVER)
                | Q(closed_at__isnull=True) & ~Q(state__in=OVER),
                name="a_complaint_that_is_over_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome=""),
                name="an_answered_complaint_says_how",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, review_outcome="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(review_outcome=""),
                name="a_reviewed_complaint_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(kind="clerk")
                | (Q(answered_at__isnull=True) | ~Q(minute=""))
                & (Q(reviewed_at__isnull=True) | ~Q(review_minute="")),
                name="a_complaint_about_the_clerk_is_decided_by_minute",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | ~Q(reviewed_by=F("answered_by"))
                | ~Q(review_minute=""),
                name="nobody_reviews_their_own_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "answer_by"], condition=Q(closed_at__isnull=True), name="complaints_open"
            ),
            models.Index(fields=["council", "-received_at"], name="complaints_of_council"),
        ]

    def __str__(self) -> str:
        return f"complaint {self.reference}"

    @property
    def is_open(self) -> bool:
        """Return whether somebody may still have something to do about it."""
        return self.closed_at is None

    @property
    def is_of_data(self) -> bool:
        """Return whether it is a data-protection complaint, of whatever kind else."""
        return self.about_data or self.kind == self.Kind.DATA


class ComplaintStep(models.Model):
    """One thing that was said or done in a complaint, in the words of whoever did it. Never changed, only erased."""

    append_only = True
    erasable = ("words", "erased_at")

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=14)
    words = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the words; it is in the record too.")
    by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody where whoever complained said it.",
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the meeting that decided, where it is kept here.",
    )
    inside = models.BooleanField(default=False, help_text="Not for whoever complained.")
    late = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["complaint", "id"], name="steps_of_complaint")]

    def __str__(self) -> str:
        return f"{self.what} of complaint {self.complaint_id}"
