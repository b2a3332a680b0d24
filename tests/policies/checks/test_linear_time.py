"""No text makes a check slow: time grows with the length, whatever somebody pastes."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.language.reading import read
from policies.subjects import Subject
from tests.corpus.judging import checks_of_meaning
from tests.policies.checks.meaning import text_subject

BRICKS = [
    "vote for ",
    "Cllr Jane Marsh ",
    "Mr Dunn stole ",
    "I think that ",
    "12 Mill Lane ",
    "07700 ",
    "a@b.",
    "http://",
    "((",
    "f*",
    "A B ",
    "click here ",
    "Ellie, 9. ",
    "From: x\n",
    "> a\n",
    "#abc",
    "🎉",
    "e\u0301",
    "x",
    " ",
    "\n",
    "the ",
    "lives alone ",
    "for all your ",
    "we, the council ",
    "you are a ",
    "Mrs Lowe has ",
    "born on 3 ",
    "AB 12 ",
    "|a|",
    "\t",
    "“",
    "-",
    "…",
    "!?",
]


def seconds(text: str) -> float:
    """Return how long all checks take for ``text``."""
    seen: Subject = text_subject("x")
    seen = replace(seen, fields={**seen.fields, "body": text})
    read.cache_clear()
    begun = time.process_time()
    for check in checks_of_meaning():
        for hit in check.run(seen, {}):
            assert 0 <= hit.start <= hit.end <= len(seen.fields[hit.field])
    return time.process_time() - begun


def least(text: str, bound: float) -> float:
    """Return the least of up to three tries; the first below ``bound`` seconds ends them.

    What else the machine does at that moment (caches and cores are shared) only ever adds.
    """
    found = seconds(text)
    for _ in range(2):
        if found < bound:
            break
        found = min(found, seconds(text))
    return found


@pytest.fixture(autouse=True, scope="module")
def _lexicons_are_read() -> None:
    """Lexicons are read and compiled once a process, which is no part of what a text takes."""
    seconds(" ".join(BRICKS))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(BRICKS), min_size=1, max_size=6))
def test_no_mixture_of_near_matches_is_slow(bricks: list[str]) -> None:
    unit = "".join(bricks)

    assert least((unit * (20_000 // len(unit) + 1))[:20_000], 1.5) < 1.5


@pytest.mark.parametrize("brick", BRICKS)
def test_twice_the_text_takes_about_twice_as_long(brick: str) -> None:
    half = seconds((brick * 50_000)[:50_000])
    bound = min(2, 3.5 * half + 0.2)

    assert least((brick * 100_000)[:100_000], bound) < bound


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_written_every_span_lies_in_it(text: str) -> None:
    assert seconds(text) < 1
