"""A matter that is not in open minutes yet is confidential, whoever writes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.checks.holding_reply import only_refers
from policies.checks.released_words import left_over
from policies.circumstances import Closed, MatterNow
from policies.matching import places_of
from policies.subjects import Subject

_ELSEWHERE = "Leave it out until it has been openly minuted, or ask the clerk."


MOST_ALIKE = 100
"""Places that are marked of the same words in one part: findings of the same words are one to whoever answers them."""


class Place(NamedTuple):
    """Where a text touches a matter; ``closed`` is set where the reader may not know of it."""

    field: str
    start: int
    end: int
    closed: Closed | None


def places_of_matter(matter: MatterNow, subject: Subject) -> Iterator[Place]:
    """Yield where ``subject`` touches ``matter``: its aliases in the text, or the title where somebody linked it.

    Nothing where the clerk said that the item is not about this matter.
    """
    if matter.linked is False:
        return
    found = False
    for name, start, end in places_of(subject.fields, (matter.title, *matter.aliases)):
        found = True
        yield Place(name, start, end, _closed(matter, subject.fields[name][start:end]))
    if matter.linked and not found:
        yield Place("title", 0, len(subject.fields.get("title", "")), _closed(matter))


def places_to_mark(matter: MatterNow, subject: Subject) -> Iterator[Place]:
    """Yield the places of places_of_matter(), of those where the same words stand in one part the first MOST_ALIKE."""
    marked: Counter[tuple[str, str]] = Counter()
    for place in places_of_matter(matter, subject):
        alike = place.field, subject.fields.get(place.field, "")[place.start : place.end]
        marked[alike] += 1
        if marked[alike] <= MOST_ALIKE:
            yield place


def _closed(matter: MatterNow, words: str = "") -> Closed | None:
    return None if matter.visible else Closed.near(matter.key, words)


class ConfidentialMatter(Check):
    """Stops what speaks of a matter before an open minute, report or agenda has released it."""

    id = "confidential-matter"
    name = "Confidential matter"
    description = (
        "What the council deals with is confidential until it is in an open minute, report or agenda."
    )
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit for each place that names a confidential matter.

        To somebody without access the matter stays unnamed: else the finding would tell what it protects. The holding
        reply on a flagged matter tells nothing of it.
        """
        for matter in subject.circumstances.matters:
            if only_refers(matter, subject):
                continue
            if matter.confidential:
                yield from self._hits(matter, subject)
            elif matter.decision_only:
                yield from self._decision_only(matter, subject)

    def _hits(self, matter: MatterNow, subject: Subject) -> Iterator[Hit]:
        for name, start, end, closed in places_to_mark(matter, subject):
            if matter.visible:
                words = (
                    f"“{matter.title}” is confidential: it is not in an open minute, report or agenda yet."
                )
            else:
                words = "This touches a matter that is confidential."
            yield Hit(name, words, _ELSEWHERE, start, end, closed)

    def _decision_only(self, matter: MatterNow, subject: Subject) -> Iterator[Hit]:
        places = [place[:3] for place in places_of_matter(matter, subject)]
        which = f"“{matter.title}”" if matter.visible else "this matter"
        for name, start, end in left_over(matter, subject.fields, places):
            closed = _closed(matter, subject.fields.get(name, "")[start:end])
            yield Hit(
                name,
                f"Of {which} only the decision itself was released; discussion and papers stay closed.",
                "Say what was decided, in whole sentences that the clerk released, and nothing more of it.",
                start,
                end,
                closed,
            )
