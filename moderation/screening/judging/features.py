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


def features(text: str, words: list[tuple[int, int]]) -> Iterator[tuple[Buckets, Places | None]]:
    """Yield groups of buckets with the places where they begin (None: the first, the second and so on, each once).

    ``text`` is plain (see ``plain``), and ``words`` where its words stand. No place occurs twice within a group.
    """
    buckets, of_signs, of_words = laid_out(text, words, sums_of(text, words))
    places = np.array([start for start, _ in words], dtype=np.int64)
    begin = 0
    for size in of_signs:
        yield buckets[begin : begin + size], None
        begin += size
    for size in of_words:
        yield buckets[begin : begin + size], places[:size]
        begin += size


def sums_of(text: str, words: list[tuple[int, int]]) -> Buckets:
    """Return the CRC-32 of each of the ``words`` of ``text``."""
    if text.isascii():
        encoded = text.encode()
        sums = [crc32(encoded[start:end]) for start, end in words]
    else:
        sums = [crc32(text[start:end].encode("utf-8", "replace")) for start, end in words]
    return np.array(sums, dtype=np.uint32)


def laid_out(text: str, words: list[tuple[int, int]], sums: Buckets) -> tuple[Buckets, list[int], list[int]]:
    """Return the buckets of all groups one after another, and the sizes of the groups of signs and of those of words.

    ``sums`` are those of the words, as sums_of() makes them.
    A group of n has its buckets at the first n signs or words. All are mixed in one go, which short texts gain by.
    """
    # What is shorter than the longest group of signs was learnt from without its words, and is judged without them.
    signs, spoken = _of_signs(text), _of_words(sums) if words and len(text) >= SIGNS[-1] else []
    if not signs and not spoken:
        return np.zeros(0, dtype=np.uint32), [], []
    mixed = np.concatenate([*signs, *spoken])
    mixed *= _MIX
    mixed ^= mixed >> _FIFTEEN
    mixed *= _STEP
    mixed >>= _SHIFT
    return mixed, [len(group) for group in signs], [len(group) for group in spoken]


def _salted(hashes: NDArray[np.uint32], salt: int) -> NDArray[np.uint32]:
    found: NDArray[np.uint32] = hashes ^ np.uint32(salt * 0x85EBCA6B & 0xFFFFFFFF)
    return found


def _of_signs(text: str) -> list[NDArray[np.uint32]]:
    signs = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    single = signs * _MIX
    hashes, found = single, []
    for length in range(2, SIGNS[-1] + 1):
        if len(hashes) < 2:
            break
        hashes = hashes[:-1] * _STEP + single[length - 1 :]
        if length in SIGNS:
            found.append(_salted(hashes, length))
    return found


def _of_words(single: Buckets) -> list[NDArray[np.uint32]]:
    found = [_salted(single, 11)]
    if len(single) > 1:
        pairs = single[:-1] * _STEP + single[1:]
        found.append(_salted(pairs, 12))
    if len(single) > 2:
        found.append(_salted(single[:-2] * _STEP + single[2:], 13))
        found.append(_salted(pairs[:-1] * _STEP + single[2:], 14))
    return found
