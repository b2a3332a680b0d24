"""Signing in at a network, instead of copying its tokens: there with a state that nobody guesses, and back once.

The browser's session keeps the other half (RFC 6749, 10.12; RFC 7636): whoever comes back is the person who went, in
the same session, for the same channel, within a quarter of an hour. What the network gave is exchanged by a worker.
Where each server must be asked before (portal.channels.credentials.introducing) a worker does that first.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.channels.connectors.base import Connector, connectors
from portal.channels.connectors.connecting import SignInWay
from portal.channels.connectors.introducing import Introduces
from portal.channels.credentials.connecting import LONGEST, OVER, connect, entered_values
from portal.channels.credentials.introducing import order_introduction, standing_of
from portal.channels.credentials.sealing import Unreadable, seal, unseal
from portal.channels.models import Channel, Connection
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.refusals import Refusal

LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun. ``address``: the network's page, '' while its server is not known.

    ``kept``: what the session keeps until its person is back. ``problem``: why the server was asked in vain.
    """

    address: str
    kept: dict[str, str] = field(repr=False)
    problem: str = ""


def begin_sign_in(*, actor: Person, channel_id: int, values: Mapping[str, str]) -> Begun:
    """Return where at the network to sign in, by what was entered; where its server is not known, it is asked first.

    Raises NotYours without the power, Refusal where there is no such channel or no such sign-in, InvalidInput for
    what is missing or cannot be right.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, connector = _own(actor, channel_id)
    entered = entered_values(connector, connector.sign_in_needs, values)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    back = way_back(actor.council.slug, channel_id)
    if isinstance(connector, Introduces):
        server = connector.server_of(entered)
        order_introduction(actor=actor, channel=channel, server=server, way_back=back)
    kept = {
        "state": state,
        "channel": str(channel.pk),
        "who": str(actor.membership.pk),
        "until": (timezone.now() + LASTS).isoformat(),
        "sealed": seal(channel.pk, {**entered, "verifier": verifier, "back": back}),
    }
    return go_on(channel, kept)


def go_on(channel: Channel, kept: Mapping[str, str]) -> Begun:
    """Return where to sign in by now for a sign-in that was begun; its server may have become known since.

    Raises Refusal where it cannot be gone on with.
    """
    connector = connectors()[channel.connector]
    try:
        held = unseal(channel.pk, kept["sealed"])
    except Unreadable as error:
        raise Refusal(*OVER) from error
    if isinstance(connector, Introduces):
        standing = standing_of(channel, connector.server_of(held))
        if standing.known is None:
            return Begun("", dict(kept), standing.problem)
        held |= standing.known
    way = SignInWay(kept["state"], _challenge(held["verifier"]), held["back"])
    return Begun(connector.sign_in_address(held, way), {**kept, "sealed": seal(channel.pk, held)})


def finish_sign_in(
    *, actor: Person, channel_id: int, kept: Mapping[str, str] | None, said: Mapping[str, str]
) -> Connection:
    """Connect the channel with what the network gave: ``said`` is what the way back says, its state among it.

    ``kept`` is what the session held, and holds no more. Raises NotYours without the power, Refusal for a sign-in
    that is over, was begun by somebody else or elsewhere, or brought what was not asked for.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, connector = _own(actor, channel_id)
    mine = kept is not None and (kept["channel"], kept["who"]) == (str(channel.pk), str(actor.membership.pk))
    if not mine or kept is None or datetime.fromisoformat(kept["until"]) < timezone.now():
        raise Refusal(*OVER)
    if not hmac.compare_digest(kept["state"].encode(), said.get("state", "").encode()):
        raise Refusal(*OVER)
    try:
        held = unseal(channel.pk, kept["sealed"])
    except Unreadable as error:
        raise Refusal(*OVER) from error
    entered = {need.name: held.get(need.name, "") for need in connector.sign_in_needs}
    granted = _brought(connector, said, held)
    return connect(actor=actor, channel_id=channel.pk, values=entered, granted=granted, state=kept["state"])


def way_back(council_slug: str, channel_id: int) -> str:
    """Return the address to which the network sends people back: it is entered there too, sign for sign."""
    return settings.SITE_URL + reverse("signed_in_channel", args=[council_slug, channel_id])


def _own(actor: Person, channel_id: int) -> tuple[Channel, Connector]:
    channel = Channel.objects.filter(pk=channel_id, council=actor.council).first()
    connector = connectors().get(channel.connector) if channel is not None else None
    if channel is None or connector is None or not connector.sign_in_needs:
        raise Refusal("Nobody signs in at a network for this channel.", "Nothing was changed.")
    return channel, connector


def _brought(connector: Connector, said: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    """Return what the way back brought. Raises Refusal for nothing, what no network says, or what was not asked for."""
    try:
        granted = connector.brought_back(said, held)
    except ValueError as error:
        raise Refusal(str(error), OVER[1]) from error
    except KeyError as error:  # its server was not known yet, so that nobody can have been sent there
        raise Refusal(*OVER) from error
    if not granted or any(len(one) > LONGEST or not one.isprintable() for one in granted.values()):
        raise Refusal(*OVER)
    return granted


def _challenge(verifier: str) -> str:
    """Return the verifier's hash as RFC 7636, 4.2 writes it (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode("ascii")
