"""The small classifier: passages, places, sums; and what it has learnt, in the plainest cases."""

import time
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.judging.choosing import SMALL, Missing, chosen, small
from moderation.screening.judging.features import BITS, features, plain, words_of
from moderation.screening.judging.interface import Head
from moderation.screening.judging.small import passages_of


def score(text: str, head: Head) -> float:
    return small().judge([text])[0].score(head)


def test_its_name_holds_the_short_hash_of_its_weights() -> None:
    assert small().name == f"small-{sha256(SMALL.read_bytes()).hexdigest()[:8]}"


def test_a_head_takes_a_megabyte_at_most_in_the_repository() -> None:
    assert SMALL.stat().st_size <= len(Head) * 1_000_000


def test_plain_keeps_every_sign_where_it_was() -> None:
    assert plain("İ am 42\nYEARS") == "İ am 00 years"


def test_every_bucket_lies_in_the_table_and_no_place_twice_in_a_group() -> None:
    text = plain("Why are the bins late again? Why are the bins late again?")

    groups = list(features(text, words_of(text)))

    assert len(groups) == 7
    assert all(buckets.max() < 1 << BITS for buckets, _ in groups)
    assert all(len(np.unique(places)) == len(places) for _, places in groups if places is not None)


def test_a_text_is_judged_by_sentences_and_neighbours_and_a_short_one_as_a_whole() -> None:
    text = "one two. three four! five"

    found = [text[start:end] for start, end in passages_of(text, words_of(text))]

    assert found == ["one two", "three four!", "five", "one two. three four!", "three four! five", text]


PLAINEST = [
    (Head.ABUSE, "You are a pathetic little worm and I hope you die in pain."),
    (Head.HATE, "Immigrants are vermin and should be deported."),
    (Head.SEXUAL, "I'd love to see her naked, send nudes."),
    (Head.ILLEGAL, "Weed for sale, dm me for prices."),
    (Head.DECEPTIVE, "Your account is suspended, verify your bank details at this link today."),
]


@pytest.mark.parametrize(("head", "text"), PLAINEST)
def test_each_head_knows_the_plainest_case(head: Head, text: str) -> None:
    assert score(text, head) > 0.5


@pytest.mark.parametrize("head", Head)
@pytest.mark.parametrize(
    "text",
    [
        "The bins on Mill Lane were missed again.",
        "My neighbour is a Muslim and the kindest man in the village.",
        "This is an absolute shambles and you should resign.",
        "When is the next meeting?",
    ],
)
def test_no_head_minds_what_is_harmless(head: Head, text: str) -> None:
    assert score(text, head) < 0.5


def test_one_bad_sentence_is_found_in_a_long_comment_where_it_stands() -> None:
    long = "The verge on Fallow Lane was cut on Tuesday and it looks tidy. " * 40
    text = f"{long}You are a pathetic little worm and I hope you die. {long}"

    (judged,) = small().judge([text])

    best = max(judged.passages[Head.ABUSE], key=lambda each: each.score)
    assert best.score > 0.5
    assert "pathetic little worm" in text[best.start : best.end]
    assert all(best.start <= start < end <= best.end for start, end in best.words)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=500))
def test_every_text_is_judged_within_its_bounds(text: str) -> None:
    (judged,) = small().judge([text])

    for passages in judged.passages.values():
        assert all(0 <= each.start < each.end <= len(text) and 0 <= each.score <= 1 for each in passages)


def test_a_long_text_is_judged_in_time_that_grows_with_its_length() -> None:
    began = time.process_time()

    small().judge(["You moron. " * 18_000])

    assert time.process_time() - began < 20


def test_a_tier_that_is_not_installed_is_refused() -> None:
    with pytest.raises(Missing, match="no classifier “large”"):
        chosen("large")
