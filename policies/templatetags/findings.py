"""What the rules say, for templates of the floors below: `{% load findings %}`.

A template may look up; Python below may not. Nothing is stored: each page judges the text it shows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString

from policies.drafting import reasons_against
from policies.evaluate import Finding, Severity
from policies.judging import judge
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


@dataclass(frozen=True)
class Offer:
    """A kind of communication, and why the person may not draft it ('' where they may)."""

    kind: Kind
    why_not: str


@register.simple_tag
def findings_in(
    item: Communication, content: Content, unreadable: Collection[str] = (), reader: Person | None = None
) -> list[Shown]:
    """Return what the rules in force find in ``content`` of ``item``; parts that cannot be read are not judged.

    Matters that are closed to ``reader`` (else the author) stay unnamed.
    """
    kind = item.spec
    labels = {part.name: part.label for part in kind.parts}
    rich = {part.name for part in kind.parts if part.shape is Shape.RICH}
    written = plain_fields(kind, content)
    return [
        Shown(
            finding,
            _weight(finding),
            labels.get(finding.field, ""),
            missing=not written.get(finding.field, "").strip(),
            formatted=finding.field in rich,
        )
        for finding in judge(item, content, reader_id=reader.membership.pk if reader else None).findings
        if finding.field not in unreadable
    ]


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
