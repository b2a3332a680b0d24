"""Precision and recall of the checks of meaning on the corpus of whole drafts, and how long they take.

Run with ``python -m benchmarks.checks``; ``--misses`` lists what went wrong, ``--held-out`` judges only the drafts that
were kept aside while the checks were tuned. The texts that nobody had seen follow: all of them, and the last set alone,
whose misses are listed only with ``--last``: who has read them needs another set.
"""

import resource
import statistics
import sys
import time

import benchmarks.ready  # noqa: F401  it makes Django ready for what is imported next
from tests.corpus.judging import Score, checks_of_meaning, judge_corpus, release
from tests.corpus.judging_unseen import LAST, SETS, judge_unseen, judge_whole


def main(arguments: list[str]) -> None:
    """Print the tables, then the times."""
    misses = "--misses" in arguments
    _table("whole drafts", judge_corpus(held_out_only="--held-out" in arguments), misses=misses)
    _table("texts written unseen, all sets", judge_unseen(*SETS), misses=misses)
    _table("texts written unseen, the last set", judge_whole(LAST), misses="--last" in arguments)
    _times()


def _table(heading: str, scores: dict[str, Score], *, misses: bool) -> None:
    print(f"\n{heading}\n{'check':24}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}")
    together = Score()
    for name, score in sorted(scores.items()):
        _row(name, score)
        together.right += score.right
        together.wrong += score.wrong
        together.missed += score.missed
        for remark in score.remarks if misses else ():
            print(f"    {remark}")
    _row("all", together)


def _row(name: str, score: Score) -> None:
    print(
        f"{name:24}{score.right:7}{score.wrong:7}{score.missed:8}{score.precision:11.2f}{score.recall:8.2f}"
    )


def _times() -> None:
    seen, checks = release(), checks_of_meaning()
    times = []
    for _ in range(50):
        begun = time.process_time()
        for check in checks:
            list(check.run(seen, {}))
        times.append(time.process_time() - begun)
    print(
        f"\na release of 300 words through {len(checks)} checks: {statistics.median(times) * 1000:.1f} ms (median)"
    )
    print(f"memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
