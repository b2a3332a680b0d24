"""How a person's act becomes a ledger entry: the one place that copies the actor's id and name."""

from typing import Any

from portal.councils.people import Person
from portal.records.ledger import Entry
from portal.records.models import LedgerEntry

_LONGEST = LedgerEntry._meta.get_field("actor_name").max_length


def entry_by(actor: Person, verb: str, object_type: str, object_id: int, **facts: Any) -> Entry:
    """Return the ledger entry of ``actor`` doing ``verb`` to an object of their council."""
    return Entry(
        council_id=actor.council.pk,
        verb=verb,
        actor_id=actor.user_id,
        actor_name=f"{actor.name}, {actor.membership.display_title}"[:_LONGEST],
        object_type=object_type,
        object_id=object_id,
        facts=facts,
    )


def entry_by_machine(council_id: int, verb: str, object_type: str, object_id: int, **facts: Any) -> Entry:
    """Return the ledger entry of something the portal did by itself, on an order recorded before."""
    return Entry(council_id, verb, None, "the portal", object_type, object_id, facts)
