"""Copy the files of this machine's disk into the bucket."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.desk.copying_files import Became, copy_files

_TOLD = {Became.OTHER, Became.LEFT}


class Command(BaseCommand):
    """``manage.py copy_files``: run while the portal is stopped, with OBJECT_STORAGE_URL set; safe to repeat."""

    help = (
        "Copy what lies in MEDIA_ROOT into the bucket of OBJECT_STORAGE_URL, under the same names. Nothing there is "
        "written over, all of it is compared; exits 1 where something differs. Run it again where it was stopped."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument(
            "--from", dest="root", type=Path, default=None, metavar="FOLDER", help="instead of MEDIA_ROOT"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Copy, tell what was not, and count."""
        bucket: Any = default_storage
        root: Path = options["root"] or Path(settings.MEDIA_ROOT)
        if not hasattr(bucket, "keep"):
            raise CommandError("OBJECT_STORAGE_URL is not set: there is no bucket to copy into.")
        if not root.is_dir():
            raise CommandError(f"There is no folder {root}.")
        counted: Counter[Became] = Counter()
        try:
            for name, became in copy_files(root, bucket):
                counted[became] += 1
                if became in _TOLD:
                    self.stderr.write(f"{name}: {became}")
        except OSError as error:
            raise CommandError(
                f"Stopped after {counted.total()} files: {error} Run it again: what is there is not sent again."
            ) from error
        self.stdout.write(", ".join(f"{became}: {counted[became]}" for became in Became))
        if counted[Became.OTHER]:
            raise CommandError(
                "What is named above has other content in the bucket. Nothing was written over."
            )
