"""What words mean beside one another: neighbours, pieces, words that nobody knows, and the file."""

import os
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from moderation.screening.judging.choosing import MEANINGS
from moderation.screening.judging.features import plain, sums_of, words_of
from moderation.screening.judging.interface import Head
from moderation.screening.judging.meanings import Meanings, load, numbered

FOOL, BENCH, NOBODY = "what a spineless little toad he is", "the bench by the pond is broken", "xqzvw wvzqx"


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    """Return what is shipped."""
    return load(MEANINGS)


def logits(meanings: Meanings, *texts: str) -> NDArray[np.float64]:
    """Return the logits of ``texts``, each a piece that is one passage."""
    words = [words_of(plain(text)) for text in texts]
    sums = np.concatenate([sums_of(plain(text), found) for text, found in zip(texts, words, strict=True)])
    ends = [0, *np.cumsum([len(found) for found in words]).tolist()]
    passages = np.array(list(pairwise(ends)), dtype=np.int64)
    return meanings.logits(sums, numbered([len(found) for found in words]), passages)


def test_it_has_every_head_and_every_word_is_there_once(meanings: Meanings) -> None:
    assert set(meanings.heads) == set(Head)
    assert np.all(np.diff(meanings.sums.astype(np.int64)) > 0)
    assert len(meanings.vectors) == len(meanings.sums) + 1
    assert not meanings.vectors[0].any()


def test_an_insult_says_more_than_a_bench(meanings: Meanings) -> None:
    bad, good = logits(meanings, FOOL, BENCH)[:, meanings.heads.index(Head.ABUSE)]

    assert bad > 0 > good


def test_a_text_says_the_same_by_itself_and_between_others(meanings: Meanings) -> None:
    together = logits(meanings, BENCH, FOOL, NOBODY, BENCH)

    for place, text in enumerate((BENCH, FOOL, NOBODY, BENCH)):
        assert np.array_equal(together[place], logits(meanings, text)[0])


def test_words_that_nobody_knows_say_what_nothing_says(meanings: Meanings) -> None:
    assert np.allclose(logits(meanings, NOBODY), logits(meanings, "wvzqx xqzvw"), atol=1e-6)
    assert (logits(meanings, NOBODY) < 0).all()


def test_of_a_text_only_the_passage_is_heard_with_its_neighbours(meanings: Meanings) -> None:
    low = plain(f"{BENCH}. {FOOL}")
    words = words_of(low)
    begun = len(words_of(plain(BENCH)))
    passages = np.array([[0, begun], [begun, len(words)], [0, len(words)]], dtype=np.int64)

    found = meanings.logits(sums_of(low, words), numbered([len(words)]), passages)

    of_abuse = found[:, meanings.heads.index(Head.ABUSE)]
    assert of_abuse[1] > 0 > of_abuse[0]
    assert of_abuse[1] > of_abuse[2] > of_abuse[0]


def test_a_word_means_something_else_beside_another(meanings: Meanings) -> None:
    one, other = logits(meanings, "toad he is a spineless little", FOOL)

    assert not np.allclose(one, other, atol=1e-3)


def test_a_process_takes_no_more_than_its_core() -> None:
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
