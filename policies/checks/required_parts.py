"""Every kind has parts without which it cannot go out."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import Apart, Check, Hit
from policies.checks.survey_form import gaps_of_survey
from policies.subjects import Subject
from portal.drafts.kinds import Shape
from portal.markup import is_blank

_TO_FILL_IN = re.compile(r"\[(?:name|date|time|place|number|address|reason)\b[^\[\]\n]{0,80}\]")
"""What the standard templates leave to the writer (portal.drafts.kinds.templates); "[sic]" is none of it."""


class RequiredParts(Check):
    """Names each required part that is empty, each quotation without speaker or words, and each gap of a template.

    So too each version for a network that shows no words alone, while nothing is there that it can show them with.
    """

    id = "required-parts"
    name = "Required parts"
    description = "A part without which this kind of communication cannot go out is empty or not filled in."
    apart = Apart(kinds=None, capacity=True)
    of_form = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit per empty required part, in the order of the form."""
        for part in subject.kind.parts:
            # The bullets of an empty list are the reading's own: nobody wrote them.
            if part.required and is_blank(subject.fields.get(part.name, "").replace("•", "")):
                yield Hit(part.name, f"“{part.label}” is empty.", f"Fill in “{part.label}”.")
            if part.shape is Shape.QUOTES:
                yield from self._quotes(part.name, subject)
            if part.shape is Shape.QUESTIONS:
                yield from gaps_of_survey(subject)
            for gap in _TO_FILL_IN.finditer(subject.fields.get(part.name, "")):
                message = f"“{gap.group()}” is still to be filled in."
                yield Hit(part.name, message, "Write there what belongs there.", gap.start(), gap.end())
        yield from _alone(subject)

    def _quotes(self, name: str, subject: Subject) -> Iterable[Hit]:
        for number, quote in enumerate(subject.content.get(name, []), start=1):
            if not quote["speaker"] or not quote["words"]:
                yield Hit(
                    name,
                    f"Quotation {number} lacks its speaker or its words.",
                    "Give both, or remove the quotation.",
                )


def _alone(subject: Subject) -> Iterable[Hit]:
    place = 0
    for slug, text in subject.content.get("versions", {}).items():  # only posts have such a part
        start = place + len(slug) + 2
        needed = subject.circumstances.shown_with.get(slug.lower())
        if needed and (lacks := needed.lacks(subject.content)):
            yield Hit("versions", lacks, needed.advice, start, start + len(text))
        place = start + len(text) + 1
