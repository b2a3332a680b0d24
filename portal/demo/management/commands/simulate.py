"""Fill a database with simulated councils, for measuring."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.simulating import simulate
from portal.refusals import Refusal

MOST_COUNCILS, MOST_ITEMS = 100_000, 1_000_000
_LARGEST_SEED = 10**9


class Command(BaseCommand):
    """``manage.py simulate --councils N --communications M --seed S``."""

    help = "Write N simulated councils, the first with M communications (a tenth waits). Not in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many, and by which seed."""
        parser.add_argument("--councils", type=int, default=1, help="how many councils")
        parser.add_argument("--communications", type=int, default=1_000, help="how many items in the first")
        parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same words")
        parser.add_argument(
            "--into-existing", action="store_true", help="also where there are real councils already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write them; CommandError for numbers that cannot be and for a database that is not empty."""
        if settings.PRODUCTION:
            raise CommandError("Simulated councils are not for production. Nothing was done.")
        councils, items, seed = options["councils"], options["communications"], options["seed"]
        if not (1 <= councils <= MOST_COUNCILS and 0 <= items <= MOST_ITEMS and 0 <= seed < _LARGEST_SEED):
            raise CommandError(
                f"Choose 1 to {MOST_COUNCILS} councils, up to {MOST_ITEMS} communications and a seed of up to nine "
                "digits."
            )
        into = options["into_existing"]
        try:
            ground = simulate(councils=councils, communications=items, seed=seed, into_existing=into)
        except Refusal as refusal:
            raise CommandError(f"{refusal.what} {refusal.next_step}") from refusal
        self.stdout.write(f"{councils} councils are there; {ground.council.slug} has {items} communications.")
