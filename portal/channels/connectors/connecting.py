"""Connecting a channel: what somebody enters, the way to the network's sign-in, and what it says of its token."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Needed:
    """One thing that somebody enters to connect a channel. A ``secret`` is encrypted and never shown again."""

    name: str
    label: str
    hint: str = ""
    secret: bool = True
    is_address: bool = False
    optional: bool = False


@dataclass(frozen=True)
class SignInWay:
    """The way to a network's sign-in and back (RFC 6749, 4.1): ``challenge`` is of PKCE (RFC 7636, S256)."""

    state: str
    challenge: str
    back: str


@dataclass(frozen=True)
class Health:
    """What a network says of the credentials that it takes: whose they are, what they may, until when.

    ``ends_then``: what ends at ``expires_at``, in words, where it is not all of it.
    """

    account: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    followers: int | None = None
    ends_then: str = ""
