"""Patterns over words, written as lexicon files write them, found by the words that they cannot do without.

An element of a pattern is one or more alternatives: ``vote|voting``. ``urge*`` is any word that so begins,
``lib+dem`` two words, ``<party>`` a class of the lexicon, ``Labour`` (with a capital) only the capitalised word.
``?x`` may be missing, ``!x`` must not follow, ``..`` or ``..5`` lets up to three or five words stand between,
``^`` is the sentence's beginning, ``@name`` a capitalised word, ``@lower`` a small one, ``@names`` one to four
capitalised ones, ``@number``, ``@price`` and ``@percent`` what they say, ``@word`` any word.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from policies.language.everyday import COMMON
from policies.language.reading import STEM, Reading, Sentence

_SEP = r"(?:'s?(?!\w))?[^\w\n£]{1,8}"
_ANY = r"[\w£][\w'-]{0,40}"
_SPECIAL = {
    "@name": r"[A-Z][\w'-]{1,40}",
    "@lower": r"[a-z][\w'-]{0,40}",
    "@names": r"[A-Z][\w'.-]{0,40}(?:[ ](?:(?:of|and|de|van|the|&)[ ])?[A-Z][\w'.-]{0,40}){0,3}",
    "@number": r"\d[\d,.]{0,12}",
    "@price": r"£[ ]?\d[\d,.]{0,12}",
    "@percent": r"\d[\d.]{0,4}[ ]?(?:%|per[ ]?cent)",
    "@word": _ANY,
}
_CASED = re.compile(r"@(?:name|lower)")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
_RUN = re.compile(r"[^\W_]+")
Place = tuple[int, int]
"""A pattern by its number, and a sentence by its own."""
Wanted = tuple[int, tuple[frozenset[str], ...]]
_LATER = 10
"""Letters behind an apostrophe that the index of words reads as one (reading.py)."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern of the group ``label`` was found, in the normalised text."""

    label: str
    start: int
    end: int
    sentence: Sentence


@dataclass(frozen=True)
class Pattern:
    """One pattern: its source, its regular expression, and the words one of which must be in the sentence.

    There are more than a thousand, of which a text needs a few dozen: each is compiled when one of its words first
    occurs, or every process would begin with seconds of compiling.
    """

    label: str
    source: str
    expression: str
    anchors: tuple[str, ...]
    small: bool
    """Whether it is looked for in the text's small letters."""
    needs: tuple[frozenset[str], ...]
    """Sets of words, of each of which one must be in the sentence besides: most sentences are passed over by them."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Return the expression, compiled."""
        return re.compile(self.expression)


def compile_pattern(
    source: str, classes: Mapping[str, Sequence[str]], label: str = "", *, reaching: bool = False
) -> Pattern:
    """Return the pattern written as ``source``; ``reaching``: a gap at its end takes all the words it can.

    Raises ValueError where it has no word to find it by.
    """
    pieces: list[str] = []
    choices: list[list[str]] = []
    begun = False
    for element in source.split():
        if element == "^":
            pieces.append(r"(?:(?<=\A)|(?<=[\n\"'(.!?…:]))[\s\"'(•*-]{0,4}")
            continue
        if element.lstrip("?").startswith(".."):
            pieces.append(rf"(?:{_SEP}{_ANY}){{0,{element.lstrip('?')[2:] or 3}}}?")
            continue
        alternatives = _alternatives(element.lstrip("?!"), classes)
        body = "(?:" + "|".join(_one(a) for a in alternatives) + r")(?!\w)"
        if element[0] == "!":
            pieces.append(f"(?!{_SEP}{body})")
        elif element[0] == "?":
            pieces.append(f"(?:{_SEP}{body})?" if begun else f"(?:{body}{_SEP})?")
        else:
            pieces.append((_SEP if begun else r"(?<!\w)") + body)
            begun = True
            choices.append(alternatives)
    if reaching and pieces[-1].endswith("}?"):
        pieces[-1] = pieces[-1][:-1]
    expression = "".join(pieces)
    # Most patterns ask for no capital: they are looked for in the text's small letters, which is twice as fast.
    small = not _CASED.search(source) and not _CAPITAL.search(expression)
    if small:
        expression = expression.replace("(?i:", "(?:")
    anchors = _anchors(source, choices)
    return Pattern(label, source, expression, anchors, small=small, needs=_needs(choices))


def room_of(source: str) -> int:
    """Return in how many ways the pattern ``source`` may be laid over words that all fit: what a hostile text costs.

    A gap counts its words, ``@names`` its four, and an optional element two where its words stand in another one too.
    """
    elements = [(element, frozenset(element.lstrip("?!").split("|"))) for element in source.split()]
    room = 1
    for place, (element, words) in enumerate(elements):
        gap = element.lstrip("?")
        if gap.startswith(".."):
            room *= 1 + (int(gap[2:]) if gap[2:].isdecimal() else 3)
        elif element[0] == "?":
            others = frozenset().union(*(each for at, (_, each) in enumerate(elements) if at != place))
            special = any(word.startswith(("@", "<")) or word.endswith("*") for word in words)
            room *= 2 if special or words & others else 1
        room *= 4 if "@names" in words else 1
    return room


def _alternatives(element: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    for alternative in element.split("|"):
        if alternative.startswith("<"):
            for member in classes[alternative[1:-1]]:
                found.extend(_alternatives("+".join(member.split()), classes))
        elif any(sign.isalnum() for sign in alternative):
            found.append(alternative.lstrip("'"))  # “'ll” stands behind its apostrophe as a word of its own
    return sorted(found, key=len, reverse=True)  # the longer first: "lib dem" before "lib"


def _one(alternative: str) -> str:
    if alternative.startswith("@"):
        return _SPECIAL[alternative]
    words = []
    for word in alternative.split("+"):
        bare = word.rstrip("*")
        cased = (
            f"(?:{re.escape(bare)}|{re.escape(bare.upper())})"
            if bare != bare.lower()
            else f"(?i:{re.escape(bare)})"
        )
        words.append(cased + (r"[\w]{0,30}" if word.endswith("*") else ""))
    return r"[^\w\n]{1,4}".join(words)


def _anchors(source: str, choices: list[list[str]]) -> tuple[str, ...]:
    best: tuple[int, tuple[str, ...]] | None = None
    for alternatives in choices:
        if any(a.startswith("@") for a in alternatives):
            continue
        words = tuple(dict.fromkeys(_rarest(a) for a in alternatives))
        cost = len(words) + 1000 * any(word in COMMON for word in words)
        if best is None or cost < best[0]:
            best = cost, words
    if best is None:
        raise ValueError(f"The pattern “{source}” needs at least one word of its own.")
    return best[1]


def _rarest(alternative: str) -> str:
    words = [word.lower() for word in alternative.split("+")]
    rare = [word for word in words if word not in COMMON]
    word = max(rare or words, key=len)
    letters = re.split(r"[^\w'*]", word)[0]  # the index knows no hyphens
    return letters or word


def _needs(choices: list[list[str]]) -> tuple[frozenset[str], ...]:
    """Return for each element that names its words the words of which one stands wherever it is found.

    The index cuts a long word behind an apostrophe in two, so of a long one its beginning will do as well.
    """
    found: list[frozenset[str]] = []
    for alternatives in choices:
        if any("@" in one or "*" in one for one in alternatives):
            continue
        words = [_RUN.findall(one.lower()) for one in alternatives]
        each = [{one} for one in words[0]] if len(words) == 1 else [{max(one, key=len) for one in words}]
        found += [frozenset(several | {word[:_LATER] for word in several}) for several in each]
    return tuple(sorted(found, key=len))


class Phrasebook:
    """Patterns in labelled groups, found together in one walk over the words of a text."""

    def __init__(
        self,
        groups: Mapping[str, Iterable[str]],
        classes: Mapping[str, Sequence[str]],
        *,
        reaching: bool = False,
    ) -> None:
        self.patterns = [
            compile_pattern(source, classes, label, reaching=reaching)
            for label, sources in groups.items()
            for source in sources
        ]

    @cached_property
    def _index(self) -> tuple[dict[str, list[Wanted]], dict[str, list[Wanted]]]:
        exact: dict[str, list[Wanted]] = {}
        stems: dict[str, list[Wanted]] = {}
        for number, pattern in enumerate(self.patterns):
            for anchor in pattern.anchors:
                if anchor.endswith("*") and len(anchor) <= STEM:
                    raise ValueError(f"“{anchor}” is too short a beginning in “{pattern.source}”.")
                table, key = (stems, anchor[:STEM]) if anchor.endswith("*") else (exact, anchor)
                needs = tuple(need for need in pattern.needs if anchor not in need)
                table.setdefault(key, []).append((number, needs))
        return exact, stems

    def find(self, reading: Reading) -> list[Match]:
        """Return every match in the order of the text; a pattern looks only at sentences that hold its words."""
        return self.found_at(self.worth_a_look(reading), reading)

    def worth_a_look(self, reading: Reading) -> set[Place]:
        """Return the patterns, by number, with the sentences that hold the words that each needs."""
        exact, stems = self._index
        wanted: set[Place] = set()
        for table, found in ((exact, reading.words), (stems, reading.stems)):
            for word in table.keys() & found.keys():
                for place in found[word]:
                    there = reading.vocabulary[place]
                    for number, needs in table[word]:
                        for need in needs:
                            if need.isdisjoint(there):
                                break
                        else:
                            wanted.add((number, place))
        return wanted

    def found_at(self, wanted: Iterable[Place], reading: Reading) -> list[Match]:
        """Return every match of the patterns ``wanted`` in their sentences, in the order of the text."""
        matches = []
        for number, place in wanted:
            sentence, pattern = reading.sentences[place], self.patterns[number]
            text = reading.lower if pattern.small else reading.text
            for match in pattern.regex.finditer(text, sentence.start, sentence.end):
                matches.append(Match(pattern.label, match.start(), match.end(), sentence))  # noqa: PERF401
        return sorted(matches, key=lambda match: (match.start, -match.end, match.label))

    def any_in(self, reading: Reading) -> bool:
        """Say whether any pattern is found."""
        return bool(self.find(reading))


@dataclass(frozen=True)
class Combination:
    """Parts that mean something together: in one sentence, or (``near``) in sentences beside each other."""

    label: str
    books: tuple[Phrasebook, ...]
    near: bool

    def find(self, reading: Reading) -> list[Match]:
        """Return the last part, wherever all the others stand with it."""
        places: list[set[int]] = []
        for book in self.books[:-1]:
            numbers = {match.sentence.number for match in book.find(reading)}
            if not numbers:
                return []
            places.append(numbers)
        reach = 1 if self.near else 0
        return [
            Match(self.label, match.start, match.end, match.sentence)
            for match in self.books[-1].find(reading)
            if all(
                any(match.sentence.number + step in numbers for step in range(-reach, reach + 1))
                for numbers in places
            )
        ]
