"""What tells one author from another of the same council, and says nothing of who they are elsewhere. Pure."""

from dataclasses import dataclass

from moderation.intake.arriving import Arrived
from portal.channels.models import Channel
from portal.records.canonical import sha256_of


@dataclass(frozen=True)
class Known:
    """The key of an author, '' where nothing tells them apart; whether it ``lasts`` when they change their name."""

    key: str
    lasts: bool = False


def key_of(council_id: int, channel: Channel | None, arrived: Arrived) -> Known:
    """Return by what the author of ``arrived`` is known: what lasts, else the name there, else the email address."""
    where = channel.connector if channel else arrived.way
    if arrived.author_id:
        return Known(lasting_key_of(council_id, where, arrived.author_id), lasts=True)
    return Known(author_key_of(council_id, where, arrived.author_address or arrived.email.casefold()))


def author_key_of(council_id: int, where: str, known: str) -> str:
    """Return the key of who goes by the name ``known`` ``where`` (a connector, or a way); '' for no name."""
    return sha256_of(f"{council_id}\n{where}\n{known}") if known else ""


def lasting_key_of(council_id: int, where: str, author_id: str) -> str:
    """Return the key of whom ``where`` gave ``author_id`` for good.

    It is no other's key by name, though somebody choose another's number for theirs.
    """
    return sha256_of(f"id\n{council_id}\n{where}\n{author_id}")
