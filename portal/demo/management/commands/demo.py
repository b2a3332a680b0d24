"""Load the demo councils into an empty installation, or list their sign-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.cast import DEMO_PASSWORD, sign_ins
from portal.demo.loading import load_if_empty


class Command(BaseCommand):
    """``manage.py demo --if-empty`` loads, ``manage.py demo --list`` prints who can sign in."""

    help = "Load two demo councils where there is no council yet, or list the demo's sign-ins. Not in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take exactly one of the two options."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--if-empty", action="store_true", help="load, unless a council exists")
        what.add_argument("--list", action="store_true", help="print the sign-ins and the one password")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load or list; refuse both in production, where a known password must never open anything."""
        if settings.PRODUCTION:
            raise CommandError(
                "The demo is not for production: its password is known to everybody. Nothing was done."
            )
        if options["list"]:
            self._list()
        elif load_if_empty():
            self.stdout.write("The demo councils are loaded.")
        else:
            self.stdout.write("A council exists already: the demo was not loaded.")

    def _list(self) -> None:
        for address, who, where in sign_ins():
            self.stdout.write(f"{address:<27} {who}, {where}")
        self.stdout.write(f"Password for all of them: {DEMO_PASSWORD}")
