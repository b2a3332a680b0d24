"""Reviews with their findings, and the second looks that urgent issues leave owing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.evaluate import Severity
from portal.councils.models import Council, Membership
from portal.drafts.models import Clearance, Communication, Revision


class ReviewState(models.TextChoices):
    """Where a review stands; WAITING and CLAIMED are open."""

    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "In hand"
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"
    REJECTED = "rejected", "Rejected"
    RECALLED = "recalled", "Taken back"
    OVERTAKEN = "overtaken", "Overtaken"


OPEN = (ReviewState.WAITING, ReviewState.CLAIMED)


class Review(models.Model):
    """One submission of one communication, from the queue to its decision.

    Once it is decided the database refuses to change it; retention may erase its words one day.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="reviews")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    submitted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    message = models.TextField(blank=True, help_text="From the author to the clerk.")
    claimed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who of those who may decide had its text before them last.",
    )
    read_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    circumstances_version = models.PositiveBigIntegerField(default=0)
    wished_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="By when it is wanted, as it was submitted or as somebody said since.",
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="The earliest moment after which it is too late to decide."
    )
    due_for = models.CharField(
        max_length=40, blank=True, help_text="What falls then: the name of a part of the text, or wished."
    )
    expired_at = models.DateTimeField(
        null=True, blank=True, help_text="When the portal noted that its time had passed undecided."
    )
    found = models.PositiveIntegerField(default=0, help_text="How many findings the rules had.")
    worst = models.PositiveSmallIntegerField(default=0, help_text="The severest: 3 blocks, 0 none.")
    flagged_matters = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Keys of flagged matters that it touches.",
    )
    period = models.CharField(max_length=20, blank=True, help_text="The kind of the period in force.")
    weighed_at = models.DateTimeField(null=True, blank=True)
    weighed_version = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Of the circumstances in which found, worst and the rest were noted."
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=True, due_for="") | Q(due_at__isnull=False) & ~Q(due_for=""),
                name="a_due_time_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(expired_at__isnull=True) | Q(due_at__isnull=False, due_at__lte=F("expired_at")),
                name="what_expired_was_due",
            ),
            models.CheckConstraint(
                condition=Q(read_by__isnull=True, read_at__isnull=True)
                | Q(read_by__isnull=False, read_at__isnull=False),
                name="a_reading_has_somebody",
            ),
            models.CheckConstraint(condition=Q(worst__lte=3), name="a_worst_finding_has_a_known_weight"),
            models.UniqueConstraint(
                fields=["communication"],
                condition=Q(state__in=["waiting", "claimed"]),
                name="one_open_review",
            ),
            models.UniqueConstraint(fields=["id", "revision"], name="review_of_revision"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "claimed", "recalled", "overtaken"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decision_has_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "rejected"]) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="a_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="a_claim_has_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "submitted_at"],
                condition=Q(state__in=["waiting", "claimed"]),
                name="queue",
            ),
            models.Index(
                fields=["council", "due_at", "submitted_at"],
                condition=Q(state__in=["waiting", "claimed"]),
                name="queue_by_due",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "claimed"], expired_at__isnull=True, due_at__isnull=False),
                name="to_expire",
            ),
            models.Index(fields=["communication", "-submitted_at"], name="reviews_of_communication"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of communication {self.communication_id}"


class ReviewFinding(models.Model):
    """What the rules found in the submitted revision, kept with the review and never changed."""

    append_only = True
    erasable = ("message", "erased_at")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    check_id = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Severity])
    clause = models.CharField(max_length=120)
    clause_text = models.TextField()
    policy = models.CharField(max_length=200, blank=True, default="", db_default="")
    adopted = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="How its version came into force."
    )
    field = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    message = models.TextField()
    remedy = models.TextField()
    waived = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "revision", "key", "start"], name="finding_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="finding_span_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} in review {self.review_id}"


class FindingResponse(models.Model):
    """What somebody said to a finding: an answer, a waiver, or that they have seen the advice. Never changed.

    ``key`` is the finding's own (of its check, clause, field and words), so that what was said still stands after a new
    evaluation finds the same. Saying something else adds a row, and the last one counts.
    """

    append_only = True
    erasable = ("words", "erased_at")

    class Kind(models.TextChoices):
        """What was said."""

        ANSWERED = "answered", "Answered"
        WAIVED = "waived", "Waived"
        ACKNOWLEDGED = "acknowledged", "Seen"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="finding_responses")
    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, related_name="finding_responses"
    )
    key = models.CharField(max_length=32)
    check_id = models.CharField(max_length=40)
    clause = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.TextField(blank=True)
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="acknowledged", words="")
                | Q(kind__in=["answered", "waived"]) & (~Q(words="") | Q(erased_at__isnull=False)),
                name="a_response_says_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["communication", "key", "kind", "said_by", "-id"], name="last_word_to_finding"
            ),
            models.Index(
                fields=["council", "said_at"], condition=Q(kind="waived"), name="waivers_of_council"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by membership {self.said_by_id} on communication {self.communication_id}"


class SecondLook(models.Model):
    """A debt: an urgent issue that nobody else has looked at yet. What was waived stays, and once done all of it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="second_looks")
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="second_looks")
    clearance = models.OneToOneField(Clearance, on_delete=models.PROTECT, related_name="second_look")
    issued_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    owed_since = models.DateTimeField(default=timezone.now)
    waived_findings = models.JSONField(default=list)
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    verdict = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("issued_by")),
                name="second_look_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False)
                & (~Q(verdict="") | Q(erased_at__isnull=False)),
                name="second_look_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "owed_since"], condition=Q(done_at__isnull=True), name="owed")
        ]

    def __str__(self) -> str:
        return f"second look at communication {self.communication_id}"
