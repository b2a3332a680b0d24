"""For the day when somebody has lost phone and codes: the operator takes their second step off."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.councils.accounts.noting import note
from portal.councils.models import User


class Command(BaseCommand):
    """``manage.py remove_second_step clerk@example.org``."""

    help = "Take a person's passkeys, authenticator app and recovery codes off, after making sure that it is they."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """Take everything off and record that the operator did."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        taken, _ = Authenticator.objects.filter(user=user).delete()
        if not taken:
            raise CommandError(f"{user.email} has no second step.")
        note("second_step_removed", user, step="all", by="operator")
        self.stdout.write(f"{user.email} signs in without a second step now, and can set up another.")
