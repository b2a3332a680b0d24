"""`make bench` prints how precise the checks of meaning are, and holds them to a release in 20 ms."""

import statistics
import subprocess
import sys
import time

import pytest

from benchmarks.checks import main
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


def test_a_web_process_with_the_rules_loaded_holds_less_than_250_mb() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory"], check=True, capture_output=True, text=True, timeout=120
    )

    assert int(told.stdout) < 250
