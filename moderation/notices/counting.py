"""Counting the time of open notices again where a day that does not count was entered, or taken back."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from moderation.models import DefamationNotice
from moderation.notices.moving import ABOUT, running_from
from moderation.notices.states import Stage
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.ledger import Entry


def count_again(actor: Person) -> list[Entry]:
    """Move what is due of the council's open notices to where its days now put it; return what is to be recorded.

    What happened already keeps the time that was due then, and a reminder that was given is not given twice. Who was
    told that one is late is told again where it is late once more. Listed in settings.DAY_COUNTERS.
    """
    rows = DefamationNotice.objects.select_for_update(no_key=True, of=("self",)).filter(
        council=actor.council, closed_at__isnull=True, erased_at__isnull=True, due_at__isnull=False
    )
    return [entry for found in rows.order_by("pk") for entry in _counted(actor, found)]


def _counted(actor: Person, found: DefamationNotice) -> list[Entry]:
    before, begins = found.due_at, _began(found)
    if before is None or begins is None:
        return []
    times: dict[str, Any] = {**running_from(found.council_id, begins)}
    due_at: datetime = times["due_at"]
    if due_at == before:
        return []
    if found.warn_at is None:
        times["warn_at"] = None
    if due_at > timezone.now():
        times["late_told_at"] = None
    DefamationNotice.objects.filter(pk=found.pk).update(**times)
    facts = {"due_at": due_at.astimezone(UTC).isoformat(), "before": before.astimezone(UTC).isoformat()}
    return [entry_by(actor, "defamation_counted_again", ABOUT, found.pk, **facts)]


def _began(found: DefamationNotice) -> datetime | None:
    """Return since when the 48 hours of ``found`` run; None while the time is its poster's, in days of the calendar."""
    if found.stage == Stage.WAITING:
        return None if found.due_at == found.answer_by else found.received_at
    if found.stage == Stage.SILENT:
        return found.answer_by
    return found.answered_at if found.stage == Stage.ANSWERED else found.received_at
