"""A picture says the same to somebody who cannot see it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.subjects import Subject
from portal.drafts.kinds import Shape

_FILE_NAME = re.compile(r"^\S+\.(jpe?g|png|gif|webp|heic)$", re.IGNORECASE)


class AlternativeText(Check):
    """Names each picture without a description, or with a file's name instead of one."""

    id = "alternative-text"
    name = "Picture descriptions"
    description = "A picture without a description excludes people who cannot see it."
    apart = WORDS_ALONE
    of_form = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit per picture whose description is missing or is a file name."""
        for part in subject.kind.parts:
            if part.shape is not Shape.IMAGES:
                continue
            for number, image in enumerate(subject.content.get(part.name, []), start=1):
                alt = image["alt"].strip()
                if not alt or _FILE_NAME.match(alt):
                    yield Hit(
                        part.name,
                        f"Picture {number} has no description.",
                        "Say in a sentence what a reader would see in it.",
                    )
