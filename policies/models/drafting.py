"""The council's policy as data: who may draft which kind of communication."""

from django.db import models
from django.db.models import Q

from portal.councils.models import Council
from portal.councils.powers import Role
from portal.drafts.kinds import KIND_CHOICES


class DraftingRule(models.Model):
    """Holders of ``role`` may draft ``kind``. A kind without any rule is open to all who may draft.

    In a town council releases are normally drafted by Mayor, Deputy Mayor and committee chairmen; other members
    need the clerk's permission (town pack, clause 4.2). ``clause`` is what a refusal cites.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="drafting_rules")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    role = models.CharField(max_length=20, choices=Role.choices)
    clause = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "kind", "role"], name="drafting_rule_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="drafting_rule_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} may draft {self.kind} in council {self.council_id}"
