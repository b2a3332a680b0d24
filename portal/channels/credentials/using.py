"""What connectors ask with: the credentials of one channel, opened for as long as one act takes."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.db.models import OuterRef, QuerySet, Subquery

from portal.channels.connectors.base import Reconnect, connectors
from portal.channels.credentials.sealing import Unreadable, seal, unseal
from portal.channels.models import Channel, Connection
from portal.written import Written

UNREADABLE = (
    "Its credentials cannot be read: they were encrypted under a key that the portal no longer has. "
    "Connect the channel again."
)
NOT_CONNECTED = "The channel is not connected to its network."
_OPEN = Written(
    lambda pk: Connection.objects.filter(channel=pk, ended_at__isnull=True).values_list(
        "pk", "problem", "public", "sealed", "session"
    ),
    int,
)


@dataclass(frozen=True)
class Credentials:
    """What was entered to connect a channel, and what the network gave in return for some hours."""

    connection_id: int
    channel_id: int
    public: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    session: Mapping[str, str] = field(repr=False)

    @property
    def hidden(self) -> list[str]:
        """Return every text of it that may stand in no evidence and no message."""
        return [*self.secrets.values(), *self.session.values()]


def credentials_of(channel: Channel, *, testing: bool = False) -> Credentials:
    """Return the channel's credentials. One query.

    Raises Reconnect where there are none, they cannot be read, or the network did not take them the last time:
    then nobody is asked with them again but to test them (``testing``).
    """
    row = _OPEN.first(channel.pk)
    if row is None:
        raise Reconnect(NOT_CONNECTED)
    pk, problem, public, sealed, kept = row
    if problem and not testing:
        raise Reconnect(problem)
    try:
        secrets = unseal(channel.pk, sealed)
        session = unseal(channel.pk, kept) if kept else {}
    except Unreadable as error:
        raise Reconnect(UNREADABLE) from error
    return Credentials(pk, channel.pk, json.loads(public), secrets, session)


def with_sessions(rows: "QuerySet[Channel]") -> "QuerySet[Channel]":
    """Return ``rows`` with what session_of() reads of each. No query more."""
    held = Connection.objects.filter(channel=OuterRef("pk"), ended_at__isnull=True, problem="")
    return rows.annotate(kept_session=Subquery(held.values("session")[:1]))


def session_of(channel: Channel) -> Mapping[str, str]:
    """Return what the network of ``channel`` gave for some hours, for who looks at a text beforehand.

    Nothing where it is not connected, or it was not asked yet. One query; none where with_sessions() brought it.
    """
    if "kept_session" not in vars(channel):
        with suppress(Reconnect):
            return credentials_of(channel).session
        return {}
    kept = vars(channel)["kept_session"]
    with suppress(Unreadable):
        return unseal(channel.pk, kept) if kept else {}
    return {}


def keep_session(held: Credentials, session: Mapping[str, str]) -> None:
    """Keep what the network gave for some hours, encrypted; nothing where the channel was connected anew meanwhile."""
    rows = Connection.objects.filter(pk=held.connection_id, ended_at__isnull=True)
    rows.update(session=seal(held.channel_id, session) if session else "")


def why_not_connected(channel: Channel) -> str:
    """Return why nothing can go out on ``channel`` before somebody connects it (again), or ''. At most one query."""
    connector = connectors().get(channel.connector)
    if connector is None or not connector.needs:
        return ""
    found = _OPEN.first(channel.pk)
    if found is None:
        return f"The channel '{channel.name}' is not connected to its network yet."
    if problem := found[1]:
        return f"The channel '{channel.name}' must be connected again. {problem}"
    return ""
