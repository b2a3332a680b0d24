"""What the rules say, for templates of the floors below: `{% load findings %}`.

A template may look up; Python below may not. Nothing is stored: each page judges the text it shows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import template

from policies.drafting import reasons_against
from policies.evaluate import Finding, Severity
from policies.rules import judge
from portal.councils.people import Person
from portal.drafts.content import Content
from portal.drafts.kinds import KINDS, Kind

register = template.Library()

_WEIGHTS = {
    Severity.BLOCK: "Must be changed",
    Severity.ANSWER: "Must be answered",
    Severity.ADVISE: "Advice",
}


@dataclass(frozen=True)
class Shown:
    """A finding with its weight in words and the label of the part it is about."""

    finding: Finding
    weight: str
    label: str


@dataclass(frozen=True)
class Offer:
    """A kind of communication, and why the person may not draft it ('' where they may)."""

    kind: Kind
    why_not: str


@register.simple_tag
def findings_in(kind_slug: str, content: Content, unreadable: Collection[str] = ()) -> list[Shown]:
    """Return what the rules in force find in ``content``; parts that cannot be read are not judged."""
    labels = {part.name: part.label for part in KINDS[kind_slug].parts}
    return [
        Shown(finding, _WEIGHTS[finding.severity], labels.get(finding.field, ""))
        for finding in judge(kind_slug, content).findings
        if finding.field not in unreadable
    ]


@register.simple_tag
def kinds_for(person: Person) -> list[Offer]:
    """Return every kind in the order of the desk, with the policy's reason where ``person`` may not draft it."""
    reasons = reasons_against(person)
    return [Offer(kind, reasons.get(kind.slug, "")) for kind in KINDS.values()]


@register.filter
def blocking(shown: list[Shown]) -> list[Any]:
    """Return those findings that stop the item."""
    return [one for one in shown if one.finding.severity is Severity.BLOCK]
