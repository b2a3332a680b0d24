"""Telling those who decide what the portal could not do by itself: send something, or take it back."""

from django.conf import settings
from django.urls import reverse

from portal.channels.connectors.base import connectors
from portal.channels.credentials.telling import lost_at_delivery
from portal.channels.models import Command, Delivery, Dispatch, Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.outbox.rows import Row, delivery_of, publication_of
from portal.channels.states import Delivering
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power


def tell_of_failure(row: Row, fence: int) -> None:
    """Tell those who decide that ``row`` has failed for good, once for each time; a single mail's failure is its own.

    ``fence``: of the claim that failed. Call it just before record().
    """
    if isinstance(row, Dispatch):
        return
    council_id = publication_of(row).council_id
    tell(
        council_id=council_id,
        what=What.RETRACT_FAILED if isinstance(row, Command) else What.DELIVERY_FAILED,
        about=("delivery", delivery_of(row).pk),
        recipients=[person.membership.pk for person in people_who_may(Power.DECIDE, council_id)],
        occasion=fence,
    )


def about_delivery(notice: Notice, person: Person) -> Words | None:
    """Write what became of a delivery, with a link to the very item; None where that is over or not theirs."""
    rows = Delivery.objects.select_related("channel", "publication__communication").filter(
        pk=notice.object_id, channel__council=person.council
    )
    found = rows.first()
    if found is None:
        return None
    if notice.what == What.CHANNEL_LOST:
        return lost_at_delivery(found, person)
    if not person.may(Power.DECIDE):
        return None
    return _unsent(found, person) if notice.what == What.DELIVERY_FAILED else _still_there(found, person)


def _unsent(found: Delivery, person: Person) -> Words | None:
    if found.state != Delivering.FAILED:
        return None
    item, name = found.publication.communication, found.channel.name
    body = (
        f"{item.reference} did not go out on the channel “{name}”.\n\n"
        f"{found.problem}\n\n"
        "Nothing of it is lost, and its other channels are not held up. Mend what stands in the way, and try again "
        f"on its page:\n{_page(found, person)}\n"
    )
    return Words(f"{person.council.name}: {item.reference} did not go out on “{name}”", body)


def _still_there(found: Delivery, person: Person) -> Words | None:
    failed = Command.objects.filter(delivery=found, state=Delivering.FAILED).order_by("-pk").first()
    if failed is None:
        return None
    item, name = found.publication.communication, found.channel.name
    connector = connectors().get(found.channel.connector)
    where = connector.label if connector is not None else name
    at = f"It is here, where readers may see it still:\n{found.public_url}\n\n" if found.public_url else ""
    body = (
        f"{item.reference} was to be taken back on the channel “{name}”, and that was not done.\n\n"
        f"{failed.problem}\n\n"
        f"{at}"
        f"To do it by hand: sign in to {where} with the council’s own account, open the post, and delete it there. If "
        "a part of a thread is left, delete each part.\n\n"
        f"Or let the portal try again, on its page:\n{_page(found, person)}\n"
    )
    return Words(f"{person.council.name}: take {item.reference} down on “{name}” by hand", body)


def _page(found: Delivery, person: Person) -> str:
    args = [person.council.slug, found.publication.communication_id]
    return settings.SITE_URL + reverse("issued_item", args=args)
