"""No text makes a check slow: time grows with the length, whatever somebody pastes."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.checks.base import Check
from policies.checks.confidential_matter import ConfidentialMatter
from policies.checks.party_political import PartyPolitical
from policies.circumstances import ApprovedQuote, CandidateNow, Circumstances, MatterNow, Member, PeriodNow
from policies.evaluate import all_checks
from policies.language.reading import read
from policies.subjects import Subject
from tests.policies.checks.meaning import text_subject

BRICKS = [
    "Cllr J. ",
    "Cllr J. hero ",
    "sell the hall ",
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
    "Everyone should oppose it. ",
    "Call Dave for a free estimate. ",
    "Cllr Jane Marsh said. ",
    "“We will,” said Bea Ash. ",
    "Old depot. ",
    "The depot is sold. ",
    "Mill Meadow. ",
    "Jane Marsh, Labour. ",
    "MARSH, J. Marsh ",
    "'Fine days' fun: 'we go,' said Tom Reed, 'to ",
]
POLL = PeriodNow(
    1,
    "parish_election",
    "town election",
    candidates=(CandidateNow("Bea Ash"), CandidateNow("Jane Marsh")),
    authorised=("Sue Pond",),
)
AROUND = Circumstances(
    members=(Member("Jane Marsh", "Labour", ("Marsh Builders",)), Member("Tom Reed", "Ottermouth First")),
    officers=("Sue Pond",),
    businesses=("Marsh Builders",),
    author_role="councillor",
    periods=frozenset({"parish_election", "celebration"}),
    running=(POLL, PeriodNow(2, "celebration", "the Jubilee")),
    controversies=("Mill Meadow", "pool"),
    matters=(
        MatterNow(1, "Old depot", ("The depot",), False, False, True, "The depot is sold. It fetched £3."),
        MatterNow(2, "High Barn", (), True, True),
        MatterNow(3, "Low Barn", (), False, False, interested=True),
        *(
            MatterNow(4 + n, f"The lease of {n}", ("sell the hall",), n % 2 == 0, n % 3 == 0)
            for n in range(25)
        ),
    ),
    quotes_kept=True,
    approved_quotes=(ApprovedQuote("It is a fine day for the fair.", "Jane Marsh"),),
    permissions_kept=True,
    at=datetime(2026, 11, 4, 12, tzinfo=UTC),
)
"""A poll and a celebration, members, matters confidential, sensitive and released: every check has something to do."""


def seconds(text: str, checks: Sequence[Check] = (), kind: str = "press_release") -> float:
    """Return how long ``checks``, or all of them, take for ``text`` while there is much to heed."""
    seen: Subject = text_subject("x", kind=kind, around=AROUND)
    seen = replace(seen, fields={**seen.fields, seen.kind.body: text})
    read.cache_clear()
    begun = time.process_time()
    for check in checks or all_checks():
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


ELEMENTS = ["vote", "for", "the", "vote|for", "?vote", "?for|the", "?the", "!zebra", "vot*", "?fo*"]
GAPS = ["..", "..2", "..5", "..9", "?..4", "..40", "..900"]
SPECIAL = ["@names", "?@names", "@word", "?@word", "@lower", "?@number"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(st.lists(st.sampled_from([*ELEMENTS, *GAPS, *SPECIAL]), min_size=1, max_size=8))
def test_no_pattern_that_a_clerk_may_enter_is_slow_on_words_that_all_fit_it(elements: list[str]) -> None:
    check, also = PartyPolitical(), [" ".join(["zebra", *elements, "yak"])]
    with suppress(ValueError):
        check.read({"also": also})
        assert slowest(also) < 2


def slowest(also: list[str]) -> float:
    """Return how long the worst of four texts takes, in which every word fits and the end is never reached."""
    took = 0.0
    for words in ("vote for the ", "vote ", "Vote For The ", "vote vote for for the the "):
        sentence = f"yak zebra {words * 400}"[:1_150] + ". "
        took = max(took, own(also, sentence * 17))
    return took


def own(also: list[str], text: str) -> float:
    """Return how long a check takes for ``text`` by patterns of a clerk's own."""
    seen = text_subject("x")
    seen = replace(seen, fields={**seen.fields, seen.kind.body: text})
    read.cache_clear()
    begun = time.process_time()
    list(PartyPolitical().run(seen, {"also": also}))
    return time.process_time() - begun


@pytest.mark.parametrize(
    "pattern",
    [
        "vote ..900 for",
        "vote ..9 vote ..9 vote ..9 zebra",
        "zebra ?a ?a ?a ?a ?a ?a ?a ?a b",
        "zebra @names @names @names @names",
    ],
)
def test_a_pattern_that_leaves_too_much_room_is_refused_in_words(pattern: str) -> None:
    with pytest.raises(ValueError, match="leaves too much room between its words"):
        PartyPolitical().read({"also": ["otter orchard alliance", pattern]})


def test_patterns_as_clerks_write_them_are_taken() -> None:
    PartyPolitical().read(
        {
            "also": [
                "otter orchard alliance",
                "vote|back ?for ?the orchard ..5 friday",
                "orchard ..9 for ..9 vote",
            ],
            "allowed": ["labour party rooms", "the|our|a ?old ?new ?little labour club @names"],
        }
    )


@pytest.mark.parametrize("brick", BRICKS)
def test_twice_the_text_takes_about_twice_as_long(brick: str) -> None:
    half = seconds((brick * 50_000)[:50_000])
    bound = min(2, 3.5 * half + 0.2)

    assert least((brick * 100_000)[:100_000], bound) < bound


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_written_every_span_lies_in_it(text: str) -> None:
    assert seconds(text) < 1


def test_what_is_said_a_thousand_times_is_marked_a_hundred_times_and_in_every_other_wording() -> None:
    seen = text_subject("x", around=AROUND)
    said = "sell the hall. " * 1_000 + "Sell the Hall."
    seen = replace(seen, fields={**seen.fields, seen.kind.body: said})

    hits = [hit for hit in ConfidentialMatter().run(seen, {}) if "The lease of 0" in hit.message]

    assert (len(hits), hits[-1].start) == (101, said.index("Sell"))
