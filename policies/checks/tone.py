"""Courteous and calm: no shouting, no sarcasm, no argument with a resident."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from policies.checks.base import OF_ANYBODY, Apart
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.patterns import Match, Phrasebook
from policies.language.reading import Reading
from policies.subjects import Subject

_MARKS = re.compile(r"(?:!{2,}|(?:\?!|!\?)[?!]*|\?{2,})")
_CAPITALS = re.compile(r"\b[A-Z][A-Z']+(?:[ ,;:-]{1,3}(?:[A-Z][A-Z']+|A|I)\b){3,40}")
_FORMAL = re.compile(
    r"NOTICE|MEETING|ELECTION|AGENDA|COUNCIL|MINUTES|ACT 19|ACT 20|PUBLIC|ROAD CLOS|WARNING|"
    r"EMERGENCY|IMPORTANT INFORMATION|"
    r"AUDIT|ACCOUNTS|ORDER|TOWN AND COUNTRY|CLOSED|DANGER|DO NOT (?:ENTER|TOUCH|SWIM|PARK|DRINK)|"
    r"VACANCY|STATEMENT|SALE OF"
)


class Tone(PhraseCheck):
    """Finds shouting, sarcasm and quarrelling."""

    id = "tone"
    name = "Tone"
    description = "Posts are factual, positive and courteous; the council does not get drawn into argument."
    apart = Apart(kinds=frozenset({"notice", "leaflet"}))
    targets = OF_ANYBODY
    lexicon = "tone"
    advice: ClassVar[Mapping[str, Advice]] = {
        "sarcasm": Advice("“{words}” sounds sarcastic.", "Say it plainly."),
        "arguing": Advice(
            "“{words}” argues with the reader.",
            "State the position once, kindly, and offer to talk about it.",
        ),
        "shouting": Advice(
            "“{words}” reads as shouting.", "Write it in ordinary letters with one full stop."
        ),
    }

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield wording, then shouting."""
        yield from super().matches(reading, book, excused, subject)
        for found in _MARKS.finditer(reading.text):
            if len(found.group()) > 2 or "?" in found.group():
                yield Match("shouting", found.start(), found.end(), reading.at(found.start()))
                break
        if subject.kind.slug in {"notice", "leaflet"}:
            return
        for found in _CAPITALS.finditer(reading.text):
            if not _FORMAL.search(found.group()) and len(found.group()) > 14:
                yield Match("shouting", found.start(), found.end(), reading.at(found.start()))
                break
