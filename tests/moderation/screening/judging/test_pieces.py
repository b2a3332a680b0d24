"""The pieces of words: the longest that is known, pictures by their names, windows of whole sentences."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.judging.pieces import Vocabulary

NAMES = [
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "bin",
    "##s",
    "##man",
    "the",
    "on",
    "mill",
    "lane",
    ".",
    "!",
    "rat",
    "cafe",
    "dark",
]
NAMES += ["skin", "we", "don", "'", "t"]
VOCABULARY = Vocabulary(NAMES)


def pieces(text: str, most: int = 48) -> list[list[str]]:
    return [[NAMES[number] for number in window.pieces] for window in VOCABULARY.windows(text, most)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the bins", ["the", "bin", "##s"]),
        ("binsman", ["bin", "##s", "##man"]),
        ("bink the", ["[UNK]", "the"]),
        ("we don't", ["we", "don", "'", "t"]),
        ("café", ["cafe"]),
        ("🐀", ["rat"]),
        ("\U0001f3ff", ["dark", "skin"]),
        ("!!!!!!!!", ["!", "!", "!"]),
        ("b" * 61, ["[UNK]"]),
    ],
)
def test_words_are_read_in_the_longest_pieces_that_are_known(text: str, found: list[str]) -> None:
    assert pieces(text) == [["[CLS]", *found, "[SEP]"]]


def test_neighbouring_sentences_share_a_window_while_they_fit() -> None:
    found = pieces("on mill lane. the bins. the rat on the lane", 7)

    assert [" ".join(one[1:-1]) for one in found] == [
        "on mill lane .",
        "the bin ##s .",
        "the rat on the lane",
    ]


def test_of_a_longer_text_only_small_sentences_share_a_window() -> None:
    found = pieces("the bins on mill lane. " * 12)

    assert [len(one) - 2 for one in found] == [14] * 6


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    found = pieces("the bins on mill lane", 3)

    assert [" ".join(one[1:-1]) for one in found] == ["the bin ##s", "on mill lane"]


def test_windows_say_where_they_stand() -> None:
    text = "  the bins. on\nmill lane"

    assert [text[one.start : one.end] for one in VOCABULARY.windows(text, 4)] == [
        "the bins.",
        "on\nmill lane",
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_windows_of_any_text_lie_in_it_one_after_another(text: str) -> None:
    windows = VOCABULARY.windows(text.lower())
    places = [place for one in windows for place in (one.start, one.end)]

    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text.lower()) for one in windows)


@pytest.mark.parametrize("text", ["a" * 200_000, "! ? " * 50_000, "the bins. " * 20_000, "🐀🐁" * 100_000])
def test_any_text_is_cut_in_time_that_grows_with_its_length(text: str) -> None:
    began = time.process_time()

    VOCABULARY.windows(text)

    assert time.process_time() - began < 10
