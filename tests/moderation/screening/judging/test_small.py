"""The small classifier: passages, places and sums. What it shares with the large one: test_contract.py."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from moderation.screening.judging.choosing import MEANINGS, SMALL, small
from moderation.screening.judging.features import BITS, features, plain, words_of
from moderation.screening.judging.interface import Head
from moderation.screening.judging.meanings import load as load_meanings
from moderation.screening.judging.small import Small, load, passages_of


def test_its_name_holds_the_short_hash_of_its_weights() -> None:
    halves = "".join(sha256(path.read_bytes()).hexdigest()[:8] for path in (SMALL, MEANINGS))

    assert small().name == f"small-{sha256(halves.encode()).hexdigest()[:8]}"


def test_a_head_takes_a_megabyte_at_most_in_the_repository() -> None:
    assert SMALL.stat().st_size + MEANINGS.stat().st_size <= len(Head) * 1_000_000


def test_halves_that_were_learnt_for_heads_in_another_order_are_refused() -> None:
    weights, meanings = load(SMALL), load_meanings(MEANINGS)
    turned = replace(meanings, heads=meanings.heads[::-1])

    with pytest.raises(ValueError, match="train both again"):
        Small(weights, turned)


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


def test_the_words_that_speak_most_are_told_even_of_what_it_would_let_pass() -> None:
    text = "You are a pathetic little worm"

    found = [text[start:end] for start, end in small().words(text, Head.ABUSE)]

    assert "pathetic" in " ".join(found)
    assert small().words("...", Head.ABUSE) == ()
