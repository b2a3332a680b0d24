"""Settling what a person says that it arrived: a worker looks once at the address that they gave.

What stands there decides. Only where nobody can be asked is it taken on that person's word, and says so.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from portal.channels.connectors.base import (
    Connector,
    ConnectorError,
    Permanent,
    Reconnect,
    Sent,
    connectors,
)
from portal.channels.connectors.misreading import never_stuck
from portal.channels.connectors.naming import AnotherPost, NamesPosts, WrongAddress
from portal.channels.models import Delivery
from portal.channels.observing import reached
from portal.channels.outbox.claiming import Claim
from portal.channels.outbox.reconnecting import note_refused
from portal.channels.outbox.rows import Row, channel_of, delivery_of, lock_item, publication_of
from portal.channels.outbox.settling import move, settle_sent
from portal.channels.outbox.telling import tell_that_it_stands_elsewhere
from portal.channels.post import Post
from portal.channels.states import Delivering
from portal.channels.vouching import TAKEN, is_taken
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record
from portal.records.models import Snapshot

LOOKING = (
    "Somebody says that it stands at the address given. The portal looks there before it takes that as so."
)
_AGAIN = "Look there again, and say what happened."
_ON_THEIR_WORD = "The portal could not look for itself, so that it rests on their word."
_LOCK = 4_117_005
"""The advisory lock under which one council's deliveries come by numbers of theirs, one after the other."""
_INTEGERS = 2**31


def was_said_to_stand(row: Row) -> bool:
    """Return whether a person said of ``row``, which is not settled, where it stands."""
    return isinstance(row, Delivery) and bool(row.public_url)


def settle_said(held: Claim, post: Post) -> None:
    """Look at the address that a person gave for ``post``, and settle by what stands there, or by their word."""
    connector, address = connectors().get(post.channel.connector), delivery_of(held.row).public_url
    found: Sent | None = None
    # Before it is asked: a network that refuses the credentials lets what is known of the account be forgotten.
    number, why = _number(connector, post, address), ""
    try:
        with never_stuck(post.channel):
            if isinstance(connector, NamesPosts):
                found = connector.look(post, address)
                reached("asked", held.row.key)
    except (AnotherPost, WrongAddress) as error:
        _contradict(held, str(error))
        return
    except ConnectorError as error:
        why = str(error)
        if isinstance(error, Reconnect):
            note_refused(held, why)
    sent = found or Sent(number, address, _word(held, why))
    with transaction.atomic():
        _lock_numbers(publication_of(held.row).council_id)
        if (
            isinstance(connector, NamesPosts)
            and sent.external_id
            and is_taken(connector, post, sent.external_id)
        ):
            _contradict(held, TAKEN)
        else:
            settle_sent(held, sent)


def refuse_if_not_found(delivery: Delivery, connector: Connector, taken_back: Sent) -> None:
    """Raise Permanent where nothing was found to take back of what stands there by a person's word alone."""
    unnamed = delivery.state == Delivering.SENT and not delivery.external_id
    if unnamed and isinstance(connector, NamesPosts) and not (taken_back.external_id or taken_back.evidence):
        raise Permanent(
            "That it stands there rests on somebody's word, and the portal does not find it. Look there, and delete it "
            "by hand."
        )


def _number(connector: object, post: Post, address: str) -> str:
    """Return what the network calls it, as far as the address alone tells."""
    try:
        return (connector.number_of(post, address) or "") if isinstance(connector, NamesPosts) else ""
    except (WrongAddress, Reconnect):
        return ""


def _word(held: Claim, why: str) -> str:
    """Return the words that were ordered with the person's own, as they were filed, and why nobody looked."""
    rows = Snapshot.objects.filter(
        status="vouched", object_type=held.kind.value, object_id=held.row.pk, text__isnull=False
    )
    said = rows.order_by("-pk").values_list("text", flat=True).first() or ""
    return "\n\n".join(part for part in (said, f"{_ON_THEIR_WORD} {why}".strip()) if part)


@transaction.atomic
def _contradict(held: Claim, said: str) -> None:
    """Note that what stands at the address is not this: nobody knows whether it arrived, and a person decides again."""
    lock_item(held.kind, held.row.pk)
    never = timezone.now() + timedelta(days=36500)
    if not move(held, Delivering.UNKNOWN, problem=f"{said} {_AGAIN}", due_at=never, public_url=""):
        return
    tell_that_it_stands_elsewhere(delivery_of(held.row), held.fence)
    issue = publication_of(held.row)
    facts = {"key": str(held.row.key), "attempt": held.fence, "communication": issue.communication_id}
    facts["channel"] = channel_of(held.row).pk
    record([entry_by_machine(issue.council_id, "delivery_unknown", held.kind.value, held.row.pk, **facts)])


def _lock_numbers(council_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, council_id % _INTEGERS])
