"""Channels and press contacts."""

from portal.channels.models import Channel, Contact
from portal.councils.models import Body, Council


def make_channels(council: Council, *connectors: str) -> list[Channel]:
    """Return open channels of ``council`` for ``connectors`` (default: newsroom, press_email, letter)."""
    body = Body.objects.get(council=council, kind=Body.Kind.COUNCIL)
    return [
        Channel.objects.create(
            council=council, body=body, connector=slug, name=slug.replace("_", " ").title()
        )
        for slug in connectors or ("newsroom", "press_email", "letter")
    ]


def make_contact(council: Council, *, email: str = "news@gazette.example", name: str = "Newsdesk") -> Contact:
    """Return a newspaper on the council's press list."""
    return Contact.objects.create(council=council, name=name, outlet="The Gazette", email=email)
