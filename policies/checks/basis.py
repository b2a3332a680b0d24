"""What is said rests on something that is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.subjects import Subject
from portal.drafts.kinds.common import REFERENCED_BASES


class BasisStated(Check):
    """Asks for the minute, report or position on which the text says that it rests."""

    id = "basis-stated"
    name = "Basis"
    description = "What is not in open minutes, reports or agreed positions is confidential."
    apart = WORDS_ALONE
    of_form = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit where a referenced basis is chosen and its reference is empty."""
        if subject.content.get("basis") in REFERENCED_BASES and not subject.fields.get("basis_reference", ""):
            yield Hit(
                "basis_reference",
                "It is said to rest on a minute, report or position, but not on which.",
                "Give its reference, such as “Minute 34/26, 4 November”.",
            )
