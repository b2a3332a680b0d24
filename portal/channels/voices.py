"""Giving a charity or committee a voice together with the channels on which it can be heard."""

from django.db import transaction

from portal.channels.opening import open_standard_channels
from portal.councils.bodies import create_body
from portal.councils.models import Body, Council
from portal.councils.people import Person


@transaction.atomic
def give_voice(*, actor: Person | None, council: Council, kind: str, name: str) -> Body:
    """Create the body as portal.councils.bodies does, and open its standard channels in its voice.

    Only what is written in a body's voice goes out on its channels, so that one without any could not speak.
    The press list of a charity is the council's own: the contacts are the council's, the voice is the charity's.
    Raises what create_body() and open_standard_channels() raise; then neither the body nor a channel is there.
    """
    body = create_body(actor=actor, council=council, kind=kind, name=name)
    open_standard_channels(body, actor=actor, named=True)
    return body
