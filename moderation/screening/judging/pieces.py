"""WordPiece: the pieces of words that the large classifier reads, and the windows of a text that it reads at once."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

MOST = 48
"""Pieces of one window: about 35 words. What is longer is cut, where it can be between sentences."""
SHARED = 20
"""Pieces of a window that sentences of a longer text share."""
_LONGEST_WORD = 60
_NAME_WORDS = 4
_AGAIN = 3
_UNKNOWN, _FIRST, _LAST = "[UNK]", "[CLS]", "[SEP]"
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_END = re.compile(r"[.!?\n]+[\s\"')]*")
_SKINS = {
    sign: "light skin" if sign < "\U0001f3fd" else "dark skin" for sign in map(chr, range(0x1F3FB, 0x1F400))
}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that is read at once: where it stands, and the numbers of its pieces."""

    start: int
    end: int
    pieces: tuple[int, ...]


class Vocabulary:
    """The pieces of a model, each with its number: the place where it stands in ``pieces``."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._unknown = (self._numbers[_UNKNOWN],)
        self._first, self._last = self._numbers[_FIRST], self._numbers[_LAST]
        self._of = lru_cache(maxsize=1 << 16)(self._cut)

    def windows(self, text: str, most: int = MOST) -> list[Window]:
        """Return ``text``, in small letters, as windows of at most ``most`` pieces; linear in its length.

        A short text is one window. Of a longer one each sentence has its own, where it fits, and small neighbours share
        one: in good company a bad sentence is not heard.
        """
        sentences = list(self._sentences(text))
        all_of_it = sum(len(pieces) for sentence in sentences for _, _, pieces in sentence)
        shared = most if all_of_it <= most else min(most, SHARED)
        found: list[Window] = []
        held: list[tuple[int, int, tuple[int, ...]]] = []
        size = 0
        for sentence in sentences:
            length = sum(len(pieces) for _, _, pieces in sentence)
            if held and size + length > shared:
                found.append(self._window(held))
                held, size = [], 0
            for word in sentence:
                if held and size + len(word[2]) > most:
                    found.append(self._window(held))
                    held, size = [], 0
                held.append(word)
                size += len(word[2])
        return [*found, self._window(held)] if held else found

    def _window(self, words: Sequence[tuple[int, int, tuple[int, ...]]]) -> Window:
        pieces = (piece for _, _, of_word in words for piece in of_word)
        return Window(words[0][0], words[-1][1], (self._first, *pieces, self._last))

    def _sentences(self, text: str) -> Iterator[list[tuple[int, int, tuple[int, ...]]]]:
        ends = (found.end() for found in _END.finditer(text))
        upto = next(ends, len(text))
        held: list[tuple[int, int, tuple[int, ...]]] = []
        for start, end, pieces in self._words(text):
            while start >= upto and upto < len(text):
                if held:
                    yield held
                held, upto = [], next(ends, len(text))
            held.append((start, end, pieces))
        if held:
            yield held

    def _words(self, text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Yield the words and signs of ``text`` with their pieces; one that is said again and again, three times."""
        before, times = "", 0
        for found in _WORD.finditer(text):
            word = found.group()
            times = times + 1 if word == before else 1
            before = word
            if times <= _AGAIN:
                yield found.start(), found.end(), self._of(word[: _LONGEST_WORD + 1])

    def _cut(self, word: str) -> tuple[int, ...]:
        """Return the pieces of ``word``: the longest that are known, from its beginning."""
        if len(word) == 1 and word not in self._numbers:
            return self._named(word)
        if not word.isascii():
            word = "".join(
                sign for sign in unicodedata.normalize("NFD", word) if unicodedata.category(sign) != "Mn"
            )
        if not word or len(word) > _LONGEST_WORD:
            return self._unknown
        found: list[int] = []
        place = 0
        while place < len(word):
            prefix = "##" if place else ""
            tries = range(len(word), place, -1)
            end = next((end for end in tries if prefix + word[place:end] in self._numbers), 0)
            if not end:
                return self._unknown
            found.append(self._numbers[prefix + word[place:end]])
            place = end
        return tuple(found)

    def _named(self, sign: str) -> tuple[int, ...]:
        """Return the pieces of the name of ``sign``, a picture mostly: the model knows words, no pictures."""
        name = _SKINS.get(sign) or unicodedata.name(sign, "").lower()
        words = (word for word in islice(re.findall("[a-z]{2,}", name), _NAME_WORDS) if word != sign)
        return tuple(piece for word in words for piece in self._cut(word)) or self._unknown
