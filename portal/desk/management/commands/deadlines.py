"""Deadlines on the command line: needs no database, unless a council's own days are asked for."""

import json
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.periods.counting import days_of
from portal.councils.models import Council
from portal.refusals import Refusal
from portal.workdays.calendars import DayKind, ExtraDay
from portal.workdays.deadlines import KINDS, Due, deadlines, read_given


class Command(BaseCommand):
    """``manage.py deadlines KIND DATE --json``: the last day for each step, or exit 1 and why not on stderr."""

    help = "Print by when each step of KIND is due, counted from DATE. Kinds: " + ", ".join(KINDS)
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind, the day and the days that do not count besides."""
        parser.add_argument("kind")
        parser.add_argument("date", help="2027-05-06, or 2027-05-06T09:00 where hours are counted")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument(
            "--extra",
            action="append",
            default=[],
            metavar="DATE[:KIND]",
            help=f"a day that does not count besides; KIND is {', '.join(DayKind)} (default: bank_holiday)",
        )

        parser.add_argument(
            "--council", default="", metavar="SLUG", help="heed the days this council entered"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Count and print."""
        try:
            given = read_given(options["kind"], options["date"])
            extra = [_extra_day(text) for text in options["extra"]] + _days_of(options["council"])
            found = deadlines(options["kind"], given, extra)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        kind = KINDS[options["kind"]]
        if not options["json"]:
            for step in kind.steps:
                self.stdout.write(f"{_iso(found[step.what])}  {step.what}: {step.rule} ({kind.source})")
            return
        answer = {
            "kind": options["kind"],
            "given": options["date"],
            "counted_from": kind.given,
            "calendar": kind.calendar.name,
            "source": kind.source,
            "deadlines": {what: _iso(due) for what, due in found.items()},
            "rules": {step.what: step.rule for step in kind.steps},
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _iso(due: Due) -> str:
    """Write a day as 2027-05-06 and a moment as 2027-05-06T09:00, the form of the public vectors."""
    return due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat()


def _days_of(slug: str) -> list[ExtraDay]:
    """Return the days that a council entered, none without a ``slug``. Raises CommandError for an unknown one."""
    if not slug:
        return []
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        raise CommandError(f"There is no council “{slug}”.")
    return days_of(council.pk)


def _extra_day(text: str) -> ExtraDay:
    """Read ``DATE[:KIND]``. Raises CommandError for anything else."""
    day, _, kind = text.partition(":")
    try:
        return ExtraDay(date.fromisoformat(day), DayKind(kind or DayKind.BANK_HOLIDAY))
    except ValueError as error:
        raise CommandError(f"“{text}” is no extra day: write DATE or DATE:KIND, like 2022-09-19.") from error
