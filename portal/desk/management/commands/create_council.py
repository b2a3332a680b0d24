"""The first deployment: a council with its voice, its standard channels and its clerk."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.channels.opening import open_standard_channels
from portal.councils.appointing import appoint
from portal.councils.founding import found_council
from portal.councils.inviting import how_to_sign_in, sent_or_not
from portal.councils.models import Body, Council, Membership
from portal.councils.powers import Role
from portal.refusals import Refusal


class Command(BaseCommand):
    """``manage.py create_council --slug ptc --name … --kind town --clerk-email … --clerk-name …``."""

    help = "Create a council with newsroom, press list and letters, and its clerk; prints the clerk's first link."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the council's and the clerk's particulars."""
        parser.add_argument(
            "--slug", required=True, help="its word in addresses: lower-case letters, digits, hyphens"
        )
        parser.add_argument("--name", required=True, help="as it is printed: Pellworth Town Council")
        parser.add_argument("--kind", required=True, choices=Council.Kind.values)
        parser.add_argument("--clerk-email", required=True)
        parser.add_argument("--clerk-name", required=True)
        parser.add_argument(
            "--clerk-title", default="", help="default: Town Clerk or Parish Clerk, by the kind"
        )
        parser.add_argument("--chair-title", default="", help="default: Mayor or Chairman, by the kind")
        parser.add_argument("--mail", action="store_true", help="mail the link to the clerk as well")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Create everything in one transaction, then print the link."""
        try:
            clerk = _create(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refusal as refusal:
            raise CommandError(refusal.what) from refusal
        self.stdout.write(f"{clerk.council.name} is there: /{clerk.council.slug}/desk/")
        self.stdout.write(how_to_sign_in(clerk))
        if options["mail"]:
            self.stdout.write(sent_or_not(clerk))


@transaction.atomic
def _create(options: dict[str, Any]) -> Membership:
    """Create the council, its channels and its clerk; returns the clerk's membership."""
    town = options["kind"] == Council.Kind.TOWN
    clerk_title = options["clerk_title"] or ("Town Clerk" if town else "Parish Clerk")
    council = found_council(
        slug=options["slug"],
        name=options["name"],
        kind=options["kind"],
        clerk_title=clerk_title,
        chair_title=options["chair_title"] or ("Mayor" if town else "Chairman"),
        deputy_title="Deputy Mayor" if town else "Vice Chairman",
    )
    open_standard_channels(Body.objects.get(council=council, kind=Body.Kind.COUNCIL))
    return appoint(
        council=council,
        email=options["clerk_email"],
        name=options["clerk_name"],
        role=Role.CLERK,
        title=clerk_title,
    )
