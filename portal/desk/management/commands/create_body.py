"""A charity or a committee of a council, with its channels: what the clerk can also do at the desk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.channels.voices import give_voice
from portal.councils.models import Body, Council
from portal.refusals import Refusal


class Command(BaseCommand):
    """``manage.py create_body --council pitstone --kind charity --name "Recreation Ground Charity"``."""

    help = "Give a charity or committee of a council a voice of its own: newsroom, press list, letters (by email too)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the council's slug, and the body's kind and name."""
        kinds = [kind for kind in Body.Kind.values if kind != Body.Kind.COUNCIL]
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--kind", required=True, choices=kinds)
        parser.add_argument("--name", required=True, help="as it is printed: Recreation Ground Charity")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Create it in one transaction, then say where it is."""
        council = Council.objects.filter(slug=options["council"]).first()
        if council is None:
            raise CommandError(f"There is no council “{options['council']}”.")
        try:
            body = give_voice(actor=None, council=council, kind=options["kind"], name=options["name"])
        except Refusal as refusal:
            raise CommandError(refusal.what) from refusal
        self.stdout.write(f"{body.name} is there: /{council.slug}/desk/bodies/{body.pk}/")
