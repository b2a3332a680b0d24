"""The large classifier: what it reads of a long text, whose word counts, and which heads are its own."""

import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from moderation.screening.judging.choosing import LARGE, large, small
from moderation.screening.judging.interface import Head, Passage
from moderation.screening.judging.large import MOST_WINDOWS, UNHEARD, Encoder, Large
from moderation.screening.judging.pieces import Vocabulary, Window

CALM = "the verge was cut. "
NAMES = [
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "the",
    "verge",
    "was",
    "cut",
    ".",
    "you",
    "pathetic",
    "worm",
    *"abcdefghij",
]


class Scripted(Encoder):
    """An encoder that is sure of abuse wherever a word is not among its pieces, and counts what it reads."""

    def logits(self, window: Window) -> list[float]:
        """Return the logits of hate and abuse."""
        SEEN.append(window)
        return [-8.0, 8.0 if 0 in window.pieces else -8.0]


SEEN: list[Window] = []


@pytest.fixture
def scripted() -> Iterator[Large]:
    """Give a large classifier whose encoder says what the test wants."""
    SEEN.clear()
    yield Large(Scripted(None, Vocabulary(NAMES), (Head.HATE, Head.ABUSE), "12345678"), small())
    SEEN.clear()


def passages(judge: Large, text: str, head: Head = Head.ABUSE) -> Sequence[Passage]:
    return judge.judge([text])[0].passages.get(head, ())


def test_its_name_holds_what_both_judge_by() -> None:
    assert large().name == f"large-{(LARGE.with_name('large.onnx.sha256')).read_text()[:8]} {small().name}"
    assert len(large().name) <= 60


def test_the_file_is_no_larger_than_was_agreed() -> None:
    assert LARGE.stat().st_size < 24_000_000


def test_what_the_encoder_is_sure_of_is_told_with_the_words_that_the_small_one_would_show(
    scripted: Large,
) -> None:
    (found,) = passages(scripted, "the verge was tended")

    assert (found.start, found.end) == (0, 20)
    assert found.score > 0.9
    assert all(0 <= start < end <= 20 for start, end in found.words)


def test_the_small_one_alone_is_not_enough_where_the_encoder_knows_better(scripted: Large) -> None:
    assert small().judge(["you pathetic worm"])[0].score(Head.ABUSE) > max(
        (one.score for one in passages(scripted, "you pathetic worm")), default=0.0
    )


def test_of_what_it_says_nothing_one_sign_of_the_rules_is_not_enough(scripted: Large) -> None:
    assert scripted.judge(["the verge was tended", "..."])[0].unheard == UNHEARD
    assert small().judge(["the verge was tended"])[0].unheard == 1.0
    unread = "the verge was tended by the council. " * 12 * MOST_WINDOWS
    assert scripted.judge([unread])[0].unheard == 1.0


def test_the_other_heads_are_those_of_the_small_one(scripted: Large) -> None:
    text = "Weed for sale, dm me for prices."

    assert passages(scripted, text, Head.ILLEGAL) == small().judge([text])[0].passages[Head.ILLEGAL]


def test_of_a_text_without_end_it_reads_the_windows_in_which_the_small_one_doubts_most(
    scripted: Large,
) -> None:
    text = f"{CALM * 2_000}you pathetic little worm, drop dead. {CALM * 2_000}"

    found = passages(scripted, text)

    assert len(SEEN) == MOST_WINDOWS
    assert any("pathetic" in text[one.start : one.end] for one in found)


def test_what_runs_it_is_not_loaded_where_the_small_one_judges() -> None:
    act = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'; import django; django.setup(); "
        "import portal.urls, moderation.tasks; from moderation.screening.judging.choosing import by_setting; "
        "by_setting(); sys.exit('onnxruntime' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", act], check=False, timeout=60).returncode == 0
