"""Words that may hurt whoever must read them: masked on the page until they are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

_MASK = "▒"


@dataclass(frozen=True)
class Piece:
    """A part of a text as a page shows it; ``masked`` counts the words that its signs stand for, 0 for plain words."""

    text: str
    masked: int = 0


@dataclass(frozen=True)
class Shown:
    """The words of a comment as a page shows them; ``masks``: some of them wait until somebody asks for them."""

    pieces: list[Piece]
    masks: bool


def pieces_of(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Return ``text`` in pieces, those within ``spans`` (half-open, code points) masked; each keeps its length.

    Spaces stay, so that the shape of what was said can be seen. Who hears the page is told how many words are masked.
    """
    found: list[Piece] = []
    place = 0
    for start, end in _joined(spans, len(text)):
        if start > place:
            found.append(Piece(text[place:start]))
        words = text[start:end]
        signs = "".join(sign if sign.isspace() else _MASK for sign in words)
        found.append(Piece(signs, len(words.split())))
        place = end
    return [*found, Piece(text[place:])] if place < len(text) or not found else found


def _joined(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return ``spans`` in their order within the text, the overlapping ones as one, none empty."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
