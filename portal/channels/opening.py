"""The register of official channels: opening one, closing it with a message to the public, reopening it."""

import re

from django.db import IntegrityError, transaction

from portal.channels.connectors.base import connectors
from portal.channels.models import Channel
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, entry_by_machine, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

STANDARD = (("newsroom", "Newsroom"), ("press_email", "Press list"), ("letter", "Letters"))
"""What a new council begins with: the connector and the name of each channel."""


@transaction.atomic
def open_channel(*, actor: Person | None, body: Body, connector: str, name: str) -> Channel:
    """Open a channel in the voice of ``body``. ``actor`` None: the installation's operator founds the council.

    Raises NotYours without the power, InvalidInput for an unknown connector, another council's body, an empty or a
    taken name.
    """
    if actor is not None:
        actor.require(Power.MANAGE_CHANNELS)
        if body.council_id != actor.council.pk:
            raise InvalidInput("This council has no such body.")
    known = connectors().get(connector)
    if known is None:
        raise InvalidInput("This installation has no such kind of channel.")
    cleaned = _line(name)
    if not cleaned or len(cleaned) > 100:
        raise InvalidInput("Give the channel a name of up to 100 characters.")
    try:
        with transaction.atomic():
            made = Channel.objects.create(
                council_id=body.council_id, body=body, connector=connector, name=cleaned
            )
    except IntegrityError as error:
        raise InvalidInput(f"This council has a channel called “{cleaned}” already.") from error
    facts = {"connector": connector, "body": body.pk}
    if actor is None:
        record([entry_by_machine(body.council_id, "channel_opened", "channel", made.pk, **facts)])
    else:
        record([entry_by(actor, "channel_opened", "channel", made.pk, **facts)])
    return made


def open_standard_channels(body: Body) -> list[Channel]:
    """Open the channels that every new council begins with, in the voice of ``body``."""
    return [open_channel(actor=None, body=body, connector=slug, name=name) for slug, name in STANDARD]


@transaction.atomic
def close_channel(*, actor: Person, channel_id: int, public_message: str) -> Channel:
    """Close a channel: nothing new goes out on it, readers see ``public_message``; what is due is held.

    Raises NotYours without the power, InvalidInput without the message, Refusal where it is closed already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    public_message = _line(public_message)
    if not public_message or len(public_message) > 300:
        raise InvalidInput(
            "Say in up to 300 characters why it is closed and where else to look: readers see it."
        )
    return _switch(actor, channel_id, is_open=False, public_message=public_message)


@transaction.atomic
def reopen_channel(*, actor: Person, channel_id: int) -> Channel:
    """Open a closed channel again. What was held stays held until somebody orders it again.

    Raises NotYours without the power, Refusal where it is open already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    return _switch(actor, channel_id, is_open=True, public_message="")


def _switch(actor: Person, channel_id: int, *, is_open: bool, public_message: str) -> Channel:
    """Open or close by compare-and-set, and record it."""
    moved = Channel.objects.filter(pk=channel_id, council=actor.council, is_open=not is_open).update(
        is_open=is_open, closed_message=public_message
    )
    if moved != 1:
        raise Refusal("This channel is open already." if is_open else "This channel is closed already.")
    verb = "channel_reopened" if is_open else "channel_closed"
    record([reasoned(actor, verb, "channel", channel_id, reason=public_message)])
    return Channel.objects.get(pk=channel_id)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", stated(text))
