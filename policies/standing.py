"""Which rules and which versions stand at a moment: for a council, one of its bodies, and what is judged."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from policies.documents.citing import cited
from policies.evaluate import Rule, Severity
from policies.models import Clause, Policy, Version
from policies.models import Rule as RuleRow
from policies.rules import STATUTORY
from portal.together import Asked, Rows, ask_together
from portal.written import Written

_RULE = ("check_id", "severity", "parameters", "kinds", "channels", "capacities", "waivable")
_CLAUSE = {name: f"clause__{name}" for name in ("ref", "printed", "heading", "text")}
_VERSION = {name: f"clause__version__{name}" for name in ("number", "adopted_on", "minute_reference")}
"""What a rule is cited by."""


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
    [rows] = ask_together(rules_asked(council_id, body_id=body_id, at=at, target=target))
    return rules_read(rows, target)


def rules_asked(
    council_id: int, *, body_id: int | None, at: datetime, target: str = RuleRow.Target.DRAFT
) -> Asked:
    """Ask for the rules of the council's own that rules_in_force() returns."""
    if body_id is None:
        return _RULES.asked(council_id, at, target)
    return _RULES_OF_BODY.asked(council_id, at, target, body_id)


def _rules(council_id: int, at: datetime, target: str, body_id: int | None = None) -> "QuerySet[Any, Any]":
    rows = rule_rows(council_id, at, target)
    if body_id is not None:
        bound = Q(clause__version__policy__bodies__isnull=True) | Q(clause__version__policy__bodies=body_id)
        rows = rows.filter(bound)
    return rows.values_list(*_RULE, *_CLAUSE.values(), *_VERSION.values(), "clause__version__policy__title")


_RULES, _RULES_OF_BODY = Written(_rules, int, datetime, str), Written(_rules, int, datetime, str, int)


def rules_read(rows: Rows, target: str = RuleRow.Target.DRAFT) -> tuple[Rule, ...]:
    """Return what rules_asked() brought, after those by statute."""
    return (STATUTORY if target == RuleRow.Target.DRAFT else ()) + tuple(map(_rule_read, rows))


def _rule_read(row: list[Any]) -> Rule:
    values = iter(row)
    rule, clause, version = ({name: next(values) for name in names} for names in (_RULE, _CLAUSE, _VERSION))
    title = next(values)
    if version["adopted_on"]:
        version["adopted_on"] = date.fromisoformat(version["adopted_on"])
    of = Version(policy=Policy(title=title), **version)
    return rule_of(RuleRow(clause=Clause(version=of, **clause), **rule))


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
        adopted=enactment_of(version),
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


def enactment_of(version: Version) -> str:
    """Return which version a clause is cited of and how that came into force; '' before it was adopted.

    “version 2, adopted 4 November 2026, minute 34/26”: two versions may be adopted at one meeting.
    """
    adoption = adoption_of(version)
    return f"version {version.number}, {adoption}" if adoption else ""


def version_in_force(policy_id: int, at: datetime) -> Version | None:
    """Return the version of a policy that was in force at ``at``, or None. One query."""
    return Version.objects.filter(_at(at, "in_force_from", "in_force_until"), policy_id=policy_id).first()
