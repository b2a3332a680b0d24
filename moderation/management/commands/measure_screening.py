"""Measure classifiers on what they never learnt from: public data kept apart, or a suite such as HateCheck."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.screening.folding import folded
from moderation.screening.judging.choosing import LARGE, TIERS, Missing, chosen, shipped
from moderation.screening.judging.features import plain
from moderation.screening.judging.interface import Head
from moderation.screening.judging.large import Encoder, load
from moderation.training.contrasts import kept_apart
from moderation.training.functionalities import Measured, NoSuite, by_head, by_product, cases
from moderation.training.functionalities import measured as results
from moderation.training.grammar import Example
from moderation.training.public import FILES, public


class Command(BaseCommand):
    """``manage.py measure_screening FOLDER``: the encoder alone. ``--suite FILE``: both tiers, on test cases."""

    help = (
        "Print accuracy and macro-F1 of the encoder's hate head, alone, on what it never learnt from. "
        "The small classifier learnt from all of it: figures of both together would say nothing. With --suite: what "
        "each tier decides of the test cases of a csv file with the columns functionality, test_case and label_gold."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of the public data, or a suite of test cases."""
        parser.add_argument("folder", type=Path, nargs="?")
        parser.add_argument(
            "--suite", type=Path, help="a csv file as HateCheck's; it is measured with, never learnt from"
        )
        parser.add_argument(
            "--model", choices=TIERS, action="append", help="which tiers (with --suite); else both"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, judge, print."""
        if options["suite"] is not None:
            return self._suite(options["suite"], options["model"] or TIERS)
        if options["folder"] is None:
            raise CommandError("Name the folder of the public data, or a suite: --suite FILE.")
        self._kept_apart(options["folder"])
        return None

    def _suite(self, path: Path, tiers: Iterable[str]) -> None:
        try:
            suite = cases(path)
            judges = {tier: chosen(tier) for tier in tiers}
        except (NoSuite, Missing) as refused:
            raise CommandError(str(refused)) from refused
        found: dict[str, Measured] = {}
        for tier, judge in judges.items():
            found[f"{tier}, hate head alone"] = results(suite, by_head(judge))
            found[f"{tier}, with the rules"] = results(suite, by_product(judge))
        self.stdout.write("| cases | accuracy | macro-F1 |\n|---|---|---|")
        for name, one in found.items():
            self.stdout.write(f"| {name}, {len(suite)} | {one.accuracy:.3f} | {one.macro_f1:.3f} |")
        self.stdout.write(
            f"\n| functionality | cases | {' | '.join(found)} |\n|---|---|{'---|' * len(found)}"
        )
        for functionality in sorted({case.functionality for case in suite}):
            told = [one.right[functionality] for one in found.values()]
            shares = " | ".join(f"{right / every:.2f}" for right, every in told)
            self.stdout.write(f"| {functionality} | {told[0][1]} | {shares} |")

    def _kept_apart(self, folder: Path) -> None:
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise CommandError(f"“{folder}” has no {', '.join(missing)}.")
        try:
            encoder = load(*shipped(LARGE))
        except Missing as refused:
            raise CommandError(str(refused)) from refused
        apart = kept_apart(folder)
        by_source: dict[str, list[Example]] = {}
        for example in public(folder):
            if example.text in apart:
                by_source.setdefault(example.source, []).append(example)
        for source, examples in by_source.items():
            found, accuracy, f1 = measured(encoder, examples)
            self.stdout.write(f"{source}: {found} texts, accuracy {accuracy:.3f}, macro-F1 {f1:.3f}")


def measured(encoder: Encoder, examples: Iterable[Example]) -> tuple[int, float, float]:
    """Return the number of ``examples`` with a label for hate, and accuracy and macro-F1 at even odds."""
    place = list(Head).index(Head.HATE)
    counted: Counter[tuple[bool, bool]] = Counter()
    for example in examples:
        if example.labels[place] is not None:
            windows = encoder.vocabulary.windows(plain(folded(example.text).text))
            logits = [encoder.logits(window)[encoder.heads.index(Head.HATE)] for window in windows]
            counted[bool(example.labels[place]), max(logits, default=-1.0) > 0] += 1
    total = counted.total()
    right = counted[True, True] + counted[False, False]
    wrong = total - right
    scores = [2 * counted[kind, kind] / max(1, 2 * counted[kind, kind] + wrong) for kind in (True, False)]
    return total, right / max(1, total), sum(scores) / 2
