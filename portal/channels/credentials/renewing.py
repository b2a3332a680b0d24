"""Credentials that are exchanged for new ones when they are used: by one worker at a time, and kept in one write.

A network that rotates its refresh tokens takes each once. Two workers that used the same one would end the sign-in, so
that the connection is leased for the exchange, outside any transaction, and whoever comes second reads what is new.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from portal.channels.connectors.base import Paced, Transient
from portal.channels.credentials.sealing import seal
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel, Connection, Revocation

LEASE = timedelta(seconds=90)
"""Longer than the network may take to answer; after it a worker that died holds nobody up."""
_WAIT = 5.0
_ANEW = "The channel was connected anew meanwhile. It is tried with that."


@dataclass(frozen=True)
class Renewed:
    """What the network gave: ``secrets`` replace what was kept to connect, ``session`` is for some hours."""

    secrets: Mapping[str, str] = field(repr=False)
    session: Mapping[str, str] = field(repr=False)


def renew(channel: Channel, held: Credentials, exchange: Callable[[Credentials], Renewed]) -> Credentials:
    """Return credentials that are newer than ``held``: those that another worker got, or what ``exchange`` gives.

    Raises Paced while another worker exchanges them, Transient where the channel was connected anew meanwhile, and
    whatever ``exchange`` raises.
    """
    until = _leased(held)
    try:
        now = credentials_of(channel, testing=True)
        if now.connection_id != held.connection_id:
            raise Transient(_ANEW)
        if now.session and now.session != held.session:
            return now
        made = exchange(now)
        _keep(now, made)
        return replace(now, secrets=made.secrets, session=made.session)
    finally:
        mine = Connection.objects.filter(pk=held.connection_id, renewing_until=until)
        mine.update(renewing_until=None)


def _leased(held: Credentials) -> datetime:
    """Lease the connection by compare-and-set and return until when."""
    now = timezone.now()
    free = Q(renewing_until__isnull=True) | Q(renewing_until__lte=now)
    rows = Connection.objects.filter(free, pk=held.connection_id)
    if rows.update(renewing_until=now + LEASE) != 1:
        raise Paced("The channel’s sign-in is being renewed at this moment. This waits for it.", _WAIT)
    return now + LEASE


def _keep(held: Credentials, made: Renewed) -> None:
    rows = Connection.objects.filter(pk=held.connection_id, ended_at__isnull=True)
    sealed, session = seal(held.channel_id, made.secrets), seal(held.channel_id, made.session)
    if rows.update(sealed=sealed, session=session) != 1:
        # The network took the earlier ones for these: it is these that are to be ended there.
        ending = Revocation.objects.filter(connection=held.connection_id, state__in=["waiting", "asking"])
        ending.update(sealed=sealed, session=session)
        raise Transient(_ANEW)
