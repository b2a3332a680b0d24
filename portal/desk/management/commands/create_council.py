"""The first deployment: a council with its voice, its standard channels and its clerk."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.channels.opening import open_standard_channels
from portal.councils.appointing import appoint, read_person
from portal.councils.founding import check_council, found_council
from portal.councils.inviting import how_to_sign_in, sent_or_not
from portal.councils.models import Body, Council, Membership
from portal.councils.powers import Role
from portal.refusals import InvalidInput, Refusal


class Command(BaseCommand):
    """``manage.py create_council --slug ptc --name … --kind town --clerk-email … --clerk-name …``."""

    help = "Create a council with its standard channels, and its clerk; prints the clerk's first link."

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
        """Create everything in one transaction, then print the link; or say at once all that is wrong."""
        if wrong := list(_wrong(options)):
            raise CommandError("\n".join(wrong))
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


def _wrong(options: dict[str, Any]) -> Iterator[str]:
    """Yield one line for each argument that cannot be taken, with its name; it writes nothing."""
    try:
        check_council(_council(options))
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            yield f"--{field.replace('_', '-')}: {' '.join(messages)}"
    try:
        read_person(options["clerk_email"], options["clerk_name"], Role.CLERK)
    except InvalidInput as refusal:
        yield f"--clerk-email, --clerk-name: {refusal.what}"


def _council(options: dict[str, Any]) -> Council:
    """Return the council that the arguments describe, not saved."""
    return Council(slug=options["slug"], name=options["name"], kind=options["kind"], **_titles(options))


def _titles(options: dict[str, Any]) -> dict[str, str]:
    """Return what clerk, chairman and deputy are called, as given or by the kind."""
    town = options["kind"] == Council.Kind.TOWN
    return {
        "clerk_title": options["clerk_title"] or ("Town Clerk" if town else "Parish Clerk"),
        "chair_title": options["chair_title"] or ("Mayor" if town else "Chairman"),
        "deputy_title": "Deputy Mayor" if town else "Vice Chairman",
    }


@transaction.atomic
def _create(options: dict[str, Any]) -> Membership:
    """Create the council, its channels and its clerk; returns the clerk's membership."""
    titles = _titles(options)
    council = found_council(slug=options["slug"], name=options["name"], kind=options["kind"], **titles)
    open_standard_channels(Body.objects.get(council=council, kind=Body.Kind.COUNCIL))
    return appoint(
        council=council,
        email=options["clerk_email"],
        name=options["clerk_name"],
        role=Role.CLERK,
        title=titles["clerk_title"],
    )
