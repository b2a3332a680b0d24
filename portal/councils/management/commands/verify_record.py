"""Verify the ledger of one council, or of all."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.councils.models import Council
from portal.records.auditing import verify_now
from portal.records.models import INSTALLATION, LedgerEntry, LedgerHead

INSTALLATION_NAME = "installation"


class Command(BaseCommand):
    """``manage.py verify_record [--council SLUG]``: exit 0 and one line a chain, or exit 1 and where it breaks."""

    help = "Check that the record says what it said when it was written. Prints “slug count head” for each chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one option."""
        parser.add_argument(
            "--council", default="", help="a council's slug, or 'installation' (default: all)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify every chain that was asked for; all are printed, also after a broken one."""
        broken = 0
        for slug, council_id in _chains(options["council"]):
            found = verify_now(council_id)
            if found.broken is None:
                self.stdout.write(f"{slug} {found.count} {found.head}")
            else:
                broken += 1
                self.stdout.write(f"BROKEN {slug} entry {found.broken}: {found.why}")
        if broken:
            sys.exit(1)


def _chains(slug: str) -> list[tuple[str, int]]:
    """Return the name and council id of each chain to verify.

    A chain whose council is gone from the table is verified too, under its number: a row that was deleted to hide a
    record does not hide it. Raises CommandError for a slug that no council has.
    """
    known = dict(Council.objects.values_list("slug", "pk"))
    if slug == INSTALLATION_NAME:
        return [(INSTALLATION_NAME, INSTALLATION)]
    if slug:
        if slug not in known:
            raise CommandError(f"There is no council called '{slug}' here.")
        return [(slug, known[slug])]
    heads = set(LedgerHead.objects.values_list("council_id", flat=True))
    chained = heads | set(LedgerEntry.objects.order_by().values_list("council_id", flat=True).distinct())
    lost = sorted(chained - set(known.values()) - {INSTALLATION})
    return [
        (INSTALLATION_NAME, INSTALLATION),
        *sorted(known.items()),
        *((f"council-{council_id}", council_id) for council_id in lost),
    ]
