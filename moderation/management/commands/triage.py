"""Screen many texts from the command line, by the line."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.screening.judging.choosing import TIERS, Missing, chosen
from moderation.screening.triage import BadLine, rounds_of, triage_rounds


class Command(BaseCommand):
    """``manage.py triage --jsonl < lines``: what screening finds in each text, as JSON. It needs no database."""

    help = (
        'Read {"id", "text"} a line and write {"id", "flagged", "score", "grounds"} a line. Lines that cannot be read '
        "are named on standard error and passed over; the exit status is then 1. A machine flags; a person rules."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form and the classifier."""
        parser.add_argument(
            "--jsonl", action="store_true", help="one JSON object a line (this is the form in any case)"
        )
        parser.add_argument("--model", choices=TIERS, default="small", help="which classifier judges")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, screen and write, as lines come."""
        try:
            judge = chosen(options["model"])
        except Missing as missing:
            raise CommandError(str(missing)) from missing
        bad = 0
        with open(sys.stdin.fileno(), "rb", closefd=False) as given:
            for answer in triage_rounds(rounds_of(given), judge):
                if isinstance(answer, BadLine):
                    bad += 1
                    self.stderr.write(f"Line {answer.number} {answer.why}.")
                else:
                    self.stdout.write(_safe(json.dumps(answer, ensure_ascii=False)))
                    self.stdout.flush()
        if bad:
            raise CommandError(f"{bad} {'line was' if bad == 1 else 'lines were'} passed over.")


def _safe(line: str) -> str:
    """Return ``line`` so that it can be written: an “id” may hold half a surrogate."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(json.loads(line))
    return line
