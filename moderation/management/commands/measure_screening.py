"""Measure the encoder of the large classifier on the public data that it never learnt from."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.screening.folding import folded
from moderation.screening.judging.choosing import LARGE, Missing, shipped
from moderation.screening.judging.features import plain
from moderation.screening.judging.interface import Head
from moderation.screening.judging.large import Encoder, load
from moderation.training.contrasts import kept_apart
from moderation.training.grammar import Example
from moderation.training.public import FILES, public


class Command(BaseCommand):
    """``manage.py measure_screening FOLDER``: the hate head alone, on pairs and sets that were kept apart."""

    help = (
        "Print accuracy and macro-F1 of the encoder's hate head, alone, on what it never learnt from. "
        "The small classifier learnt from all of it: figures of both together would say nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of the public data."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, judge, print."""
        folder: Path = options["folder"]
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
