"""After a change of CREDENTIAL_KEY: encrypt anew what is under the keys before it."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.channels.credentials.rotating import rotate_all


class Command(BaseCommand):
    """``manage.py rotate_credentials``: safe to repeat; the workers do the same once an hour."""

    help = "Encrypt the credentials of channels under CREDENTIAL_KEY; CREDENTIAL_KEY_FALLBACKS can be emptied then."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate, and say how many were under an earlier key."""
        self.stdout.write(f"Encrypted anew: {rotate_all()}")
