"""What the lexicons find for each ground, in one walk over the words of a text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from moderation.screening.hearing import Ground, Span
from moderation.screening.wordlists import classes, table
from policies.language.patterns import Match, Phrasebook
from policies.language.reading import Reading

ORDINARY = 0.8
"""How sure a group of patterns is alone where its lexicon does not say."""
Found = tuple[Ground, str, float, Match]


@dataclass(frozen=True)
class Together:
    """Parts that mean something in one sentence, or (``near``) in neighbouring ones; the last is what is
    shown."""

    ground: Ground
    sign: str
    parts: tuple[str, ...]
    needs: frozenset[str]
    near: bool


@cache
def _book(*, priced: bool = False) -> Phrasebook:
    """Return the patterns and parts of all six lexicons as one phrasebook: each text is walked over once.

    Those with a price or a percentage (``priced``) stand apart: most texts have neither.
    """
    groups: dict[str, tuple[str, ...]] = {}
    every: dict[str, tuple[str, ...]] = {}
    for ground in Ground:
        every |= classes(ground.value)
        for kind in ("patterns", "parts"):
            groups |= {f"{ground.value}/{name}": found for name, found in table(ground.value, kind).items()}
    return Phrasebook(
        {
            name: [one for source in found for one in _apart(source) if _priced(one) is priced]
            for name, found in groups.items()
        },
        every,
    )


def _apart(source: str) -> list[str]:
    """Return the alternatives of a pattern that is nothing else, each for itself: each is found by its own word."""
    return [source] if " " in source or "<" in source or "@" in source else source.split("|")


def _priced(source: str) -> bool:
    return "@price" in source or "@percent" in source


def _matches(reading: Reading) -> list[Match]:
    """Return what is found, without the parts to which something is missing: most words say nothing alone."""
    books = [_book()]
    if "£" in reading.text or "%" in reading.text:
        books.append(_book(priced=True))
    wanted = [(book, book.worth_a_look(reading)) for book in books]
    there = {book.patterns[number].label for book, places in wanted for number, _ in places}
    telling = {part for each in _together(there) for part in each.parts} | _weights().keys()
    return [
        match
        for book, places in wanted
        for match in book.found_at(
            [place for place in places if book.patterns[place[0]].label in telling], reading
        )
    ]


@cache
def _excuses() -> Mapping[Ground, Phrasebook]:
    return {
        ground: Phrasebook(table(ground.value, "allowed"), classes(ground.value), reaching=True)
        for ground in Ground
    }


@cache
def _all_together() -> tuple[Together, ...]:
    found = []
    for ground in Ground:
        for sign, lines in table(ground.value, "together").items():
            for line in lines:
                parts = tuple(f"{ground.value}/{part.strip()}" for part in re.split("[&~]", line))
                found.append(Together(ground, sign, parts, frozenset(parts), near="~" in line))
    return tuple(found)


@cache
def _by_first() -> Mapping[str, tuple[int, ...]]:
    """Return by part the numbers of the combinations of which it is the first."""
    found: dict[str, list[int]] = {}
    for number, each in enumerate(_all_together()):
        found.setdefault(each.parts[0], []).append(number)
    return {part: tuple(numbers) for part, numbers in found.items()}


def _together(there: AbstractSet[str]) -> list[Together]:
    """Return the combinations all parts of which are ``there``, in their order."""
    first, every = _by_first(), _all_together()
    numbers = sorted(number for part in first.keys() & there for number in first[part])
    return [every[number] for number in numbers if every[number].needs <= there]


@cache
def _weights() -> Mapping[str, float]:
    """Return how sure each group is; parts alone say nothing."""
    found: dict[str, float] = {}
    for ground in Ground:
        stated = {name: float(value[0]) for name, value in table(ground.value, "weights").items()}
        for name in (*table(ground.value, "patterns"), *table(ground.value, "together")):
            found[f"{ground.value}/{name}"] = stated.get(name, ORDINARY)
    return found


def found_by_rules(reading: Reading) -> Iterator[Found]:
    """Yield what the six lexicons find in ``reading``, without what they excuse."""
    by_label: dict[str, list[Match]] = {}
    for match in _matches(reading):
        by_label.setdefault(match.label, []).append(match)
    if not by_label:
        return
    free: dict[Ground, list[Span]] = {}
    for ground, sign, weight, match in _all(by_label):
        if ground not in free:
            free[ground] = excused(ground, reading)
        if not touches(free[ground], match.start, match.end):
            yield ground, sign, weight, match


def excused(ground: Ground, reading: Reading) -> list[Span]:
    """Return where words of ``reading`` stand that would be a sign of ``ground`` elsewhere: names, places, trades."""
    return [(found.start, found.end) for found in _excuses()[ground].find(reading)]


def touches(spans: Iterable[Span], start: int, end: int) -> bool:
    """Return whether ``start`` to ``end`` lies in one of ``spans``, be it in part."""
    return any(first < end and start < last for first, last in spans)


def _all(by_label: Mapping[str, list[Match]]) -> Iterator[Found]:
    weights = _weights()
    for label, matches in by_label.items():
        ground, _, sign = label.partition("/")
        if label in weights:
            for match in matches:
                yield Ground(ground), sign, weights[label], match
    for each in _together(by_label.keys()):
        for match in _beside(each, by_label):
            yield each.ground, each.sign, weights[f"{each.ground.value}/{each.sign}"], match


def _beside(each: Together, by_label: Mapping[str, list[Match]]) -> Iterator[Match]:
    """Yield the matches of the last part that have all the others in their sentence, or in the next ones.

    The same words are not two parts: "returns" is no promise of gain because it is a gain as well.
    """
    reach = 1 if each.near else 0
    reached = [_reached(by_label[part]) for part in each.parts[:-1]]
    for match in by_label[each.parts[-1]]:
        near = range(match.sentence.number - reach, match.sentence.number + reach + 1)
        if all(any(_apart_from(match, part.get(number)) for number in near) for part in reached):
            yield match


def _reached(matches: list[Match]) -> Mapping[int, tuple[int, int]]:
    """Return by sentence where the first of ``matches`` ends and where the last begins."""
    found: dict[int, tuple[int, int]] = {}
    for match in matches:
        first, last = found.get(match.sentence.number, (match.end, match.start))
        found[match.sentence.number] = (min(first, match.end), max(last, match.start))
    return found


def _apart_from(match: Match, reached: tuple[int, int] | None) -> bool:
    return reached is not None and (reached[0] <= match.start or match.end <= reached[1])
