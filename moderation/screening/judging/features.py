"""The features of the small classifier: hashed groups of signs and of words, each at the place where it begins.

Everything is linear in the text's length and made by numpy in a handful of steps, whatever the number of sentences:
what a group adds to a head's sum stands at its first sign, so the sum of any passage is the difference of two totals.
"""

import re
from collections.abc import Iterator
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS = 19
"""Buckets are 2 ** BITS; a head of int8 weights is half a megabyte."""
SIGNS = (3, 4, 5)
"""Lengths of the groups of signs."""
_STEP = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)
_FIFTEEN = np.uint32(15)
_SHIFT = np.uint32(32 - BITS)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[!?£$%]|[\U0001f000-\U0001faff]")
_DIGIT = re.compile(r"\d")
_SPACES = str.maketrans("\n\r\t", "   ")
Places = NDArray[np.int64]
Buckets = NDArray[np.uint32]


def plain(text: str) -> str:
    """Return ``text`` in small letters, its figures as noughts and its lines as one, every sign where it was."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)
    return _DIGIT.sub("0", lower.translate(_SPACES))


def words_of(text: str) -> list[tuple[int, int]]:
    """Return where the words of ``text`` stand, with the signs that speak as words do."""
    return [found.span() for found in _WORD.finditer(text)]


def _buckets(hashes: NDArray[np.uint32], salt: int) -> Buckets:
    mixed = (hashes ^ np.uint32(salt * 0x85EBCA6B & 0xFFFFFFFF)) * _MIX
    mixed ^= mixed >> _FIFTEEN
    found: Buckets = (mixed * _STEP) >> _SHIFT
    return found


def features(text: str, words: list[tuple[int, int]]) -> Iterator[tuple[Buckets, Places | None]]:
    """Yield groups of buckets with the places where they begin (None: the first, the second and so on, each once).

    ``text`` is plain (see ``plain``), and ``words`` where its words stand. No place occurs twice within a group.
    """
    signs = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    hashes = signs * _MIX
    for length in range(2, SIGNS[-1] + 1):
        if len(hashes) < 2:
            return
        hashes = hashes[:-1] * _STEP + signs[length - 1 :] * _MIX
        if length in SIGNS:
            yield _buckets(hashes, length), None
    yield from _of_words(text, words)


def _of_words(text: str, words: list[tuple[int, int]]) -> Iterator[tuple[Buckets, Places | None]]:
    if not words:
        return
    single = np.array(
        [crc32(text[start:end].encode("utf-8", "replace")) for start, end in words], dtype=np.uint32
    )
    places = np.array([start for start, _ in words], dtype=np.int64)
    yield _buckets(single, 11), places
    if len(words) > 1:
        pairs = single[:-1] * _STEP + single[1:]
        yield _buckets(pairs, 12), places[:-1]
    if len(words) > 2:
        apart = single[:-2] * _STEP + single[2:]
        yield _buckets(apart, 13), places[:-2]
        triples = pairs[:-1] * _STEP + single[2:]
        yield _buckets(triples, 14), places[:-2]
