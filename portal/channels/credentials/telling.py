"""What the notices about connections say: what happened on which channel, and where to connect it again."""

from django.conf import settings
from django.urls import reverse

from portal.channels.models import Connection, Delivery, Notice, Revocation, Revoking
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment


def about_connection(notice: Notice, person: Person) -> Words | None:
    """Write that a connection is lost or ends soon; None where it is over, or somebody else's business now."""
    row = Connection.objects.select_related("channel__council").filter(
        pk=notice.object_id, channel__council=person.council, ended_at__isnull=True
    )
    found = row.first()
    if found is None or not person.may(Power.MANAGE_CHANNELS):
        return None
    if notice.what == What.CHANNEL_EXPIRING:
        return _ends(found)
    return _lost(found, "", "") if found.problem else None


def lost_at_delivery(found: Delivery, person: Person) -> Words | None:
    """Write that a channel must be connected again, with a link to the very item that could not go out.

    ``found`` has its channel and its item at hand.
    """
    if not person.may(Power.MANAGE_CHANNELS):
        return None
    rows = Connection.objects.select_related("channel__council").filter(
        channel=found.channel, ended_at__isnull=True
    )
    connection = rows.first()
    if connection is None or not connection.problem:
        return None
    item = found.publication.communication
    path = reverse("issued_item", args=[person.council.slug, item.pk])
    return _lost(connection, f"The item that met this: {item.reference}\n", f"{settings.SITE_URL}{path}\n")


def about_ending(notice: Notice, person: Person) -> Words | None:
    """Write what is left to do at a network by hand; None where it was done, or is somebody else's business now."""
    rows = Revocation.objects.select_related("connection__channel__council").filter(
        pk=notice.object_id, connection__channel__council=person.council, state=Revoking.BY_HAND
    )
    found = rows.first()
    if found is None or not person.may(Power.MANAGE_CHANNELS):
        return None
    name = found.connection.channel.name
    why = f"{found.problem}\n\n" if found.problem else ""
    body = (
        f"The channel “{name}” uses earlier credentials no more, and the portal has destroyed them. The network still "
        f"takes them from whoever has a copy.\n\n{why}{found.left}\n\n"
        f"Then say so here:\n{_page(found.connection)}\n"
    )
    return Words(f"{person.council.name}: end the earlier credentials of “{name}”", body)


def _lost(row: Connection, item: str, link: str) -> Words:
    name, council = row.channel.name, row.channel.council.name
    body = (
        f"Nothing more goes out on the channel “{name}” until it is connected again.\n\n"
        f"{row.problem}\n\n"
        "What is due on it is held, and nothing is lost. What is held past its hour waits for somebody to "
        "confirm it.\n\n"
        f"Connect it again here:\n{_page(row)}\n"
    )
    return Words(f"{council}: connect “{name}” again", f"{body}\n{item}{link}" if link else body)


def _ends(row: Connection) -> Words | None:
    if row.expires_at is None:
        return None
    name, council = row.channel.name, row.channel.council.name
    ends = (
        f"A part of what the credentials of the channel “{name}” allow ends on {moment(row.expires_at)}. "
        f"{row.ends_then}\n\nSign in at the network again, or enter new ones, here:\n"
        if row.ends_then
        else f"The credentials of the channel “{name}” end on {moment(row.expires_at)}.\n\n"
        "After that nothing goes out on it. Get new ones from the network and enter them here:\n"
    )
    body = f"{ends}{_page(row)}\n"
    return Words(f"{council}: the connection of “{name}” ends soon", body)


def _page(row: Connection) -> str:
    return settings.SITE_URL + reverse("connect_channel", args=[row.channel.council.slug, row.channel_id])
