"""What the rules say, for templates of the floors below: `{% load findings %}`.

A template may look up; Python below may not. Nothing is stored: each page judges the text it shows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from policies.drafting import reasons_against
from policies.evaluate import Finding, Severity
from policies.showing import show_findings
from portal.councils.people import Person
from portal.drafts.content import Content, plain_fields
from portal.drafts.highlighting import marked_part
from portal.drafts.kinds import KINDS, Kind, Shape
from portal.drafts.marking import Mark
from portal.drafts.models import Communication

register = template.Library()

_WEIGHTS = {
    Severity.BLOCK: "Must be changed",
    Severity.ANSWER: "Must be answered",
    Severity.ADVISE: "Advice",
}


@dataclass(frozen=True)
class Shown:
    """A finding with its weight in words and the label of the part it is about.

    ``missing``: nothing is written in that part yet, which is no fault of somebody who has just begun.
    """

    finding: Finding
    weight: str
    label: str
    missing: bool = False
    formatted: bool = False

    @property
    def marks_words(self) -> bool:
        """Return whether it is about some words of a formatted part, which highlighted() marks."""
        return self.formatted and self.finding.start < self.finding.end


class Told(list[Shown]):
    """What somebody is shown of a text. ``rests_until``: checks for closed matters rest for them until then."""

    rests_until: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """A kind of communication, and why the person may not draft it ('' where they may)."""

    kind: Kind
    why_not: str


@register.simple_tag
def findings_in(item: Communication, content: Content, unreadable: Collection[str], reader: Person) -> Told:
    """Return what the rules in force find in ``content`` of ``item``; parts that cannot be read are not judged.

    Matters that are closed to ``reader`` stay unnamed, and what is shown of them is counted (policies.showing).
    """
    kind = item.spec
    labels = {part.name: part.label for part in kind.parts}
    rich = {part.name for part in kind.parts if part.shape is Shape.RICH}
    written = plain_fields(kind, content)
    verdict = show_findings(item, content, reader=reader)
    told = Told(
        Shown(
            finding,
            _weight(finding),
            labels.get(finding.field, ""),
            missing=not written.get(finding.field, "").strip(),
            formatted=finding.field in rich,
        )
        for finding in verdict.findings
        if finding.field not in unreadable
    )
    told.rests_until = verdict.rests_until
    return told


def _weight(finding: Finding) -> str:
    if finding.severity is Severity.BLOCK and finding.waivable:
        return "Must be changed, or waived by the clerk"
    return _WEIGHTS[finding.severity]


@register.simple_tag
def highlighted(kind_slug: str, content: Content, found: Iterable[Shown]) -> dict[str, SafeString]:
    """Return the formatted parts of ``content`` by name, with the words marked that the findings are about."""
    marks: dict[str, list[Mark]] = {}
    for finding in (one.finding for one in found):
        css = f"finding-mark finding-mark--{finding.severity.value}"
        mark = Mark(finding.start, finding.end, css, f"mark-{finding.key}")
        marks.setdefault(finding.field, []).append(mark)
    rich = [part for part in KINDS[kind_slug].parts if part.shape is Shape.RICH]
    return {part.name: marked_part(part, content, marks.get(part.name, ())) for part in rich}


@register.simple_tag
def kinds_for(person: Person) -> list[Offer]:
    """Return every kind in the order of the desk, with the policy's reason where ``person`` may not draft it."""
    reasons = reasons_against(person)
    return [Offer(kind, reasons.get(kind.slug, "")) for kind in KINDS.values()]


@register.filter
def blocking(shown: list[Shown]) -> list[Any]:
    """Return those findings that stop the item where it is: what the clerk may waive goes to the clerk."""
    return [one for one in shown if one.finding.severity is Severity.BLOCK and not one.finding.waivable]


@register.filter
def missing(shown: list[Shown]) -> list[Shown]:
    """Return one finding for each part in which nothing is written yet, in their order."""
    return list({one.finding.field: one for one in reversed(shown) if one.missing}.values())[::-1]
