"""Words that hurt are masked for the eye and named for the ear, until somebody asks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.masking import Piece, marked_pieces, pieces_of, shortened, words_at


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


@pytest.mark.parametrize(
    ("grounds", "concerns", "pieces"),
    [
        ([], [], [Piece("You old fool.")]),
        ([(8, 12)], [], [Piece("You old "), Piece("fool", marked="ground"), Piece(".")]),
        ([], [(0, 3)], [Piece("You", marked="concern"), Piece(" old fool.")]),
        (
            [(4, 12)],
            [(0, 8), (12, 99)],
            [
                Piece("You ", marked="concern"),
                Piece("old fool", marked="ground"),
                Piece(".", marked="concern"),
            ],
        ),
        ([(5, 5)], [(-3, 0)], [Piece("You old fool.")]),
    ],
)
def test_what_a_ground_and_a_concern_share_is_marked_as_the_ground_s(
    grounds: list[tuple[int, int]], concerns: list[tuple[int, int]], pieces: list[Piece]
) -> None:
    assert [
        one for one in marked_pieces("You old fool.", grounds=grounds, concerns=concerns) if one.text
    ] == pieces


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1ec\U0001f1e7"


@pytest.mark.parametrize(
    ("text", "span", "said"),
    [
        (f"{FAMILY} you fool {FAMILY}", (10, 14), "fool"),
        ("re\u0301sume\u0301 idiot", (0, 7), "re\u0301sume\u0301"),
        (f"a {FAMILY} b", (4, 5), FAMILY),
        (f"a {FLAG} b", (2, 3), FLAG),
        ("fo\u0301ol", (2, 3), "o\u0301"),
        ("x" * 99 + "e\u0301" + "x" * 99, (50, 100), "x" * 49 + "e\u0301"),
    ],
)
def test_no_mark_cuts_a_letter_from_its_accent_or_a_picture_in_two(
    text: str, span: tuple[int, int], said: str
) -> None:
    pieces = marked_pieces(text, grounds=[span], concerns=[])

    assert [one.text for one in pieces if one.marked] == [said]
    assert "".join(one.text for one in pieces) == text
    assert "".join(one.text for one in pieces_of(text, [span]) if not one.masked) == text.replace(said, "")
    assert words_at(text, [span]) == [said]


@given(
    st.text(st.sampled_from("ab \n\u0301\u200d\ufe0f\U0001f468\U0001f1ec<&")),
    st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30))),
    st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30))),
)
def test_the_pieces_are_the_whole_text_and_hold_all_that_was_found(
    text: str, grounds: list[tuple[int, int]], concerns: list[tuple[int, int]]
) -> None:
    pieces = marked_pieces(text, grounds=grounds, concerns=concerns)

    assert "".join(one.text for one in pieces) == text
    marks = "".join((one.marked[:1] or ".") * len(one.text) for one in pieces)
    for spans, allowed in ((grounds, "g"), (concerns, "gc")):
        for start, end in spans:
            assert set(marks[max(0, start) : max(0, end)]) <= set(allowed)


def test_words_stand_in_one_line_and_once() -> None:
    text = "You old\n fool, you FOOL, you fool."

    assert words_at(text, [(4, 13), (19, 23), (29, 33), (0, 0)]) == ["old fool", "FOOL", "fool"]
    assert words_at("fool, fool", [(0, 4), (6, 10)]) == ["fool"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("twelve signs", "twelve signs"),
        ("thirteen of it", "thirteen o …"),
        ("0123456789e\u0301ab", "0123456789 …"),
    ],
)
def test_what_is_too_long_is_cut_after_a_whole_sign(text: str, said: str) -> None:
    assert shortened(text, 12 if "\u0301" not in text else 13) == said
