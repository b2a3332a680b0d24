"""What stands with the words of a comment, as the desk shows it: described and masked like words, never loaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.intake.attaching import Kept, placed, said_of
from moderation.intake.reading import tamed
from moderation.masking import Piece, pieces_of


@dataclass(frozen=True)
class Beside:
    """One thing: what it is, in words, its description in pieces (none where nobody described it), and its address."""

    said: str
    pieces: tuple[Piece, ...]
    address: str


def beside(text: str, attached: Sequence[Kept], spans: Sequence[tuple[int, int]]) -> list[Beside]:
    """Return what stands with ``text``; ``spans`` are of the words with the descriptions behind, as screening has them.

    Those in the words mask nothing here: pieces_of() leaves out what lies outside.
    """
    found = []
    for one, begins in placed(text, attached):
        mine = [(start - begins, end - begins) for start, end in spans]
        pieces = tuple(Piece(tamed(each.text), each.masked) for each in pieces_of(one["alt"], mine))
        found.append(Beside(said_of(one), pieces if one["alt"] else (), one["address"]))
    return found
