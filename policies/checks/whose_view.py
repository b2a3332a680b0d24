"""A text of one person on council business says whose view it is, and never speaks as the council."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, Typed, hit, prose
from policies.language.covering import Covering
from policies.language.lexicons import excuses, phrasebook
from policies.language.patterns import Match
from policies.language.reading import Reading
from policies.subjects import Subject

_AS_COUNCIL = Advice(
    "“{words}” speaks for the council in a text that is not the council's.",
    "Write it as your own view, or report what the council has decided and where it is minuted.",
)
_UNSAID = Advice(
    "This is about council business and does not say whose view it is.",
    "Say that it is your personal view and not the council's.",
)
_OWN_VOICE = Advice(
    "“{words}” gives one person's view in a text that is sent for the council.",
    "Send it in your own capacity, or state the council's position.",
)


_TITLE = re.compile(r"(?:cllr|councillor)\Z")


class WhoseView(Typed[Options]):
    """Finds “we, the council” in one's own text, opinions on council business without a disclaimer, and the reverse."""

    id = "capacity"
    name = "Whose view it is"
    description = (
        "Members make clear in which capacity they speak, and that they do not speak for the council."
    )
    apart = Apart(capacity=True)
    of_wording: ClassVar[bool] = True
    advice: ClassVar[Mapping[str, Advice]] = {}

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield what speaks for the council; failing that, the first opinion that is nobody's."""
        options = self.compiled(parameters)
        texts = list(prose(subject))
        if subject.capacity == "official":
            yield from self._own_voice(texts)
        if subject.capacity not in {"councillor", "personal"}:
            return
        spoken = [
            (field, reading, match) for field, reading in texts for match in _as_council(reading, options)
        ]
        for field, reading, match in spoken:
            yield hit(field, reading, (match.start, match.end), _AS_COUNCIL)
        if not spoken and not any(_disclaims(reading) for _, reading in texts):
            yield from _unsaid(texts, personal=subject.capacity == "personal")

    def _own_voice(self, texts: list[tuple[str, Reading]]) -> Iterator[Hit]:
        book = phrasebook("capacity", "own_voice")
        for field, reading in texts:
            for match in book.find(reading):
                words = reading.lower[match.start : match.end].split()
                if {"my", "capacity", "personally"} & set(words):
                    yield hit(field, reading, (match.start, match.end), _OWN_VOICE)
                    break


def _as_council(reading: Reading, options: Options) -> Iterator[Match]:
    found = phrasebook("capacity", "as_council", also=options.also).find(reading)
    excused = excuses("capacity", options.allowed).find(reading) if found else []
    free = Covering((match.start, match.end) for match in excused)
    seen: set[int] = set()
    for match in found:
        if match.sentence.number not in seen and not free.touches(match.start, match.end):
            seen.add(match.sentence.number)
            yield match


def _disclaims(reading: Reading) -> bool:
    return phrasebook("capacity", "disclaimer").any_in(reading)


def _unsaid(texts: list[tuple[str, Reading]], *, personal: bool) -> Iterator[Hit]:
    """Yield the first sentence that judges council business; a report of what was decided needs no disclaimer."""
    for field, reading in texts:
        business = phrasebook("capacity", "business").find(reading)
        opinions = phrasebook("capacity", "opinion").find(reading) if business else []
        if opinions:
            yield hit(field, reading, (opinions[0].start, opinions[0].end), _UNSAID)
            return
        decided = reading.has(
            "agreed", "resolved", "decided", "minute", "minutes", "meeting", "reminder", "approved"
        )
        business = [match for match in business if not _TITLE.match(reading.lower, match.start, match.end)]
        if personal and business and not decided and len(reading.words) > 12:
            yield hit(field, reading, (business[0].start, business[0].end), _UNSAID)
            return
