"""A rule ties a clause to a check: with parameters, a severity, and where it applies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.evaluate import Severity
from policies.models.documents import Clause
from portal.councils.models import Council, Membership


class Rule(models.Model):
    """One rule as it stood from one moment to another. A change ends this row and makes the next one.

    Empty ``kinds``, ``channels`` and ``capacities`` mean all of them. The rows before are the rule's history; a
    trigger lets a row end and refuses every other change.
    """

    class Target(models.TextChoices):
        """What the rule judges."""

        DRAFT = "draft", "What the council says"
        COMMENT = "comment", "What is said to the council"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="rules")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="rules")
    check_id = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Severity])
    parameters = models.JSONField(default=dict, blank=True)
    target = models.CharField(max_length=10, choices=Target.choices, default=Target.DRAFT)
    kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    capacities = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    waivable = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whoever decides may waive a finding that blocks, with a typed reason.",
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=[s.value for s in Severity]), name="rule_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(waivable=False) | Q(severity=Severity.BLOCK.value), name="only_a_block_is_waived"
            ),
            models.CheckConstraint(condition=Q(target__in=["draft", "comment"]), name="rule_target_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")),
                name="rule_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["council", "target"], condition=Q(ended_at__isnull=True), name="rules_in_being"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_id} for clause {self.clause_id}"
