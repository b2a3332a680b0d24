"""Screen a text against the rules of a council, from the command line."""

import json
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.evaluate import Verdict
from policies.screening import Draft, screen
from portal.councils.models import Council
from portal.refusals import Refusal

_LONDON = ZoneInfo("Europe/London")
_BATCH = 500
_YEARS = (1900, 2999)
"""Further than any record reaches, and far from the ends of what a date can hold."""


class Command(BaseCommand):
    """``manage.py screen --council SLUG --kind KIND --capacity CAPACITY --json < text``: the verdict, as JSON."""

    help = (
        "Print what the rules of a council find in the text on standard input; spans count code points. For whoever "
        "runs the server: it names closed matters, and neither counts nor records what comes near them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the text would go, and the two ways of reading it."""
        parser.add_argument("--council", required=True, help="the council's slug")
        parser.add_argument("--kind", default="", help="press_release, letter, notice, social_post …")
        parser.add_argument("--capacity", default="official", help="official, councillor or personal")
        parser.add_argument("--channel", default="", help="newsroom, press_email, letter …")
        parser.add_argument(
            "--at", default="", help="an ISO date and time: the rules and periods in force then"
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument(
            "--json", action="store_true", help="one JSON object (this is the form in any case)"
        )
        form.add_argument(
            "--jsonl", action="store_true", help='one {"id", "text", "kind"} a line, for many texts'
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, judge, print. Exit 1 and one line on standard error for what cannot be read."""
        council = Council.objects.filter(slug=options["council"]).first()
        if council is None:
            raise CommandError(f"There is no council “{options['council']}”.")
        try:
            if options["jsonl"]:
                self._many(council, options)
            else:
                (verdict,) = screen(council, [_draft({"text": _standard_input()}, options)], sees_all=True)
                self.stdout.write(json.dumps(_answer(verdict), ensure_ascii=False))
        except Refusal as refusal:
            raise CommandError(refusal.what) from refusal

    def _many(self, council: Council, options: dict[str, Any]) -> None:
        lines = [line for line in _standard_input().split("\n") if line.strip()]
        for begin in range(0, len(lines), _BATCH):
            rows = [
                _row(number, line) for number, line in enumerate(lines[begin : begin + _BATCH], begin + 1)
            ]
            verdicts = screen(council, [_draft(row, options) for row in rows], sees_all=True)
            for row, verdict in zip(rows, verdicts, strict=True):
                answer = {"id": row.get("id"), **_answer(verdict)}
                self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _standard_input() -> str:
    """Return the text as it was given: no newline is changed, so that spans fit the reader's own copy."""
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError("The text is not UTF-8.") from error


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"Line {number} is not JSON.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise CommandError(f"Line {number} has no “text”.")
    try:
        json.dumps(row.get("id"), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CommandError(f"Line {number} has an “id” that cannot be written.") from error
    return row


def _draft(row: dict[str, Any], options: dict[str, Any]) -> Draft:
    """Return the draft of one row; what it does not say, the options say."""
    said = {name: str(row.get(name) or options[name]) for name in ("kind", "capacity", "channel", "at")}
    return Draft(row["text"], said["kind"], said["capacity"], said["channel"], _moment(said["at"]))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no date and time: write 2027-04-20T09:00.") from error
    if not _YEARS[0] <= moment.year <= _YEARS[1]:
        raise CommandError(f"“{text}” is too far away: give a year from {_YEARS[0]} to {_YEARS[1]}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=_LONDON)


def _answer(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.word,
        "findings": [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "clause": finding.clause,
                "policy": finding.policy,
                "version": finding.version,
                "start": finding.start,
                "end": finding.end,
                "message": finding.message,
            }
            for finding in verdict.findings
        ],
    }
