"""Nobody is quoted with words that they did not approve, to the letter."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Hit
from policies.checks.phrases import Options, Typed, prose
from policies.language.reading import Reading
from policies.language.speaking import NEAR, QUOTED, SAID
from policies.subjects import Subject
from portal.drafts.kinds import Shape
from portal.drafts.quotes.words import fold

_OFFICE = re.compile(
    r"\b(?:Cllrs?|Councillors?|Coun|Mayor|Deputy Mayor|Chairman|Chair|Chairwoman|(?:Town |Parish |Deputy )?Clerk)\b"
)
_FEWEST_WORDS = 4
_ALIKE = 0.6
_ASK = "Have the exact words approved by whoever says them, or leave them out."


class QuoteUnapproved(Typed[Options]):
    """Finds quotations that were not approved, or were changed since. Says nothing where no register is kept."""

    id = "quote-unapproved"
    name = "Approved quotations"
    description = "A person is quoted only with words that they approved, unchanged."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield the quotations of members and officers that are not approved as they stand.

        The shape of quotation marks, apostrophes and the width of spaces are no part of the words.
        """
        self.compiled(parameters)
        if not subject.circumstances.quotes_kept:
            return
        approved = [
            (fold(quote.words), fold(quote.speaker)) for quote in subject.circumstances.approved_quotes
        ]
        yield from _in_their_part(subject, approved)
        for field, reading in prose(subject):
            if subject.kind.part(field).shape is not Shape.QUOTES:
                yield from _in_the_text(subject, field, reading, approved)


def _in_their_part(subject: Subject, approved: list[tuple[str, str]]) -> Iterator[Hit]:
    for part in subject.kind.parts:
        place = 0
        for row in subject.content.get(part.name, []) if part.shape is Shape.QUOTES else []:
            words, speaker = fold(row["words"]), fold(row["speaker"])
            start, end = place + 1, place + 1 + len(row["words"])
            place += len(f"“{row['words']}” {row['speaker']}, {row['office']}") + 1
            if not words or any(words == text and name in {"", speaker} for text, name in approved):
                continue
            yield Hit(part.name, _why(words, row["speaker"], approved), _ASK, start, end)


def _in_the_text(
    subject: Subject, field: str, reading: Reading, approved: list[tuple[str, str]]
) -> Iterator[Hit]:
    names = [*(member.name for member in subject.circumstances.members), *subject.circumstances.officers]
    for found in QUOTED.finditer(reading.text):
        words = fold(found.group(1))
        if len(words.split()) < _FEWEST_WORDS or not _is_theirs(reading, found, names):
            continue
        bare = words.rstrip(",.")
        if any(bare in text for text, _ in approved):
            continue
        start, end = reading.normal.place(found.start() + 1, found.end() - 1)
        yield Hit(field, _why(words, "", approved), _ASK, start, end)


def _is_theirs(reading: Reading, found: re.Match[str], names: list[str]) -> bool:
    """Say whether a member or an officer says the words: somebody so named speaks beside them."""
    before = reading.text[max(0, found.start() - NEAR) : found.start()].rpartition('"')[2]
    after = reading.text[found.end() : found.end() + NEAR].partition('"')[0]
    return any(
        SAID.search(side) and (_OFFICE.search(side) or any(name in side for name in names))
        for side in (before, after)
    )


def _why(words: str, speaker: str, approved: list[tuple[str, str]]) -> str:
    changed = next((text for text, _ in approved if _nearly(words, text)), None)
    whose = f" of {speaker.strip()}" if speaker.strip() else ""
    if changed == words:
        return "These words were approved by somebody else."
    if changed is not None:
        place = next(
            (n for n, (one, other) in enumerate(zip(words, changed, strict=False)) if one != other),
            min(len(words), len(changed)),
        )
        shown = changed[max(0, place - 20) : place + 20].strip()
        return f"The quotation{whose} is not as it was approved: it was “…{shown}…”."
    return f"The quotation{whose} was not approved."


def _nearly(one: str, other: str) -> bool:
    """Say whether two texts begin and end alike for most of their length; linear."""
    if not one or not other:
        return False
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    pairs = zip(one, other, strict=False)
    head = next((n for n, (left, right) in enumerate(pairs) if left != right), shortest)
    backwards = zip(reversed(one), reversed(other), strict=False)
    tail = next((n for n, (left, right) in enumerate(backwards) if left != right), shortest)
    return min(head + tail, shortest) >= _ALIKE * longest
