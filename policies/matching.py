"""Finding names and phrases in a text: whole words, however people type them, in the order of the text.

Text and phrases are folded alike: letters and digits alone, without case, accents and invisible signs. What stood
between two of them is kept as a joint, so that “#CapybaraCourt”, “Capybara, Court” and a name that is broken over a
line are one name, and “Courtyard” is no “Court”.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from policies.language.normalising import without_lookalikes

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that people type without their stroke, and that Unicode does not take apart."""
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
_TIE = re.compile(r"(?:['’‘ʼ`´]|[-‐‑]\n?)\Z")
_RUN = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)
"""Letters and digits that are read as they stand, together; every other sign alone."""
_CAPITAL_WITHIN = re.compile(r"[a-z][A-Z]")
_APART = re.compile(r"[!?;|]|\.\s*\n")
_MOST_SIGNS, _MOST_BETWEEN = 3, 20
_LONG_ENOUGH_JOINED, _LONG_ENOUGH_INSIDE = 10, 8
"""Letters from which words written as one, or a name inside a run of capitals, can hardly be another word."""


class _Joint(IntEnum):
    """What stands before a letter: nothing, a capital after a small one, a tie, a gap, or more than a name holds."""

    NONE = 0
    CAPITAL = 1
    TIE = 2
    GAP = 3
    APART = 4


@dataclass(frozen=True, slots=True)
class _Folded:
    """Letters and digits, the place of each in the original, and what stands before each (one more: the end)."""

    text: str
    places: Sequence[int]
    joints: Sequence[_Joint]


def _joint(between: str, before: str, sign: str) -> _Joint:
    if not between:
        return _Joint.CAPITAL if before.islower() and sign.isupper() else _Joint.NONE
    if _TIE.match(between):
        return _Joint.TIE
    signs = sum(not each.isspace() for each in between)
    if signs > _MOST_SIGNS or len(between) > _MOST_BETWEEN or _APART.search(between):
        return _Joint.APART
    return _Joint.GAP


@lru_cache(maxsize=4096)
def _letters(sign: str) -> str | None:
    """Return what ``sign`` is read as: letters, '' where nobody sees it, None where it stands between words."""
    if unicodedata.category(sign) in _INVISIBLE:
        return ""
    circled = "\u24b6" <= sign <= "\u24e9"
    if sign == "ʼ" or not (sign.isalpha() or sign.isdecimal() or circled):
        return None
    plain = unicodedata.normalize("NFKD", sign).casefold().translate(_LETTERS)
    return "".join(each for each in plain if each.isalnum())


@lru_cache(maxsize=8192)
def _phrase(words: str) -> _Folded:
    """Return ``words`` folded; the names of a council are kept longer than the texts they are sought in."""
    return _fold(words)


@lru_cache(maxsize=64)
def _folded(text: str) -> _Folded:
    return _fold(text)


def _within(run: str) -> Sequence[_Joint]:
    """Return what stands before each letter of ``run`` but the first: nothing, or a capital after a small one."""
    if run.islower() or run.isupper() or run[1:].islower() or not _CAPITAL_WITHIN.search(run):
        return [_Joint.NONE] * (len(run) - 1)
    return [_joint("", run[place - 1], run[place]) for place in range(1, len(run))]


def _fold(text: str) -> _Folded:
    letters: list[str] = []
    places: list[int] = []
    joints: list[_Joint] = []
    before, since = "", 0
    between: list[str] = []
    plain = without_lookalikes(text)
    for found in _RUN.finditer(plain):
        run, place = found.group(), found.start()
        read = run.lower() if run.isascii() and run.isalnum() else _letters(run)
        if read is None:
            if len(between) <= _MOST_BETWEEN:
                between.append(run)
        elif read:
            joints.append(_Joint.APART if not letters else _joint("".join(between), before, run[0]))
            if len(run) > 1:
                joints.extend(_within(run))
                places.extend(range(place, found.end()))
            else:
                joints.extend([_Joint.NONE] * (len(read) - 1))
                places.extend([place] * len(read))
            letters.append(read)
            before, since = run[-1], found.end() - 1
            between.clear()
    joints.append(_Joint.APART)
    places.append(since)
    return _Folded("".join(letters), places, joints)


@dataclass(frozen=True, slots=True)
class _Found:
    """A name in a folded text, from the letter ``start`` up to ``end``."""

    start: int
    end: int


def _ends_at(within: _Folded, end: int, sought: _Folded) -> int | None:
    """Return where a name that fills the text up to ``end`` ends with its plural, or None inside a longer word."""
    least = _Joint.CAPITAL if len(sought.text) >= _LONG_ENOUGH_INSIDE else _Joint.TIE
    if within.joints[end] >= least:
        return end
    plural = "es" if sought.text.endswith(("s", "x", "z", "ch", "sh")) else "s"
    after = end + len(plural)
    fits = within.text.startswith(plural, end) and not any(within.joints[end:after])
    return after if fits and sought.text[-1].isalpha() and within.joints[after] >= least else None


def _is_written(within: _Folded, start: int, sought: _Folded, text: str) -> bool:
    """Return whether the letters from ``start`` on stand as the words of ``sought``, beginning with a word."""
    long = len(sought.text)
    if within.joints[start] < (_Joint.CAPITAL if long >= _LONG_ENOUGH_INSIDE else _Joint.TIE):
        return False
    place = within.places[start]
    as_one = long >= _LONG_ENOUGH_JOINED or (place > 0 and text[place - 1] in "#@")
    for step in range(1, long):
        there, meant = within.joints[start + step], sought.joints[step]
        if meant is _Joint.NONE and there > _Joint.TIE:
            return False
        if there is _Joint.APART or (meant >= _Joint.GAP and there is _Joint.NONE and not as_one):
            return False
    return True


def _found(text: str, phrase: str) -> Iterator[_Found]:
    within, sought = _folded(text), _phrase(phrase)
    if not sought.text:
        return
    start = within.text.find(sought.text)
    while start >= 0:
        end = _ends_at(within, start + len(sought.text), sought)
        if end is not None and _is_written(within, start, sought, text):
            yield _Found(start, end)
            start = within.text.find(sought.text, end)
        else:
            start = within.text.find(sought.text, start + 1)


def spans_of(text: str, phrases: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where any of ``phrases`` stands in ``text``, as half-open offsets in code points.

    Of two that begin alike the longer is found. Time grows with the length of the text, once for each phrase.
    """
    within = _folded(text)
    held = tuple(phrase for phrase in dict.fromkeys(phrases) if _phrase(phrase).text in within.text)
    return iter(_spans(text, held) if held else ())


@lru_cache(maxsize=16)
def _spans(text: str, phrases: tuple[str, ...]) -> Sequence[tuple[int, int]]:
    """Return the spans of ``phrases``; matters often share a name, and several checks ask for the same ones."""
    places = _folded(text).places
    spans: list[tuple[int, int]] = []
    done = 0
    for each in sorted(
        {each for phrase in phrases for each in _found(text, phrase)}, key=lambda one: (one.start, -one.end)
    ):
        if each.start < done:
            continue
        done = each.end
        end = places[each.end - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        spans.append((places[each.start], end))
    return spans


def may_hold(text: str, words: Iterable[str]) -> bool:
    """Return whether the letters of any of ``words`` occur in ``text``: where they do not, no name with them does."""
    letters = _folded(text).text
    return any(_phrase(each).text in letters for each in words)


def letters_of(text: str) -> str:
    """Return the letters and digits of ``text`` as names are compared by: equal for texts that read alike."""
    return _phrase(text).text


def places_of(
    fields: Mapping[str, str], phrases: Sequence[str], *, leaving_out: Iterable[str] = ()
) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of each of ``phrases`` in ``fields``, in the order of the form."""
    left_out = frozenset(leaving_out)
    for name, text in fields.items():
        if name not in left_out:
            yield from ((name, start, end) for start, end in spans_of(text, phrases))
