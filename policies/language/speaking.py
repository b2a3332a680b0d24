"""Words in quotation marks, and who a text says speaks them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policies.language.given_names import in_full, surnames_of
from policies.language.people import people
from policies.language.reading import Reading
from policies.language.surnames import NOT_SURNAMES
from policies.matching import may_hold, spans_of

QUOTED = re.compile(r'"([^"]{0,3000})"')
SAID = re.compile(
    r"\b(?:said|says|saying|added|adds|commented|comments|told|explained|stated|continued|remarked|replied|replies|"
    r"puts? it|[Aa]ccording to|[Ii]n the words of)\b"
)
NEAR = 120
"""Characters before and after a quotation within which who speaks is named."""
_SINGLE = re.compile(
    r"(?<![\w'])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)|(?<=s)'(?= [a-z])){3,600}"
    r"(?:(?<=[,.!?])'(?!\w)|'(?=,? (?:said|says|added|adds|according to)\b|, ))"
)
"""A quotation in single marks, told from apostrophes by the stop at the closing mark, or by who said it behind it."""
_COLON = re.compile(r":\s{0,4}\Z")
_APPOSED = re.compile(
    r"\s?(?:\([^()\n]{1,60}\)|,[^:\n\"]{1,80}|'s (?:words|statement|message|answer|reply|response|comments?))?"
    r"\s?:\s{0,4}\Z"
)
"""What may stand between a name and the colon that lets it speak: “Tom Reed, the mayor: …”."""
_SPOKEN_TO = re.compile(
    r"\b(?:to|for|about|with|(?<!words )(?<!statement )(?:by|of)) (?:the |our )?(?:[A-Z][a-z]{0,15}\.? ){0,2}\Z"
)
_STYLE = 40
"""Characters before a name that tell whether it is only spoken to, its style included."""
_CUE = re.compile(rf"{SAID.pattern}|:\s{{0,4}}[\"']")
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
_LINES = 6
"""Characters that line breaks and spaces take between a colon and the quotation that it leads to."""
_BACK = 400
"""Characters before “she said” within which the person is named."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a text says speaks quoted words, and where (normalised) it names them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in marks from ``start`` to ``end`` (normalised, the marks included), and who is named as speaking them.

    ``others`` are named near it too where no name stands beside it, so that they may be meant. ``apart``: it is a
    sentence of its own, and its speaker is named in the one before. ``direct``: it is written as speech is, with a stop
    at its end or a colon before it. ``linked``: it goes on from the quotation before it, behind who says both.
    """

    start: int
    end: int
    speaker: Speaker | None
    others: tuple[Speaker, ...] = ()
    apart: bool = False
    direct: bool = False
    linked: bool = False


def speakers(reading: Reading, known: Iterable[str]) -> Iterator[Speaker]:
    """Yield who is quoted in ``reading``, each place once: a person, one of the ``known`` names, or an office.

    Quotations whose speaker is not named yield nothing. Linear in the length of the text.
    """
    done: set[Speaker] = set()
    for each in quotations(reading, known):
        if each.speaker is not None and not each.apart and each.speaker not in done:
            done.add(each.speaker)
            yield each.speaker


def quotations(
    reading: Reading, known: Iterable[str], offices: re.Pattern[str] = _OFFICE
) -> Iterator[Quotation]:
    """Yield the quotations of ``reading`` in their order, with who speaks: a person, a ``known`` name or an office.

    None where the text lets nobody speak. Linear in the length of the text.
    """
    spoken = sorted(
        {found.span() for pattern in (QUOTED, _SINGLE) for found in pattern.finditer(reading.text)}
    )
    spoken = [span for span in spoken if reading.text[span[0] + 1 : span[1] - 1].strip()]
    if not spoken or not _CUE.search(reading.text):
        return
    names = [name for name in known if may_hold(reading.raw, surnames_of(name))]
    ways = [way for name in names if name.strip() for way in in_full(name)]
    known_places = {(reading.normal.back(a), reading.normal.back(b)) for a, b in spans_of(reading.raw, ways)}
    named = sorted({(each.start, each.end) for each in people(reading)} | known_places)
    text = _Text(reading.text, named, offices)
    before: Quotation | None = None
    for start, end in spoken:
        if before is not None and end <= before.end:
            continue  # marks within marks
        linked = before is not None and _after(reading.text, before.end)[1] >= start
        found = text.quotation(start, end) or text.going_on(start, end, before)
        before = replace(found, linked=linked)
        yield before


@dataclass(frozen=True, slots=True)
class _Text:
    """A normalised text with the places of the persons it names, in their order, and how offices are written."""

    text: str
    named: list[tuple[int, int]]
    offices: re.Pattern[str]

    def quotation(self, start: int, end: int) -> Quotation | None:
        """Return the quotation there: its speaker is named beside it, or before “she said”.

        None where it is a sentence of its own, so that the sentence before it tells who goes on speaking.
        """
        text, after, ahead = self.text, _after(self.text, end), _before(self.text, start)
        stopped = text[end - 2] in ",.!?" or _COLON.search(text, *ahead) is not None
        for first, last in (after, ahead):
            found = self._beside(start, first, last)
            if found:
                direct = stopped or (first == end and text[end : end + 1] == ",")
                return Quotation(start, end, found[-1], tuple(found[:-1]), direct=direct)
        alone = not SAID.search(text, *after) and not text[slice(*ahead)].strip()
        return None if alone else Quotation(start, end, None)

    def _beside(self, start: int, first: int, last: int) -> list[Speaker]:
        """Return who speaks by the words from ``first`` to ``last`` beside a quotation, behind others who may."""
        said = SAID.search(self.text, first, last)
        if said is None:
            return self._by_colon(first, last)
        near = _within(self.named, first, last) or _like_names(self.text, first, last)
        if near:
            nearest = min(near, key=lambda place: max(place[0] - said.end(), said.start() - place[1]))
            return [Speaker(*nearest)]
        if office := self.offices.search(self.text, first, last):
            return [Speaker(*office.span())]
        if _PRONOUN.search(self.text, first, last):
            return [Speaker(*place) for place in _within(self.named, max(0, start - _BACK), start)]
        return []

    def _by_colon(self, first: int, last: int) -> list[Speaker]:
        """Return who is let speak by a colon alone, as in “Tom Reed, the mayor: …”, and not spoken to."""
        if not _COLON.search(self.text, first, last):
            return []
        offices = (each.span() for each in self.offices.finditer(self.text, first, last))
        for place in (*_within(self.named, first, last), *offices):
            spoken_to = _SPOKEN_TO.search(self.text[max(first, place[0] - _STYLE) : place[0]])
            if not spoken_to and _APPOSED.match(self.text, place[1], last):
                return [Speaker(*place)]
        return []

    def going_on(self, start: int, end: int, before: Quotation | None) -> Quotation:
        """Return a quotation that is a sentence of its own: whoever the words before it let speak goes on."""
        if before is not None and start - before.end <= NEAR and not self.text[before.end : start].strip():
            return replace(before, start=start, end=end, apart=True)
        least = max(0, start - NEAR)
        least = max(least, self.text.rfind('"', least, start) + 1)
        if SAID.search(self.text, least, start) is None:
            return Quotation(start, end, None)
        near = [Speaker(*place) for place in _within(self.named, least, start)]
        if not near and (office := self.offices.search(self.text, least, start)):
            near = [Speaker(*office.span())]
        speaker = near[-1] if near else None
        return Quotation(start, end, speaker, tuple(near[:-1]), apart=True, direct=True)


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
    """Return the part of the sentence that leads to a quotation; a colon leads over the end of a line."""
    least = max(0, place - NEAR)
    led = text[max(0, place - _LINES) : place].rstrip()
    if led.endswith(":"):
        place = max(0, place - _LINES) + len(led)
    for found in _ENDS.finditer(text, least, place):
        least = found.end()
    return least, place
