"""What a journey does on any peer: publish through the outbox, wait for what the other side shows, take back."""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from approvals.citing import clauses_in_force
from approvals.withdrawing import withdraw
from portal.channels.models import Command, Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.people import person_now
from tests.channels.posts import Staff
from tests.makers import make_approved

PATIENCE = 60.0
"""Seconds for which the other side may work on something before it shows it."""
WHY = "The day was wrong."
_Found = TypeVar("_Found")


def peers_at(*addresses: str) -> frozenset[tuple[str, int]]:
    """Return the numbers and ports of ``addresses`` on this machine, as NETWORK_PEERS lists them."""
    ports = [urlsplit(address).port or 80 for address in addresses]
    return frozenset((number, port) for port in ports for number in ("127.0.0.1", "::1"))


def published(staff: Staff, slug: str, **parts: Any) -> Delivery:
    """Return the delivery of a new post that went out through the outbox."""
    kind = parts.pop("kind", "social_post")
    issue = make_approved(author=staff.author, clerk=staff.clerk, kind=kind, **parts)
    delivery = issue.deliveries.get(channel__connector=slug)
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == ("sent", "")
    return delivery


def taken_back(delivery: Delivery) -> None:
    """Withdraw what was delivered, as the clerk does, and carry that out through the outbox."""
    clerk, item_id = person_now(delivery.publication.ordered_by_id), delivery.publication.communication_id
    in_force = clauses_in_force(delivery.publication.communication)
    cites = [clause for _, rows in in_force for clause, _ in rows][:1]
    withdraw(actor=clerk, communication_id=item_id, reason=WHY, cites=cites)
    command = Command.objects.get(delivery=delivery, verb="retract")
    carry(RowKind.COMMAND, command.pk)
    command.refresh_from_db()
    assert (command.state, command.problem) == ("sent", "")


def awaited(look: Callable[[], _Found | None]) -> _Found:
    """Return what ``look`` finds, as soon as it finds anything."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing was found within {PATIENCE:.0f} seconds")
