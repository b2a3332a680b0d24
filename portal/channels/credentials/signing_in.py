"""Signing in at a network, instead of copying its tokens: there with a state that nobody guesses, and back once.

The browser's session keeps the other half (RFC 6749, 10.12; RFC 7636): whoever comes back is the person who went, in
the same session, for the same channel, within a quarter of an hour. What the network gave is exchanged by a worker.
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

from portal.channels.connectors.base import Connector, SignInWay, connectors
from portal.channels.credentials.connecting import LONGEST, connect, entered_values
from portal.channels.credentials.sealing import Unreadable, seal, unseal
from portal.channels.models import Channel, Connection
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.refusals import Refusal

LASTS = timedelta(minutes=15)
_OVER = (
    "This sign-in is over, or was begun by somebody else or in another window.",
    "Nothing was changed. Begin it again.",
)


@dataclass(frozen=True)
class Begun:
    """``address``: the network's page; ``kept``: what the session keeps until its person is back."""

    address: str
    kept: dict[str, str] = field(repr=False)


def begin_sign_in(*, actor: Person, channel_id: int, values: Mapping[str, str]) -> Begun:
    """Return where at the network to sign in with the application that was entered. Nothing is changed by it.

    Raises NotYours without the power, Refusal where there is no such channel or no such sign-in, InvalidInput for
    what is missing or cannot be right.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, connector = _own(actor, channel_id)
    entered = entered_values(connector, connector.sign_in_needs, values)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    way = SignInWay(state, _challenge(verifier), way_back(actor.council.slug, channel_id))
    kept = {
        "state": state,
        "channel": str(channel.pk),
        "who": str(actor.membership.pk),
        "until": (timezone.now() + LASTS).isoformat(),
        "sealed": seal(channel.pk, {**entered, "verifier": verifier, "back": way.back}),
    }
    return Begun(connector.sign_in_address(entered, way), kept)


def finish_sign_in(
    *, actor: Person, channel_id: int, kept: Mapping[str, str] | None, state: str, code: str
) -> Connection:
    """Connect the channel with what the network gave; ``kept`` is what the session held, and holds no more.

    Raises NotYours without the power, Refusal for a sign-in that is over, was begun by somebody else or elsewhere.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, connector = _own(actor, channel_id)
    mine = kept is not None and (kept["channel"], kept["who"]) == (str(channel.pk), str(actor.membership.pk))
    if not mine or kept is None or datetime.fromisoformat(kept["until"]) < timezone.now():
        raise Refusal(*_OVER)
    right = hmac.compare_digest(kept["state"].encode(), state.encode())
    if not right or not code or len(code) > LONGEST or not code.isprintable():
        raise Refusal(*_OVER)
    try:
        held = unseal(channel.pk, kept["sealed"])
    except Unreadable as error:
        raise Refusal(*_OVER) from error
    entered = {need.name: held[need.name] for need in connector.sign_in_needs}
    granted = {"code": code, "verifier": held["verifier"], "back": held["back"]}
    return connect(actor=actor, channel_id=channel.pk, values=entered, granted=granted)


def way_back(council_slug: str, channel_id: int) -> str:
    """Return the address to which the network sends people back: it is entered there too, sign for sign."""
    return settings.SITE_URL + reverse("signed_in_channel", args=[council_slug, channel_id])


def _own(actor: Person, channel_id: int) -> tuple[Channel, Connector]:
    channel = Channel.objects.filter(pk=channel_id, council=actor.council).first()
    connector = connectors().get(channel.connector) if channel is not None else None
    if channel is None or connector is None or not connector.sign_in_needs:
        raise Refusal("Nobody signs in at a network for this channel.", "Nothing was changed.")
    return channel, connector


def _challenge(verifier: str) -> str:
    """Return the verifier's hash as RFC 7636, 4.2 writes it (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode("ascii")
