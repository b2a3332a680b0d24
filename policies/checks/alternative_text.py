"""A picture says the same to somebody who cannot see it, a recording to somebody who cannot hear it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.subjects import Subject
from portal.drafts.kinds import Shape

_FILE_NAME = re.compile(r"^\S+\.(jpe?g|png|gif|webp|heic)$", re.IGNORECASE)


class AlternativeText(Check):
    """Names each picture without a description (or with a file's name for one), each recording without words."""

    id = "alternative-text"
    name = "Picture descriptions and captions"
    description = (
        "A picture without a description excludes people who cannot see it; video and sound without captions or a "
        "transcript exclude people who cannot hear it."
    )
    apart = WORDS_ALONE
    of_form = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit per picture without a description or with a file name, and per recording without words."""
        for part in subject.kind.parts:
            if part.shape is Shape.RECORDINGS:
                yield from _unworded(part.name, subject)
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


def _unworded(name: str, subject: Subject) -> Iterable[Hit]:
    for row in subject.content.get(name, []):
        if not row["said"]:
            yield Hit(
                name,
                f"“{row['title']}” has no captions or transcript.",
                "Open it under Video and sound and add them; then save this draft again.",
            )
