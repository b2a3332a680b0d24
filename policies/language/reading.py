"""A text read once: its sentences, its words, and where each word stands. Kept for the checks that follow."""

import re
from bisect import bisect_right
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from policies.language.normalising import Normal, normalised

LONGEST_SENTENCE = 1_200
"""Characters after which a sentence is cut, so that no pattern ever runs over more at once."""
STEM = 4
_WORD = re.compile(r"[^\W_]{1,60}(?:'[^\W_]{1,10}){0,2}")
_END = re.compile(r"[.!?…]{1,6}[\"')\]]{0,3}(?=\s)|\n+")
_ABBREVIATED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "rev",
        "revd",
        "cllr",
        "cllrs",
        "coun",
        "st",
        "rd",
        "ave",
        "no",
        "nos",
        "hon",
        "prof",
        "sgt",
        "pc",
        "insp",
        "supt",
        "gen",
        "col",
        "capt",
        "lt",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "etc",
        "vs",
        "approx",
        "tel",
        "ext",
        "ref",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "a.m",
        "p.m",
    ]
)
_LAST_WORD = re.compile(r"([^\s(]{1,12})\.$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, from ``start`` to ``end`` in the normalised text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its sentences and an index of its words (lower case) to the sentences that hold them."""

    raw: str
    normal: Normal
    text: str
    lower: str
    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...]
    words: dict[str, list[int]]
    stems: dict[str, list[int]]
    vocabulary: tuple[AbstractSet[str], ...]
    """The words of each sentence, those with an apostrophe also in their parts."""

    def sentence(self, sentence: Sentence) -> str:
        """Return the words of ``sentence``, normalised."""
        return self.text[sentence.start : sentence.end]

    def at(self, place: int) -> Sentence:
        """Return the sentence in which the normalised position ``place`` lies."""
        return self.sentences[max(0, bisect_right(self.starts, place) - 1)]

    def around(self, sentence: Sentence, before: int = 1, after: int = 1) -> str:
        """Return ``sentence`` with its neighbours, in lower case."""
        first = self.sentences[max(0, sentence.number - before)]
        last = self.sentences[min(len(self.sentences) - 1, sentence.number + after)]
        return self.lower[first.start : last.end]

    def has(self, *words: str) -> bool:
        """Say whether any of ``words`` (lower case, single words) occurs."""
        return any(word in self.words for word in words)


@lru_cache(maxsize=24)
def read(text: str) -> Reading:
    """Return ``text`` read; linear in its length."""
    normal = normalised(text)
    lower = _lower(normal.text)
    sentences = sentences_of(normal.text)
    words: dict[str, list[int]] = {}
    stems: dict[str, list[int]] = {}
    vocabulary = []
    for sentence in sentences:
        seen = set(_WORD.findall(lower, sentence.start, sentence.end))
        vocabulary.append(seen.union(*(word.split("'") for word in seen if "'" in word)))
        for word in vocabulary[-1]:
            words.setdefault(word, []).append(sentence.number)
        for stem in {word[:STEM] for word in seen}:
            stems.setdefault(stem, []).append(sentence.number)
    starts = tuple(sentence.start for sentence in sentences)
    return Reading(text, normal, normal.text, lower, sentences, starts, words, stems, tuple(vocabulary))


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of ``text`` in their order, one at least; linear in its length."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        if _goes_on(text, end):
            continue
        start = _keep(text, found, start, end.end())
    _keep(text, found, start, len(text))
    return tuple(found) or (Sentence(0, 0, 0),)


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Say whether what looks like a sentence's end is an abbreviation's dot or a line that was only wrapped."""
    after = text[end.end() : end.end() + 2].lstrip()[:1]
    if end.group()[0] == "\n":
        before = text[max(0, end.start() - 1) : end.start()]
        return len(end.group()) == 1 and after.islower() and (before.isalnum() or before in {",", ";", "-"})
    if end.group() != ".":
        return False
    last = _LAST_WORD.search(text, max(0, end.start() - 14), end.end())
    if last is None:
        return False
    word = last.group(1).lower()
    return word in _ABBREVIATED or (len(word) == 1 and word.isalpha() and word != "i")


def _keep(text: str, found: list[Sentence], start: int, end: int) -> int:
    """Add the sentence from ``start`` to ``end``, in pieces where it is too long, and return ``end``."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        found.append(Sentence(len(found), start, cut))
        start = cut
    if text[start:end].strip():
        found.append(Sentence(len(found), start, end))
    return end
