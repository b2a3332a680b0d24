"""Reading a policy document on the command line: needs no database and changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.importing.importing import import_document
from policies.importing.reading import check_size
from policies.importing.references import walk_all
from portal.refusals import Refusal


class Command(BaseCommand):
    """``manage.py import_policy FILE --json``: the tree of clauses, or exit 1 and why not on stderr."""

    help = "Print the clauses that the importer finds in FILE (.docx, .odt, .pdf, .txt, .html, .md)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and how to print."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, and print."""
        path: Path = options["file"]
        try:
            if not path.is_file():
                raise CommandError(f"There is no file “{path}”.")
            check_size(path.stat().st_size)
            document = import_document(path.name, path.read_bytes())
        except OSError as error:
            raise CommandError(f"“{path}” could not be read: {error.strerror}.") from error
        except Refusal as refusal:
            raise CommandError(f"{refusal} {refusal.next_step}") from refusal
        if options["json"]:
            self.stdout.write(json.dumps(document.as_json(), ensure_ascii=False))
            return
        self.stdout.write(document.title)
        for clause in walk_all(document.clauses):
            said = " ".join(part for part in (clause.heading, clause.text) if part)
            self.stdout.write(f"{'  ' * len(clause.path)}[{clause.ref}] {said}")
