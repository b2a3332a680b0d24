"""Names as minutes, rosters and notices shorten or turn them: “J. Marsh”, “Jane S. Marsh”, “MARSH, Jane”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.language.given_names import STYLES, PersonName, called, readings_of
from policies.language.people import is_first_name
from policies.matching import letters_of, spans_of

_NEAR = 60
_WORD = r"[^\W\d_]{1,20}"
_TAIL = re.compile(rf"(?<!\w)(?:{_WORD}(?:\.\s{{0,2}}|\s{{1,2}})){{1,6}}\Z")
_EACH = re.compile(_WORD)
_TURNED = re.compile(rf"(?P<comma>,?)\s{{1,3}}(?:(?:{'|'.join(STYLES)})\.?\s)?(?P<given>{_WORD})(?!\w)")
_ENDS = re.compile(r"\.?(?:[,;)\n]|\s*\Z|\.)")
_ANOTHER = re.compile(r"\s+[A-Z][a-z]")
_LEADS = re.compile(r"(?:\A|(?:[\n,;:(•*-]|\d\.?)\s?|\band )\s*\Z")
_LETTERED = re.compile(
    r"\b(?:plan|zone|group|block|class|type|part|option|annexe?|appendix|schedule|section|room|vitamin|grade|junction|"
    r"unit|flat|item|note|figure|table|lot|site|phase|hepatitis|bus|route|row|side|level|car park|building|gate|bay)"
    r"\s\Z",
    re.IGNORECASE,
)
"""What is told apart by letters, so that “plan B. Marsh birds” names nobody."""
_WORDS_OF_THEIR_OWN = frozenset({"A ", "I "})
_MOST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class ShortName:
    """Where a text names somebody so (code points). ``sure``: the given name is there, not an initial alone."""

    start: int
    end: int
    sure: bool


def short_names(text: str, name: str) -> Iterator[ShortName]:
    """Yield where ``text`` may name ``name`` by initials before the surname, or with the surname first. Linear."""
    for reading in readings_of(name):
        if not reading.given or not reading.surname:
            continue
        letters = letters_of(reading.surname)
        for start, end in spans_of(text, (reading.surname,)):
            if text[start].isupper() and letters_of(text[start:end]) == letters:
                found = _before(text, start, end, reading) or _behind(text, start, end, reading)
                if found:
                    yield found


def _before(text: str, start: int, end: int, name: PersonName) -> ShortName | None:
    """Return the name whose initials, with or without the first name, stand before the surname."""
    least = max(0, start - _NEAR)
    tail = _TAIL.search(text, least, start)
    if tail is None:
        return None
    words = [found.span() for found in _EACH.finditer(text, tail.start(), start)]
    initials: list[str] = []
    place = start
    while words and _are_initials(text[slice(*words[-1])]) and len(initials) < _MOST_INITIALS:
        place, stop = words.pop()
        initials[:0] = text[place:stop]
    if not initials:
        return None
    first, last = words[-1] if words else (place, place)
    word = text[first:last]
    if word.lower() in called(name.given[0]) and word[:1].isupper():
        return ShortName(first, end, sure=True) if _fit(initials, name.given[1:]) else None
    styled = word in STYLES
    another = is_first_name(word) and word[:1].isupper() and text[last : last + 1] != "."
    if not _fit(initials, name.given) or not (styled or not (another or _is_a_letter(text, place))):
        return None
    return ShortName(first if styled else place, end, sure=False)


def _is_a_letter(text: str, place: int) -> bool:
    """Return whether the sign there is no initial but the letter of “plan B”, or a word: “A Marsh warbler”."""
    least = max(0, place - _NEAR)
    if _LETTERED.search(text, least, place):
        return True
    lead = _LEADS.search(text, least, place)
    return text[place : place + 2] in _WORDS_OF_THEIR_OWN and (lead is None or not lead.group().strip())


def _are_initials(word: str) -> bool:
    return word.isupper() and len(word) <= _MOST_INITIALS and word.title() not in STYLES


def _fit(initials: list[str], given: tuple[str, ...]) -> bool:
    """Return whether ``initials`` may be those of ``given``, whose middle names the council need not know."""
    return all(letters_of(one) == letters_of(other)[:1] for one, other in zip(initials, given, strict=False))


def _behind(text: str, start: int, end: int, name: PersonName) -> ShortName | None:
    """Return the name of which the given name or its initial follows the surname.

    “Romney Marsh, Jane said” and “Mr Marsh, Jane Otter and others” name nobody so.
    """
    found = _TURNED.match(text, end, end + _NEAR)
    capitals = text[start:end].isupper()
    if found is None or not (found["comma"] or capitals):
        return None
    if not _LEADS.search(text, max(0, start - _NEAR), start) or not found["given"][0].isupper():
        return None
    stop = found.end("given")
    if found["given"].lower() in called(name.given[0]):
        another = not capitals and _ANOTHER.match(text, stop)
        return None if another else ShortName(start, stop, sure=True)
    if len(found["given"]) == 1 and _fit([found["given"]], name.given) and _ENDS.match(text, stop):
        return ShortName(start, stop, sure=False)
    return None
