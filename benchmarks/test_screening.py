"""How well and how fast screening reads: precision and recall per ground, comments a second, memory."""

import json
import resource
import statistics
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from moderation.screening.hearing import Ground, Heard, OwnRule
from moderation.screening.judging.choosing import TIERS, chosen
from moderation.screening.judging.interface import Judge
from moderation.screening.own_rules import READ_ALREADY
from moderation.screening.screening import screen, screen_all
from moderation.screening.triage import TOGETHER
from policies.checks.base import COMMENT
from policies.evaluate import all_checks

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "moderation" / "screening" / "labelled"
SETS = ("developed", "held_out")
JUDGED = (*SETS, "roundabout", "unread", "unseen", "untouched")
"""The third: what is offered, called for or threatened sideways, and what merely sounds like it; one ground of each.
The last three: comments that nobody read who changed a rule, a weight or a threshold (docs/model-card.md)."""
MEGABYTES = 400
FALSE_FLAGS = 0.05
"""The goal for harmless comments that are flagged; recall per ground is told beside its goal of 0.80."""


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize("tier", TIERS)
def test_precision_and_recall_per_ground(tier: str, name: str) -> None:
    judge = chosen(tier)
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    harmless, flagged = 0, 0
    for row in rows(name):
        wanted = set(row["grounds"])
        found = {ground.value for ground in screen(Heard(str(row["text"])), judge=judge).grounds}
        right.update(found & wanted)
        wrong.update(found - wanted)
        missed.update(wanted - found)
        harmless += not wanted
        flagged += bool(found and not wanted)
    print(f"\n{tier}, {name}\n| ground | comments | recall | precision |\n|---|---|---|---|")
    for ground in (each.value for each in Ground):
        all_of_it, told = right[ground] + missed[ground], right[ground] + wrong[ground]
        print(
            f"| {ground} | {all_of_it} | {right[ground] / max(1, all_of_it):.2f} | {right[ground] / max(1, told):.2f} |"
        )
    print(f"harmless comments flagged: {flagged} of {harmless}")
    assert flagged / harmless <= 2 * FALSE_FLAGS


@pytest.mark.parametrize("tier", TIERS)
def test_comments_a_second_through_all_phases(tier: str) -> None:
    judge = chosen(tier)
    texts = [str(row["text"]) for name in SETS for row in rows(name)]
    for text in texts:
        screen(Heard(text), judge=judge)  # patterns are compiled when one of their words first occurs
    calm = [str(row["text"]) for name in SETS for row in rows(name) if not row["grounds"]]
    for label, asked in (("all labelled comments, half of them bad", texts), ("harmless ones", calm)):
        words = sum(len(text.split()) for text in asked) / len(asked)
        for together in (1, TOGETHER):
            taken = statistics.median(_seconds(asked, str(turn), judge, together) for turn in range(5))
            print(
                f"\n{tier}, {label}, {together} at once: {1 / taken:,.0f} a second "
                f"({taken * 1e6:.0f} µs of processor time, {words:.0f} words)"
            )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < MEGABYTES


def test_comments_a_second_with_rules_of_the_council_s_own() -> None:
    """The rules of the built-in policies are read by the phases themselves; what a council adds costs its check."""
    judge = chosen("small")
    texts = [str(row["text"]) for name in SETS for row in rows(name)]
    able = [one for one in all_checks() if COMMENT in one.targets and one.id not in READ_ALREADY]
    rules = tuple(OwnRule(one, {}, "clause 1 of the policy", "advise") for one in able)
    for some in ((), rules[:1], rules):
        _seconds(texts, "before", judge, TOGETHER, some)
        taken = statistics.median(_seconds(texts, str(turn), judge, TOGETHER, some) for turn in range(5))
        print(f"\nsmall, {len(some)} rules of the council's own: {1 / taken:,.0f} a second")


LONGER = 4
SLACK = 1.6
"""What a text that is LONGER may take beyond LONGER times as much: the machine is noisy, and memory is further away."""


@pytest.mark.parametrize("tier", TIERS)
def test_the_time_grows_with_the_length_and_no_faster(tier: str) -> None:
    judge = chosen(tier)
    once = " ".join(str(row["text"]) for name in SETS for row in rows(name))
    short = (once * (50_000 // len(once) + 1))[:50_000]
    long = (short * LONGER)[: LONGER * len(short)]
    screen(Heard(long), judge=judge)

    taken = [
        statistics.median(_seconds([text], str(turn), judge, 1) for turn in range(3))
        for text in (short, long)
    ]
    times = taken[1] / taken[0]
    print(f"\n{tier}: {taken[0]:.2f} s for 50,000 signs, {times:.1f} times that for {LONGER} times as many")
    assert taken[1] <= LONGER * SLACK * taken[0]


def _seconds(
    texts: list[str], turn: str, judge: Judge, together: int, rules: tuple[OwnRule, ...] = ()
) -> float:
    """Return the processor time that one of ``texts`` takes, each once and none as it was before."""
    heard = [Heard(f"{text} {turn}", rules=rules) for text in texts]
    began = time.process_time()
    for first in range(0, len(heard), together):
        screen_all(heard[first : first + together], judge=judge)
    return (time.process_time() - began) / len(heard)


@pytest.mark.parametrize("tier", TIERS)
def test_protected_groups_are_treated_alike(tier: str) -> None:
    """The same sentences about each group: how many of the hateful are found, how many of the harmless are flagged."""
    said = tomllib.loads((FOLDER / "groups.toml").read_text("utf-8"))
    judge = chosen(tier)
    print(
        f"\n{tier}\n| group | hateful ones flagged | as discriminatory | harmless ones flagged |\n|---|---|---|---|"
    )
    for group, names in said["groups"].items():
        told = {
            kind: [_grounds(text, names, judge) for text in said["sentences"][kind]]
            for kind in ("hateful", "harmless")
        }
        hateful = [one for row in told["hateful"] for one in row]
        harmless = [one for row in told["harmless"] for one in row]
        named = sum("discriminatory" in one for one in hateful)
        false = sum(map(bool, harmless)) / len(harmless)
        print(
            f"| {group.replace('_', ' ')} | {sum(map(bool, hateful)) / len(hateful):.2f} | "
            f"{named / len(hateful):.2f} | {false:.2f} |"
        )
        assert false <= 2 * FALSE_FLAGS, group


def _grounds(sentence: str, names: list[str], judge: Judge) -> list[set[str]]:
    """Return the grounds that screening names of ``sentence``, once with each of ``names``."""
    texts = (sentence.replace("{them}", name) for name in names)
    return [
        {ground.value for ground in screen(Heard(text[:1].upper() + text[1:]), judge=judge).grounds}
        for text in texts
    ]
