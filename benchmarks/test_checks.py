"""`make bench` prints how precise the checks of meaning are, and holds all checks to a release in 20 ms."""

import statistics
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from benchmarks.checks import main
from benchmarks.circumstanced import rules, subject
from policies.evaluate import all_checks, evaluate
from policies.language.reading import read
from tests.corpus.judging import checks_of_meaning, release


def test_precision_and_recall_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        main(["--misses"])


def test_a_release_of_300_words_takes_at_most_20_ms() -> None:
    seen, times = release(), []
    for _ in range(30):
        read.cache_clear()
        begun = time.process_time()
        for check in checks_of_meaning():
            list(check.run(seen, {}))
        times.append(time.process_time() - begun)

    assert statistics.median(times) < 0.02


def test_it_takes_that_by_every_check_and_rule_of_a_town_with_members_matters_and_a_poll_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen, applying, times = subject(), rules(), []
    body = seen.kind.body
    assert {rule.check for rule in applying} == {check.id for check in all_checks()}
    evaluate(seen, applying)  # lexicons are read once a process
    for turn in range(30):
        # Each time another text, so that nothing of it has been read before.
        now = replace(seen, fields={**seen.fields, body: f"{seen.fields[body]} {turn}"})
        begun = time.process_time()
        verdict = evaluate(now, applying)
        times.append(time.process_time() - begun)
        assert not any("could not be completed" in finding.message for finding in verdict.findings)

    took = statistics.median(times)
    with capsys.disabled():
        print(f"\na release through {len(all_checks())} checks, {len(applying)} rules: {took * 1000:.1f} ms")
    assert took < 0.02


def test_a_web_process_with_the_rules_loaded_holds_less_than_250_mb() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory"], check=True, capture_output=True, text=True, timeout=120
    )

    assert int(told.stdout) < 250
