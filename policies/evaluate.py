"""Judging a text by rules: every finding names its clause; what cannot be judged blocks."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from policies.checks.base import Check, Hit
from policies.circumstances import Closed
from policies.subjects import Subject
from portal.records.canonical import sha256_of
from portal.refusals import Refusal

log = logging.getLogger(__name__)


class Severity(StrEnum):
    """What a finding asks of the clerk."""

    ADVISE = "advise"
    ANSWER = "answer"
    BLOCK = "block"


@dataclass(frozen=True)
class Rule:
    """A clause, the check that carries it out, its parameters, and how severe a finding is.

    ``policy``, ``version`` and ``adopted`` cite the document: its title, the version's number (0 for what applies by
    statute), and which version it is and how that was adopted, in words. Empty ``kinds``, ``channels`` and
    ``capacities`` mean all of them.
    """

    check: str
    severity: Severity
    clause: str
    clause_text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    policy: str = ""
    version: int = 0
    adopted: str = ""
    kinds: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    capacities: frozenset[str] = frozenset()
    waivable: bool = False
    """Whether whoever decides may waive a block, with a typed reason; never where a statute asks for it."""

    def applies(self, subject: Subject) -> bool:
        """Return whether ``subject`` is of a kind, capacity and channel that the rule is for.

        A text whose channel or capacity is not chosen yet is judged by every rule it may come under.
        """
        return (
            (not self.kinds or subject.kind.slug in self.kinds)
            and (not self.capacities or not subject.capacity or subject.capacity in self.capacities)
            and (not self.channels or not subject.channel or subject.channel in self.channels)
        )


@dataclass(frozen=True)
class Finding:
    """What one rule found in one place. ``key`` survives a new evaluation while rule, field and words stay.

    ``closed`` is set where it comes of a matter that the reader may not know of: show it by policies.showing alone.
    """

    check: str
    severity: Severity
    clause: str
    clause_text: str
    field: str
    start: int
    end: int
    message: str
    remedy: str
    key: str
    policy: str = ""
    version: int = 0
    adopted: str = ""
    waivable: bool = False
    closed: Closed | None = None

    @property
    def wants_answer(self) -> bool:
        """Return whether the author must answer it: a question, or a block that they ask the clerk to waive."""
        return self.severity is Severity.ANSWER or (self.severity is Severity.BLOCK and self.waivable)


@dataclass(frozen=True)
class Verdict:
    """All findings of one evaluation. ``rests_until``: until then checks for closed matters rest for the reader."""

    findings: tuple[Finding, ...]
    rests_until: datetime | None = None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Return the findings that stop the item."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.BLOCK)

    def standing_against(self, waived: Collection[str] = ()) -> tuple[Finding, ...]:
        """Return the findings that stop the item although those of the keys ``waived`` were waived.

        A waiver counts only while the rule allows it.
        """
        return tuple(found for found in self.blocking if not (found.waivable and found.key in waived))

    @property
    def word(self) -> str:
        """Return clear, advised or blocked."""
        if self.blocking:
            return "blocked"
        return "advised" if self.findings else "clear"


class Blocked(Refusal):
    """The item cannot go on: ``verdict`` says which clauses stand against it."""

    def __init__(self, verdict: Verdict) -> None:
        reasons = " ".join(finding.message for finding in verdict.blocking)
        super().__init__(
            f"This cannot go out as it is. {reasons}",
            "Nothing was lost. Mend what is named and try again.",
        )
        self.verdict = verdict


@cache
def _checks(paths: tuple[str, ...]) -> dict[str, Check]:
    made: list[Check] = [import_string(path)() for path in paths]
    return {check.id: check for check in made}


def evaluate(subject: Subject, rules: Sequence[Rule]) -> Verdict:
    """Return what ``rules`` find in ``subject``, in their order.

    Fails closed: an unknown check, or one that raises, becomes a blocking finding that says so.
    """
    checks = _checks(tuple(settings.CHECKS))
    applying = [rule for rule in rules if rule.applies(subject)]
    return Verdict(
        tuple(found for rule in applying for found in _apply(rule, checks.get(rule.check), subject)),
        subject.circumstances.closed_rest_until,
    )


def check_by_id(check_id: str) -> Check | None:
    """Return the check of this id, or None where the installation has none."""
    return _checks(tuple(settings.CHECKS)).get(check_id)


def all_checks() -> list[Check]:
    """Return every check of the installation, in the order of settings.CHECKS."""
    return list(_checks(tuple(settings.CHECKS)).values())


def _apply(rule: Rule, check: Check | None, subject: Subject) -> Iterable[Finding]:
    if check is None:
        return [_broken(rule, f"The check “{rule.check}” is not part of this installation.")]
    try:
        return [_finding(rule, hit, subject) for hit in check.run(subject, rule.parameters)]
    except Exception:
        log.exception("check %s failed", rule.check)
        return [_broken(rule, f"The check “{check.name}” could not be completed.")]


def _finding(rule: Rule, hit: Hit, subject: Subject) -> Finding:
    words = subject.fields.get(hit.field, "")[hit.start : hit.end]
    key = sha256_of("\x1f".join((rule.check, rule.clause, hit.field, words or hit.about or hit.message)))[:32]
    return Finding(
        rule.check,
        rule.severity,
        rule.clause,
        rule.clause_text,
        hit.field,
        hit.start,
        hit.end,
        hit.message,
        hit.remedy,
        key,
        rule.policy,
        rule.version,
        rule.adopted,
        rule.waivable,
        hit.closed,
    )


def _broken(rule: Rule, message: str) -> Finding:
    key = sha256_of(f"{rule.check}\x1fbroken")[:32]
    remedy = "Tell whoever runs the portal. In an emergency the clerk can issue urgently, with a reason."
    return Finding(
        rule.check,
        Severity.BLOCK,
        rule.clause,
        rule.clause_text,
        "title",
        0,
        0,
        message,
        remedy,
        key,
        rule.policy,
        rule.version,
        rule.adopted,
    )
