"""How a person's act becomes a ledger entry: the one place that copies the actor's id and name."""

from typing import Any

from portal.councils.people import Person
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry
from portal.records.models import LedgerEntry
from portal.records.verbs import VERBS
from portal.typed import stated

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


def reasoned(
    actor: Person, verb: str, object_type: str, object_id: int, *, reason: str, **facts: Any
) -> Entry:
    """File why ``actor`` did it and return the ledger entry, which holds the hash of those words.

    What somebody gave as their reason is evidence: it cannot be changed unnoticed afterwards, and is erased with the
    item's texts when retention says so. The item is the object itself or the fact ``communication``. Without words
    there is nothing to file. Runs in the verb's transaction, in the call of record().
    """
    words = stated(reason)
    if not words:
        return entry_by(actor, verb, object_type, object_id, **facts)
    filing = Filing(
        council_id=actor.council.pk,
        status=verb,
        object_type=object_type,
        object_id=object_id,
        communication_id=object_id if object_type == "communication" else facts.get("communication"),
        channel_id=object_id if object_type == "channel" else None,
        matter_ids=(object_id,) if object_type == "matter" else (),
        title=VERBS[verb].capitalize(),
        text=words,
        actor_id=actor.user_id,
    )
    file_snapshots([filing])
    return entry_by(actor, verb, object_type, object_id, **facts, reason_sha256=sha256_of(words))


def entry_by_machine(council_id: int, verb: str, object_type: str, object_id: int, **facts: Any) -> Entry:
    """Return the ledger entry of something the portal did by itself, on an order recorded before."""
    return Entry(council_id, verb, None, "the portal", object_type, object_id, facts)
