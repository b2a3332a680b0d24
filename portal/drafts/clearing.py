"""Clearing: the one act after which an exact revision may go out.

Only approvals.deciding (and approvals.urgent, its named exception for emergencies) may call clear().
"""

from django.db import connection, transaction
from django.utils import timezone

from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.drafts.models import Clearance, Communication, Revision
from portal.drafts.states import Stage
from portal.records.ledger import Entry
from portal.refusals import Refusal

LONGEST_PREFIX = 18
"""A reference has 30 characters: this many, a year, and up to six digits with their strokes."""

_MOVE_ON = """
WITH counted AS (
    INSERT INTO drafts_referencecounter (council_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (council_id, year) DO UPDATE SET last = drafts_referencecounter.last + 1
    RETURNING last::text AS number
)
UPDATE drafts_communication AS item
SET stage = %s, changed_at = %s, shared_at = %s,
    reference = %s || lpad(counted.number, greatest(4, length(counted.number)), '0')
FROM counted WHERE item.id = %s RETURNING item.reference
"""
"""The first clearance of an item: the counter's row is locked while it counts, so each number is given once."""


class SecondOfficerNeeded(Refusal):
    """The council requires that somebody other than the author clears an item."""


def clear(
    *,
    actor: Person,
    council: Council,
    communication: Communication,
    revision: Revision,
    urgent_reason: str = "",
) -> tuple[Clearance, Entry]:
    """Clear ``revision`` and move the communication on, with its reference; returns the entry to record.

    ``council`` and ``communication`` are locked by the caller, which also checks that the stage may move so and
    records the entry with its own as its last statement. Raises NotYours without the power, SecondOfficerNeeded for
    own work where the council requires a second officer; the database refuses it too.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("clear() runs inside the decision's transaction.")
    actor.require(Power.DECIDE)
    # The person counts, not the office: whoever wrote it as a councillor and is the clerk now wrote it.
    own = communication.author.user_id == actor.user_id
    if own and council.second_officer_required and not urgent_reason:
        raise SecondOfficerNeeded(
            "You wrote this item, and this council requires that a second officer clears it.",
            "Nothing was changed. Ask the other officer to look at it; it waits in the queue.",
        )
    delegated = actor.membership.role != Role.CLERK
    clearance = Clearance.objects.create(
        revision=revision,
        sha256=revision.sha256,
        cleared_by=actor.membership,
        basis=Clearance.Basis.DELEGATION if delegated else Clearance.Basis.CLERK,
        basis_id=actor.delegation_id if delegated else None,
        second_officer_required=council.second_officer_required,
        authored_by_clearer=own,
        edited_by_clearer=own or revision.author.user_id == actor.user_id,
        urgent=bool(urgent_reason),
        reason=urgent_reason,
    )
    clearance.first_of_item = not communication.reference  # each clearance leaves one behind
    _move_on(council, communication)
    return clearance, entry_by(
        actor,
        "revision_cleared",
        "communication",
        communication.pk,
        revision=revision.pk,
        sha256=revision.sha256,
        clearance=clearance.pk,
        reference=communication.reference,
        basis=clearance.basis,
        basis_id=clearance.basis_id,
        self_cleared=own,
        urgent=clearance.urgent,
    )


def _move_on(council: Council, communication: Communication) -> None:
    """Note that ``communication`` is approved, and give it its reference if it has none; one statement.

    The reference is the council's next one, like PTC/2026/0042. A long slug is cut, at a hyphen where it has one: the
    number is the council's own and stays unique in it. An urgent issue may be the first that the office sees of it.
    """
    item, now = communication, timezone.now()
    item.stage, item.changed_at, item.shared_at = Stage.APPROVED, now, item.shared_at or now
    if item.reference:
        item.save(update_fields=["stage", "changed_at", "shared_at"])
        return
    year = timezone.localdate().year
    begins = f"{_prefix(council.slug)}/{year}/"
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON, [council.pk, year, item.stage, now, item.shared_at, begins, item.pk])
        (item.reference,) = cursor.fetchone()


def _prefix(slug: str) -> str:
    kept = slug[:LONGEST_PREFIX]
    return (kept if kept == slug else kept.rpartition("-")[0] or kept).rstrip("-").upper()
