"""Add a member, officer or clerk from the command line: where no clerk can do it at the desk."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.councils.appointing import appoint
from portal.councils.inviting import how_to_sign_in, sent_or_not
from portal.councils.models import Council
from portal.councils.offices import Particulars
from portal.councils.powers import Role
from portal.refusals import Refusal


class Command(BaseCommand):
    """``manage.py add_member --council ptc --email … --name … --role clerk [--title …] [--mail]``.

    A contractor or partner needs ``--organisation`` and ``--organisation-email`` as well.
    """

    help = "Make somebody a member or officer of a council; prints their first link."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person's particulars."""
        parser.add_argument("--council", required=True, help="the council's slug")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--title", default="", help="as it is printed: Deputy Mayor, Locum Clerk")
        parser.add_argument(
            "--organisation", default="", help="for whom a contractor, partner or volunteer works"
        )
        parser.add_argument("--organisation-email", default="", help="their address at that organisation")
        parser.add_argument(
            "--term-ends", type=date.fromisoformat, help="the last day of the term, like 2027-05-31"
        )
        parser.add_argument("--mail", action="store_true", help="mail the link to them as well")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Appoint, then print the link."""
        council = Council.objects.filter(slug=options["council"]).first()
        if council is None:
            raise CommandError(f"There is no council called '{options['council']}' here.")
        noted = Particulars(
            title=options["title"],
            organisation=options["organisation"],
            organisation_email=options["organisation_email"],
            term_ends_on=options["term_ends"],
        )
        who = {"email": options["email"], "name": options["name"], "role": options["role"]}
        try:
            made = appoint(council=council, **who, particulars=noted)
        except Refusal as refusal:
            raise CommandError(refusal.what) from refusal
        self.stdout.write(f"{made.user.name} is {made.display_title} of {council.name}.")
        self.stdout.write(how_to_sign_in(made))
        if options["mail"]:
            self.stdout.write(sent_or_not(made))
