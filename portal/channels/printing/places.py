"""Where what people carry by hand goes: the board, its key, its sheets, and who gets its jobs."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.channels.connectors.choosing import by_hand
from portal.channels.models import Channel, Place
from portal.channels.models.printing import Sheet
from portal.channels.printing.rounds import set_streets, streets_in
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput
from portal.typed import stated


@dataclass(frozen=True)
class Details:
    """What is stated of a place. ``capacity`` counts sheets, None for unknown; ``days`` in which a job is done.

    ``streets`` are those of a round, one a line; None leaves them as they are.
    """

    address: str = ""
    sheet: str = Sheet.A4
    capacity: int | None = None
    key_with: str = ""
    keeper_id: int | None = None
    days: int = 2
    streets: str | None = None


def place_of(channel: Channel) -> Place:
    """Return the place of ``channel``; one that nobody described yet is A4 and has two days. One query."""
    found = Place.objects.select_related("keeper").filter(channel=channel).first()
    return found or Place(channel=channel)


def hands(council_id: int) -> "QuerySet[Membership]":
    """Return who can be given a job: everybody in office but those who only read. No query yet."""
    rows = Membership.objects.filter(in_office(timezone.now()), council_id=council_id).exclude(
        role=Role.AUDITOR
    )
    return rows.select_related("user").order_by("user__name", "pk")


@transaction.atomic
def describe_place(*, actor: Person, channel_id: int, details: Details) -> Place:
    """Say where a channel is and how it is served. What was printed before keeps its size.

    Raises NotYours without the power, InvalidInput for a channel that nobody serves by hand, another council's, a
    keeper from elsewhere, or numbers out of reason.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel = Channel.objects.select_for_update().filter(pk=channel_id, council=actor.council).first()
    if channel is None or not by_hand(channel):
        raise InvalidInput("This council has no such board or round.")
    if details.keeper_id is not None and not hands(actor.council.pk).filter(pk=details.keeper_id).exists():
        raise InvalidInput("Choose somebody of this council who can do the jobs.")
    if not 1 <= details.days <= 60:
        raise InvalidInput("Give between 1 and 60 days for a job.")
    if details.sheet not in Sheet.values:
        raise InvalidInput("Choose the size of the sheets: A3, A4 or A5.")
    if details.capacity is not None and not 1 <= details.capacity <= 200:
        raise InvalidInput("Say how many sheets it holds: between 1 and 200.")
    streets = streets_in(details.streets) if details.streets is not None else None
    said = {
        "address": stated(details.address)[:300],
        "sheet": details.sheet,
        "capacity": details.capacity,
        "key_with": stated(details.key_with)[:150],
        "keeper_id": details.keeper_id,
        "days": details.days,
    }
    place, _ = Place.objects.update_or_create(channel=channel, defaults=said)
    facts = {"sheet": details.sheet, "keeper": details.keeper_id, "days": details.days}
    if streets is not None:
        set_streets(place, streets)
        facts["streets"] = len(streets)
    record([entry_by(actor, "place_described", "channel", channel.pk, **facts)])
    return place
