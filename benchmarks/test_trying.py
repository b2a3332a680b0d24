"""A rule's live try-out on a long sample, against what judging the sample once by every check costs in the same run."""

import statistics
import time
from collections.abc import Callable
from functools import partial

import pytest

from policies.circumstances import Circumstances, Member
from policies.evaluate import Rule, Severity, all_checks, evaluate
from policies.language.reading import read
from policies.subjects import Subject
from policies.trying import try_out
from portal.drafts.kinds import KINDS
from tests.corpus.judging import drafts

LONG = 9_000
CHANNELS = {
    one: one
    for one in (
        "bluesky",
        "email_bulletin",
        "facebook",
        "instagram",
        "magazine",
        "mastodon",
        "newsroom",
        "noticeboard",
        "press_email",
        "x",
    )
}
CEILING = 3.0
"""What trying one rule may cost, as a multiple of judging the sample once by all; the goal is 0.3 s."""


def sample() -> str:
    """Return 9,000 characters of the corpus: what a council writes, good and bad."""
    return "\n\n".join(draft["text"] for draft in drafts())[:LONG]


def median_of(act: Callable[[], object]) -> float:
    """Return the median processor time of ``act`` in seconds, the sample unread each time."""
    times = []
    for _ in range(5):
        read.cache_clear()
        begun = time.process_time()
        act()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def test_trying_any_rule_costs_little_beside_judging_once_by_every_check(
    capsys: pytest.CaptureFixture[str],
) -> None:
    around = Circumstances(
        council="The council", members=(Member("Jane Marsh", "Labour"),), author_role="clerk"
    )
    rules = [Rule(check.id, Severity.ANSWER, "1", "A clause.") for check in all_checks()]
    letter = KINDS["letter"]
    text = sample()
    once = Subject(letter, {"capacity": "official"}, {letter.body: text}, "", around)
    evaluate(once, rules)  # lexicons are read once a process

    floor = median_of(lambda: evaluate(once, rules))
    tried = {rule.check: median_of(partial(try_out, rule, text, around, CHANNELS)) for rule in rules}

    slowest = sorted(tried.items(), key=lambda row: -row[1])
    with capsys.disabled():
        print(f"\ntrying a rule on {len(text):,} characters; all checks once: {floor * 1000:.0f} ms")
        for check, seconds in slowest[:6]:
            print(f"{check:24}{seconds * 1000:8.0f} ms{seconds / floor:8.2f} of the floor")
        print(f"{'median of all':24}{statistics.median(tried.values()) * 1000:8.0f} ms")
    assert slowest[0][1] / floor <= CEILING
