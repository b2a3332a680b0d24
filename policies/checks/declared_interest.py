"""A member with a declared interest in a matter does not write about it for the council."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.checks.confidential_matter import places_to_mark
from policies.subjects import Subject


class DeclaredInterest(Check):
    """Stops texts on a matter in which their writer declared an interest."""

    id = "declared-interest"
    name = "Declared interest"
    description = "Who declared an interest in a matter takes no part in what the council says about it."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit for each place that names a matter in which the writer has an interest."""
        for matter in subject.circumstances.matters:
            if not matter.interested:
                continue
            which = f"“{matter.title}”" if matter.visible else "this matter"
            for name, start, end, closed in places_to_mark(matter, subject):
                yield Hit(
                    name,
                    f"Somebody who wrote this declared an interest in {which}, so they cannot write about it here.",
                    "Hand the draft to somebody without an interest, or ask the clerk.",
                    start,
                    end,
                    closed,
                )
