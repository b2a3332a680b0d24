"""What arrived by a person's word, since no network could say: filed as what a network told is.

What was ordered is what the archive has as sent, with that person's words beneath it, and where it can be read. Where a
network gives each post an address, that is asked for: by it a worker looks once before the word is taken.
"""

from typing import Any

from portal.channels.connectors.base import Capability, Permanent, Reconnect, connector_for, connectors
from portal.channels.connectors.naming import NamesPosts, WrongAddress
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Delivery
from portal.channels.networks.recognising import noted_elsewhere, of_another_item
from portal.channels.outbox.rows import Row, RowKind, channel_of, publication_of
from portal.channels.post import Post, compose
from portal.channels.printing.copying import text_to_copy
from portal.channels.register.describing import checked_address
from portal.councils.people import Person
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.refusals import InvalidInput

TAKEN = (
    "This is the address of something else that the council has issued. Open the post of this very item there, and "
    "copy its address."
)


def evidence_of(row: Row, actor: Person, known_by: str, address: str) -> str:
    """Return the words that were ordered, who says that they arrived, how they know, and where they stand."""
    said = [f"Nobody but {actor.name} says that this arrived. How they know: {known_by.strip()}"]
    if address:
        said.append(f"To be read at: {address}")
    return "\n\n".join([_ordered(_post_of(row)), "\n".join(said)])


def address_of(row: Row, address: str) -> str:
    """Return the address that was typed, checked: as one of the web, and where the channel can read it, as the post's.

    Raises InvalidInput for a wrong one, for none where there must be one, or where nothing has one of its own.
    """
    found = checked_address(address)
    if found and not isinstance(row, Delivery):
        raise InvalidInput("A single mail or an order has no address of its own. Leave it empty.")
    if (connector := reader_of(row)) is None:
        return found
    if not found:
        raise InvalidInput(
            f"Enter the address of the post, like {connector.like}. By it the portal corrects it, takes it back and "
            "reads what is said under it."
        )
    try:
        number = connector.number_of(_post_of(row), found)
    except WrongAddress as error:
        raise InvalidInput(str(error)) from error
    if number and is_taken(connector, _post_of(row), number):
        raise InvalidInput(TAKEN)
    return found


def reader_of(row: Row) -> NamesPosts | None:
    """Return what reads addresses of posts on the row's channel; None where nothing does, or it is not connected."""
    connector = connectors().get(channel_of(row).connector)
    if not isinstance(row, Delivery) or not isinstance(connector, NamesPosts):
        return None
    if not connector.has_address(_post_of(row)):
        return None
    try:
        if connector.needs:
            credentials_of(channel_of(row), testing=True)
    except Reconnect:
        return None
    return connector


def is_taken(connector: NamesPosts, post: Post, number: str) -> bool:
    """Return whether ``number`` is what the network calls something else of the council's. One query."""
    if connector.edits:
        return of_another_item(post, number)
    return noted_elsewhere(post, number)


def noted(row: Row, evidence: str, address: str) -> dict[str, Any]:
    """Return what is noted in ``row`` of what arrived by a word alone."""
    if not isinstance(row, Delivery):
        return {}
    return {"sent_sha256": sha256_of(evidence)} | ({"public_url": address} if address else {})


def why_no_address(row: Row) -> str:
    """Return why the address of a delivery is not needed, for whoever is asked for it."""
    if isinstance(connectors().get(channel_of(row).connector), NamesPosts):
        return (
            "The portal cannot read it for this item on this channel, or the channel is not connected, so that you may "
            "leave it out. It is kept for readers of the record."
        )
    return "If it arrived and has an address of its own there: copy it. What goes out here may have none."


def file_evidence(row: Row, kind: RowKind, actor: Person, evidence: str, *, looks: bool = False) -> None:
    """File it into the archive: as sent, or as vouched for where a worker ``looks`` first. Runs in the verb's."""
    item = publication_of(row).communication
    filing = Filing(
        council_id=actor.council.pk,
        status="vouched" if looks else "sent",
        object_type=kind.value,
        object_id=row.pk,
        communication_id=item.pk,
        channel_id=channel_of(row).pk,
        actor_id=actor.user_id,
        people_ids=(item.author.user_id,),
        title=item.title,
        text=evidence,
    )
    file_snapshots([filing])


def _post_of(row: Row) -> Post:
    return compose(publication_of(row), channel_of(row), row.key)


def _ordered(post: Post) -> str:
    """Return what readers were to have: as the connector shows it beforehand, else the item's own words."""
    try:
        connector = connector_for(post.channel)
        if Capability.PREVIEW in connector.capabilities:
            return connector.preview(post)
    except Permanent:
        pass  # what the connector cannot show any more was ordered all the same
    return f"{text_to_copy(post)} {post.communication.reference}"
