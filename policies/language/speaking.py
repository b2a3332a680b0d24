"""Words in quotation marks, and who a text says speaks them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.language.given_names import in_full, surnames_of
from policies.language.people import NOT_SURNAMES, people
from policies.language.reading import Reading
from policies.matching import may_hold, spans_of

QUOTED = re.compile(r'"([^"]{0,3000})"')
SAID = re.compile(
    r"\b(?:said|says|saying|added|adds|commented|comments|told|explained|stated|continued|remarked)\b"
)
NEAR = 120
"""Characters before and after a quotation within which who speaks is named."""
_SINGLE = re.compile(r"(?<![\w'])'(?=\w)((?:[^'\n]|(?<=\w)'(?=\w)){3,600}[,.!?])'(?!\w)")
"""A quotation in single marks, told from apostrophes by the stop before the closing mark."""
_ENDS = re.compile(
    r"[\"\n]|(?<!\bCllr)(?<!\bCllrs)(?<!\bCoun)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bRev)(?<!\b[A-Z])"
    r"[.!?](?=[\s'\"]|\Z)"
)
_PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:[Tt]he |[Oo]ur )?(?:(?:[Dd]eputy |[Tt]own |[Ll]ord )?[Mm]ayor(?:ess)?|(?:[Cc]ouncil )?[Ll]eader"
    r"(?: of the [\w ]{0,30}?(?:[Cc]ouncil|[Gg]roup|[Oo]pposition))?|"
    r"(?:[Vv]ice[- ])?[Cc]hair(?:man|woman|person)?|MP|[Mm]inister|"
    r"[Cc]andidate|[Cc]ouncillors?)\b"
)
_PAIR = re.compile(
    r"(?<!\bof )(?<!\bat )(?<!\bfor )(?<!\bin )\b([A-Z][a-z'-]{1,20}) (?:[A-Z]\.? )?([A-Z][a-z'-]{1,20})\b"
)
_NO_NAMES = NOT_SURNAMES | {
    "clerk",
    "officer",
    "deputy",
    "mayor",
    "chairman",
    "leader",
    "the",
    "our",
    "borough",
}
_BACK = 400
"""Characters before “she said” within which the person is named."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a text says speaks quoted words, and where (normalised) it names them."""

    start: int
    end: int


def speakers(reading: Reading, known: Iterable[str]) -> Iterator[Speaker]:
    """Yield who is quoted in ``reading``, each place once: a person, one of the ``known`` names, or an office.

    Quotations whose speaker is not named yield nothing. Linear in the length of the text.
    """
    spoken = sorted(
        {found.span() for pattern in (QUOTED, _SINGLE) for found in pattern.finditer(reading.text)}
    )
    spoken = [span for span in spoken if reading.text[span[0] + 1 : span[1] - 1].strip()]
    if not spoken or not SAID.search(reading.text):
        return
    names = [name for name in known if may_hold(reading.raw, surnames_of(name))]
    ways = [way for name in names if name.strip() for way in in_full(name)]
    known_places = {(reading.normal.back(a), reading.normal.back(b)) for a, b in spans_of(reading.raw, ways)}
    named = sorted({(each.start, each.end) for each in people(reading)} | known_places)
    done: set[tuple[int, int]] = set()
    for start, end in spoken:
        place = _speaker(reading, start, end, named)
        if place is not None and place not in done:
            done.add(place)
            yield Speaker(*place)


def _speaker(reading: Reading, start: int, end: int, named: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return where the speaker of the quotation from ``start`` to ``end`` is named, beside it or before “she said”."""
    for first, last in (_after(reading.text, end), _before(reading.text, start)):
        said = SAID.search(reading.text, first, last)
        if said is None:
            continue
        near = _within(named, first, last) or _like_names(reading.text, first, last)
        if not near and (office := _OFFICE.search(reading.text, first, last)):
            return office.span()
        if not near and _PRONOUN.search(reading.text, first, last):
            near = _within(named, max(0, start - _BACK), start)[-1:]
        if near:
            return min(near, key=lambda place: max(place[0] - said.end(), said.start() - place[1]))
    return None


def _like_names(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Return pairs of words that are written as names are, beside words that are spoken: “Dora Fleet”."""
    return [
        found.span()
        for found in _PAIR.finditer(text, first, last)
        if not {found.group(1).lower(), found.group(2).lower()} & _NO_NAMES
    ]


def _within(named: list[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    low, high = bisect_left(named, (first, 0)), bisect_right(named, (last, 0))
    return [place for place in named[low:high] if place[1] <= last]


def _after(text: str, place: int) -> tuple[int, int]:
    """Return the rest of the sentence that goes on after a quotation."""
    most = min(len(text), place + NEAR)
    found = _ENDS.search(text, place, most)
    return place, found.start() if found else most


def _before(text: str, place: int) -> tuple[int, int]:
    """Return the part of the sentence that leads to a quotation."""
    least = max(0, place - NEAR)
    for found in _ENDS.finditer(text, least, place):
        least = found.end()
    return least, place
