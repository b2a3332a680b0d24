"""Giving a charity or committee a voice together with the channels on which it can be heard."""

from django.db import transaction

from portal.channels.models import Channel
from portal.channels.opening import STANDARD, open_channel
from portal.councils.bodies import create_body
from portal.councils.models import Body, Council
from portal.councils.people import Person

_LONGEST_NAME = Channel._meta.get_field("name").max_length or 0


@transaction.atomic
def give_voice(*, actor: Person | None, council: Council, kind: str, name: str) -> Body:
    """Create the body as portal.councils.bodies does, and open newsroom, press list and letters in its voice.

    Only what is written in a body's voice goes out on its channels, so that one without any could not speak.
    The press list of a charity is the council's own: the contacts are the council's, the voice is the charity's.
    Raises what create_body() and open_channel() raise; then neither the body nor a channel is there.
    """
    body = create_body(actor=actor, council=council, kind=kind, name=name)
    for connector, label in STANDARD:
        open_channel(
            actor=actor, body=body, connector=connector, name=f"{label}: {body.name}"[:_LONGEST_NAME]
        )
    return body
