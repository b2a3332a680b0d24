"""For the mail server: note by a delivery status notification that a press mail came back."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from portal.channels.mail.bounces import MOST_BYTES
from portal.channels.outbox.bouncing import note_bounce
from portal.refusals import Refusal

DATA_ERROR, TRY_AGAIN = 65, 75
"""What mail servers understand of a command that they pipe a mail into (sysexits.h)."""


class Command(BaseCommand):
    """``manage.py read_bounce < mail``: exit 0, 65 for what is no bounce of ours, 75 to be asked again."""

    help = "Read one delivery status notification (RFC 3464) from standard input; mark the address on the press list."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Note it, and say which address."""
        try:
            mail = note_bounce(sys.stdin.buffer.read(MOST_BYTES + 1))
        except Refusal as refusal:
            raise CommandError(f"{refusal.what} {refusal.next_step}", returncode=DATA_ERROR) from refusal
        except OperationalError as error:
            raise CommandError(
                "The database cannot be asked now. Try again later.", returncode=TRY_AGAIN
            ) from error
        self.stdout.write(f"Marked as refused: {mail.address}")
