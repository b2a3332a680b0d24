"""What was decided in a case of conduct, how it is carried out, and the reviews of a suspension."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from moderation.conduct.states import UNDECIDED
from moderation.models.conduct import ConductCase, ConductClause, ConductEvidence
from policies.models import AgendaItem
from portal.channels.models import Channel, Closure
from portal.councils.models import Membership, Suspension


class ConductOutcome(models.Model):
    """One outcome; a case may have several. What was decided is never changed: only that it is done is noted."""

    class Kind(models.TextChoices):
        """What was decided."""

        NO_BREACH = "no_breach", "No breach"
        ADVICE = "advice", "Advice"
        REMOVAL = "removal", "Removal of content"
        SUSPENSION = "suspension", "Suspension of publishing rights"
        CLOSURE = "closure", "Closure of an account"
        MEANWHILE = "meanwhile", "Suspension until it is decided"
        MONITORING = "monitoring", "Referral to the Monitoring Officer"
        DISCIPLINARY = "disciplinary", "Referral to the disciplinary procedure"
        ENGAGER = "engager", "Referral to whoever engaged them"

    case = models.ForeignKey(ConductCase, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    clause = models.ForeignKey(ConductClause, on_delete=models.PROTECT, related_name="outcomes")
    reason = models.TextField(blank=True)
    minute = models.CharField(
        max_length=80, blank=True, help_text="Of the committee or the council that decided."
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the meeting that decided, where it is kept here.",
    )
    own_report = models.BooleanField(default=False, help_text="Entered by whoever reported it.")
    by_minute = models.BooleanField(
        default=False,
        help_text="Only a committee or the council decides: the clerk’s case, or the own report.",
    )
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    evidence = models.ForeignKey(
        ConductEvidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    account = models.CharField(max_length=300, blank=True, help_text="The account or page, as it is found.")
    requested = models.BooleanField(
        default=False, help_text="The account is not the council’s: this is a request, no order."
    )
    due_on = models.DateField(null=True, blank=True)
    channel = models.ForeignKey(
        Channel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The council’s own, on which it stands or which closes.",
    )
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suspension = models.ForeignKey(
        Suspension, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    referred_to = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proof = models.TextField(
        blank=True, help_text="How anybody can see that it is done, or that it was refused."
    )
    proof_evidence = models.ForeignKey(
        ConductEvidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") | Q(erased_at__isnull=False), name="a_conduct_outcome_says_why"
            ),
            models.CheckConstraint(
                condition=Q(own_report=False) | ~Q(minute=""), name="who_reported_does_not_decide"
            ),
            models.CheckConstraint(
                condition=Q(by_minute=False) | ~Q(minute=""), name="what_a_committee_decides_has_its_minute"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["monitoring", "disciplinary", "engager"])
                | ~Q(referred_to="")
                | Q(erased_at__isnull=False),
                name="a_referral_says_to_whom",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["suspension", "meanwhile"]) | Q(suspension__isnull=False),
                name="a_conduct_suspension_suspends",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["removal", "closure"]) | Q(due_on__isnull=False),
                name="what_is_ordered_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, proof="")
                | Q(done_at__isnull=False, done_by__isnull=False)
                & (~Q(proof="") | Q(erased_at__isnull=False)),
                name="what_is_done_is_shown",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="no_breach"), name="no_breach_once_a_case"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True, due_on__isnull=False),
                name="conduct_orders_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} in case {self.case_id}"

    @property
    def is_order(self) -> bool:
        """Return whether somebody must still do something, and show it."""
        return self.kind in {self.Kind.REMOVAL, self.Kind.CLOSURE}

    @property
    def waits(self) -> bool:
        """Return whether its suspension gave way to another one, and holds again after that while its time lasts."""
        held = self.suspension
        if held is None or held.ended_at is None or (held.until and held.until <= timezone.now()):
            return False
        if any(one.result == ConductReview.Result.LIFTED for one in self.reviews.all()):
            return False
        return self.kind == self.Kind.SUSPENSION or self.case.state in UNDECIDED

    @property
    def refers(self) -> bool:
        """Return whether it hands the case on."""
        return self.kind in {self.Kind.MONITORING, self.Kind.DISCIPLINARY, self.Kind.ENGAGER}


class ConductReview(models.Model):
    """A suspension was looked at again: on its review date, or because whoever is suspended asked. Never changed."""

    class Kind(models.TextChoices):
        """Why."""

        DATE = "date", "Its review date came"
        APPEAL = "appeal", "They asked for another look"

    class Result(models.TextChoices):
        """What came of it."""

        STANDS = "stands", "It stands"
        LIFTED = "lifted", "It is lifted"

    outcome = models.ForeignKey(ConductOutcome, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    result = models.CharField(max_length=10, choices=Result.choices)
    reason = models.TextField(blank=True)
    minute = models.CharField(max_length=80, blank=True)
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the meeting that decided, where it is kept here.",
    )
    review_on = models.DateField(null=True, blank=True, help_text="When it is looked at next.")
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") | Q(erased_at__isnull=False), name="a_conduct_review_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"review of outcome {self.outcome_id}: {self.result}"
