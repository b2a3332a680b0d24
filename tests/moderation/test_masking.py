"""Words that hurt are masked for the eye and named for the ear, until somebody asks for them."""

import pytest

from moderation.masking import Piece, pieces_of


@pytest.mark.parametrize(
    ("spans", "pieces"),
    [
        ([], [Piece("You old fool.")]),
        ([(4, 12)], [Piece("You "), Piece("▒▒▒ ▒▒▒▒", 2), Piece(".")]),
        ([(8, 99), (4, 9)], [Piece("You "), Piece("▒▒▒ ▒▒▒▒▒", 2)]),
        ([(5, 5), (-3, 3)], [Piece("▒▒▒", 1), Piece(" old fool.")]),
    ],
)
def test_each_piece_keeps_its_length_and_says_how_many_words_it_hides(
    spans: list[tuple[int, int]], pieces: list[Piece]
) -> None:
    assert pieces_of("You old fool.", spans) == pieces


def test_nothing_has_one_empty_piece() -> None:
    assert pieces_of("", [(0, 4)]) == [Piece("")]
