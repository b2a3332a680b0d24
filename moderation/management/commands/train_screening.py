"""Train the small classifier of screening again."""

import random
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.screening.judging.choosing import SMALL
from moderation.training.comments import to_learn
from moderation.training.fitting import SEED, fit, save
from moderation.training.grammar import written
from moderation.training.public import FILES, public
from moderation.training.remarks import REMARK, told

WEIGHT = 4.0
"""What a comment that was written for training weighs beside a row of public data: no two of them are alike."""


class Command(BaseCommand):
    """``manage.py train_screening FOLDER``: learn from the public data in FOLDER and the project's own sentences."""

    help = "Train the small classifier again from the public data in FOLDER (docs/model-card.md names its files)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, and where to write."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--to", type=Path, default=SMALL, help="where to write; the shipped file by default"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, fit, write."""
        folder: Path = options["folder"]
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise CommandError(f"“{folder}” has no {', '.join(missing)}.")
        random_ = random.Random(SEED)  # noqa: S311 (no secret)
        own = (*written(random_), *to_learn(WEIGHT), *told(REMARK, random_))
        examples = [*public(folder), *own]
        self.stdout.write(f"{len(examples)} examples")
        save(fit(examples, self.stdout.write), options["to"])
        self.stdout.write(f"written to {options['to']}")
