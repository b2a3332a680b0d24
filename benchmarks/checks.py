"""Precision and recall of the checks of meaning on the corpus of whole drafts, and how long they take.

Run with ``python -m benchmarks.checks``; ``--misses`` lists what went wrong, ``--held-out`` judges only the drafts that
were kept aside while the checks were tuned.
"""

import os
import resource
import statistics
import sys
import time

import django


def main(arguments: list[str]) -> None:
    """Print a table, then the times."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from tests.corpus.judging import checks_of_meaning, judge_corpus, release  # noqa: PLC0415

    scores = judge_corpus(held_out_only="--held-out" in arguments)
    print(f"{'check':24}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}")
    for name, score in sorted(scores.items()):
        row = f"{name:24}{score.right:7}{score.wrong:7}{score.missed:8}{score.precision:11.2f}{score.recall:8.2f}"
        print(row)
        if "--misses" in arguments:
            for remark in score.remarks:
                print(f"    {remark}")
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
