"""What every classifier keeps to, the small one and the large one: the plainest cases, places, bounds, time."""

import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.folding import folded
from moderation.screening.judging.choosing import TIERS, chosen
from moderation.screening.judging.interface import Head, Judge

CALM = "The verge on Fallow Lane was cut on Tuesday and it looks tidy. "
RUDE = "You are a pathetic little worm and I hope you die."
PLAINEST = [
    (Head.ABUSE, "You are a pathetic little worm and I hope you die in pain."),
    (Head.HATE, "Immigrants are vermin and should be deported."),
    (Head.SEXUAL, "I'd love to see her naked, send nudes."),
    (Head.ILLEGAL, "Weed for sale, dm me for prices."),
    (Head.DECEPTIVE, "Your account is suspended, verify your bank details at this link today."),
]
HARMLESS = [
    "The bins on Mill Lane were missed again.",
    "My neighbour is a Muslim and the kindest man in the village.",
    "This is an absolute shambles and you should resign.",
    "When is the next meeting?",
]


@pytest.fixture(params=TIERS)
def judge(request: pytest.FixtureRequest) -> Judge:
    """Give one classifier after the other."""
    return chosen(request.param)


@pytest.mark.parametrize(("head", "text"), PLAINEST)
def test_each_head_knows_the_plainest_case(judge: Judge, head: Head, text: str) -> None:
    assert judge.judge([text])[0].score(head) > 0.5


@pytest.mark.parametrize(("head", "text"), product(Head, HARMLESS))
def test_no_head_minds_what_is_harmless(judge: Judge, head: Head, text: str) -> None:
    assert judge.judge([text])[0].score(head) < 0.5


def test_one_bad_sentence_is_found_in_a_long_comment_where_it_stands(judge: Judge) -> None:
    text = f"{CALM * 40}{RUDE} {CALM * 40}"

    (judged,) = judge.judge([text])

    best = max(judged.passages[Head.ABUSE], key=lambda each: each.score)
    assert best.score > 0.5
    assert "pathetic little worm" in text[best.start : best.end]
    assert all(best.start <= start < end <= best.end for start, end in best.words)
    assert "pathetic" in " ".join(text[start:end] for start, end in best.words)


@pytest.mark.parametrize("tier", TIERS)
@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_every_text_is_judged_within_its_bounds(tier: str, text: str) -> None:
    (judged,) = chosen(tier).judge([text])

    for each in (passage for passages in judged.passages.values() for passage in passages):
        assert 0 <= each.start < each.end <= len(text)
        assert 0 <= each.score <= 1
        assert all(each.start <= start < end <= each.end for start, end in each.words)


def test_the_same_text_is_judged_alike_whatever_stands_beside_it(judge: Judge) -> None:
    (alone,) = judge.judge([RUDE])

    assert judge.judge([CALM * 3, RUDE, "", RUDE])[1::2] == [alone, alone]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "...", "\ud800", "\x00" * 40, "🐀" * 40])
def test_texts_without_words_are_no_trouble(judge: Judge, text: str) -> None:
    (judged,) = judge.judge([text])

    assert judged.score(Head.ABUSE) < 0.5


@pytest.mark.parametrize(
    "trick",
    [
        "you p4thetic w0rthless m0ron",
        "y o u  p a t h e t i c  m o r o n",
        "you p\u0430thetic m\u043er\u043en",
        "you pa\u200bthetic mo\u200bron",
    ],
)
def test_spelling_tricks_are_undone_before_it_reads(judge: Judge, trick: str) -> None:
    assert judge.judge([folded(trick).text])[0].score(Head.ABUSE) > 0.5


@pytest.mark.parametrize("text", ["You moron. " * 18_000, "moron" * 40_000, "? " * 100_000])
def test_a_text_of_200_000_signs_is_judged_within_seconds(judge: Judge, text: str) -> None:
    began = time.process_time()

    judge.judge([text])

    assert time.process_time() - began < 20
