"""What every act on a complaint shares: the row locked as its actor saw it, its words kept once, the entry of it."""

from typing import Any

from django.utils import timezone

from moderation.complaints.seeing import ABOUT, complaints_of
from moderation.complaints.states import OVER, Event, moved
from moderation.models import Complaint, ComplaintStep
from policies.models import AgendaItem
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.recording import entry_by, entry_by_machine
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry
from portal.refusals import NotYours, Refusal


def lock_complaint(actor: Person, complaint_id: int, version: int | None) -> Complaint:
    """Return the complaint, locked, for a verb of ``actor``; ``version`` is the one that they saw, None for any.

    Raises NotYours for one that is not theirs to read, Refusal for one erased or changed since they read it.
    """
    if not complaints_of(actor).filter(pk=complaint_id).exists():
        raise NotYours("This complaint is not yours to deal with.")
    return lock_row(complaint_id, version)


def lock_row(complaint_id: int, version: int | None = None) -> Complaint:
    """Return the complaint, locked. Raises Refusal for one erased, or changed since ``version``."""
    found = Complaint.objects.select_for_update(no_key=True, of=("self",)).get(pk=complaint_id)
    if found.erased_at is not None:
        raise Refusal("The words of this complaint were erased: its time was over.", "Nothing was changed.")
    if version is not None and found.version != version:
        raise Refusal(
            "Something happened to this complaint since you opened it.",
            "Nothing was changed. Open its page as it stands now, and act again.",
        )
    return found


def move(found: Complaint, event: Event, **changes: Any) -> None:
    """Move a locked complaint by ``event`` and keep ``changes`` of it. Raises NotNow where that cannot happen there."""
    found.state = moved(found.state, event)
    found.version += 1
    found.closed_at = timezone.now() if found.state in OVER else None
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=["state", "version", "closed_at", *changes])


def keep_step(
    found: Complaint,
    what: str,
    words: str,
    by: Membership | None,
    *,
    inside: bool = False,
    late: bool = False,
    item: AgendaItem | None = None,
) -> ComplaintStep:
    """Keep what was said or done, and return it; ``item`` is that of the meeting which decided it."""
    digest = sha256_of(words) if words else ""
    return ComplaintStep.objects.create(
        complaint=found,
        what=what,
        words=words,
        sha256=digest,
        by=by,
        inside=inside,
        late=late,
        agenda_item=item,
    )


def note(
    verb: str, actor: Person | None, found: Complaint, step: ComplaintStep | None, **facts: Any
) -> Entry:
    """Return the entry of an act on a complaint; ``actor`` is None for whoever complained, and for the portal itself.

    It holds the hash of the words, never the words.
    """
    told: dict[str, Any] = {"state": found.state, **facts}
    if step is not None and step.sha256:
        told["sha256"] = step.sha256
    if actor is None:
        return entry_by_machine(found.council_id, verb, ABOUT, found.pk, **told)
    return entry_by(actor, verb, ABOUT, found.pk, **told)
