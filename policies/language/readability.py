"""How many years of schooling a text needs (Flesch-Kincaid grade), as plain-English guidance measures it."""

import re

from policies.language.reading import Reading

_WORD = re.compile(r"[A-Za-z]{1,40}(?:'[a-z]{1,3})?")
_VOWELS = re.compile(r"[aeiouy]+")
_FEWEST_WORDS = 100


def grade(reading: Reading) -> float:
    """Return the Flesch-Kincaid grade of ``reading``, 0 for a text under 100 words."""
    words = _WORD.findall(reading.lower)
    if len(words) < _FEWEST_WORDS:
        return 0.0
    sentences = sum(1 for each in reading.sentences if each.end - each.start > 3)
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(1, sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)
