"""Which rules and which versions stand at a moment: for a council, one of its bodies, and what is judged."""

from datetime import datetime

from django.db.models import Q, QuerySet

from policies.documents.citing import cited
from policies.evaluate import Rule, Severity
from policies.models import Clause, Version
from policies.models import Rule as RuleRow
from policies.rules import STATUTORY


def _at(now: datetime, begins: str, ends: str) -> Q:
    """Return the condition that a row lasted at ``now``: from its first moment on, until just before its last."""
    return Q(**{f"{begins}__lte": now}) & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": now}))


def rule_rows(council_id: int, at: datetime, target: str = RuleRow.Target.DRAFT) -> "QuerySet[RuleRow]":
    """Return the council's rules that applied at ``at`` (aware), in the order of policy and clause."""
    return (
        RuleRow.objects.filter(_at(at, "starts_at", "ended_at"), council_id=council_id, target=target)
        .select_related("clause__version__policy")
        .order_by("clause__version__policy_id", "clause__position", "pk")
    )


def rules_in_force(
    council_id: int, *, body_id: int | None, at: datetime, target: str = RuleRow.Target.DRAFT
) -> tuple[Rule, ...]:
    """Return the rules that judge a text of the body ``body_id`` at ``at``: by statute first, then by policy.

    Before a council adopts a policy only the statutory ones apply. One query. ``body_id`` None judges as every body.
    """
    rows = rule_rows(council_id, at, target)
    if body_id is not None:
        bound = Q(clause__version__policy__bodies__isnull=True) | Q(clause__version__policy__bodies=body_id)
        rows = rows.filter(bound)
    stored = tuple(rule_of(row) for row in rows)
    return (STATUTORY if target == RuleRow.Target.DRAFT else ()) + stored


def rule_of(row: RuleRow) -> Rule:
    """Return a stored rule as evaluate() wants it: with its clause, document, and adoption in words."""
    version = row.clause.version
    return Rule(
        check=row.check_id,
        severity=Severity(row.severity),
        clause=cited(row.clause.ref, row.clause.printed),
        clause_text=words_of(row.clause),
        parameters=row.parameters,
        policy=version.policy.title,
        version=version.number,
        adopted=adoption_of(version),
        kinds=frozenset(row.kinds),
        channels=frozenset(row.channels),
        capacities=frozenset(row.capacities),
        waivable=row.waivable,
    )


def words_of(clause: Clause) -> str:
    """Return what a clause says, heading first."""
    return ": ".join(part for part in (clause.heading, clause.text) if part)


def adoption_of(version: Version) -> str:
    """Return how a version came into force, in words: “adopted 4 November 2026, minute 34/26”."""
    if version.adopted_on is None:
        return ""
    day = version.adopted_on
    return f"adopted {day.day} {day:%B %Y}, {version.minuted}"


def version_in_force(policy_id: int, at: datetime) -> Version | None:
    """Return the version of a policy that was in force at ``at``, or None. One query."""
    return Version.objects.filter(_at(at, "in_force_from", "in_force_until"), policy_id=policy_id).first()
