"""What the poster answers to a notice: on the page that is theirs alone, or by letter, entered by the clerk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from moderation.intake.reading import one_line
from moderation.models import DefamationNotice
from moderation.notices.moving import entry_for, lapse, lock_notice, locked, move, tell_who_decides
from moderation.notices.receiving import LONGEST_NAME
from moderation.notices.states import Event, Facts
from policies.typed import typed
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class Answer:
    """What the poster says. ``agrees`` and ``details_passed`` are None where they do not say."""

    agrees: bool | None
    name: str = ""
    address: str = ""
    details_passed: bool | None = None


@transaction.atomic
def answer_notice(
    *,
    actor: Person | None,
    notice_id: int,
    answer: Answer,
    note: str = "",
    came_at: datetime | None = None,
) -> DefamationNotice:
    """Take in what the poster answers, complete or not: the council has 48 hours from it to act.

    ``actor`` is None on the poster's own page, else who enters what came by letter, with a ``note`` of how. What came
    in time (``came_at``, aware; None for now) counts, whenever it is entered. Who decides is told. Raises NotNow where
    they were not asked, have answered, or their time was over, InvalidInput for a time that cannot be.
    """
    found = locked(notice_id) if actor is None else lock_notice(actor, notice_id)
    came = _came(found, came_at)
    note = typed(note, called="How it came", longest=500, needed=actor is not None)
    if answer.details_passed is not None and answer.agrees:
        raise InvalidInput("Who agrees to the removal need not say whether their details may be given.")
    words: dict[str, Any] = {
        "poster_name": one_line(answer.name, LONGEST_NAME),
        "poster_address": typed(
            answer.address, called="Postal address", longest=LONGEST_ADDRESS, needed=False
        ),
    }
    facts = Facts(in_time=found.answer_by is None or came < found.answer_by)
    step = move(
        found,
        Event.ANSWER,
        facts,
        by=actor,
        at=came,
        note=note,
        answered_at=came,
        agrees=answer.agrees,
        details_passed=answer.details_passed,
        **words,
    )
    tell_who_decides(found, What.DEFAMATION_TO_DO)
    # With the key of the portal: a plain hash of a name and an address is guessed.
    said = "\n".join([words["poster_name"], words["poster_address"]])
    digest = salted_hmac("moderation.notices.answer", said, algorithm="sha256").hexdigest()
    record([entry_for(actor, found, step, note=note, agrees=answer.agrees, details_hmac=digest)])
    return found


def _came(found: DefamationNotice, came_at: datetime | None) -> datetime:
    """Return when the answer came; refuse a time that is still to come, or before its poster was asked."""
    now = timezone.now()
    came = came_at or now
    if came > now:
        raise InvalidInput("When it came: this is still to come.")
    if found.passed_at is None:
        return came
    # Who types a time types minutes.
    if came < found.passed_at.replace(second=0, microsecond=0):
        raise InvalidInput("When it came: this is before the poster was told of the notice.")
    return max(came, found.passed_at)


def answer_is_complete(notice: DefamationNotice) -> bool:
    """Return whether an answer says if its poster agrees, and of who does not has a name, an address and a consent."""
    if notice.agrees is None:
        return False
    return bool(notice.poster_name and notice.poster_address) and notice.details_passed is not None


@transaction.atomic
def note_time_over(*, notice_id: int) -> bool:
    """Note that the poster's time is over where it is, and tell who decides; False where it is not. Safe to repeat."""
    found = locked(notice_id)
    entries = lapse(found)
    if entries:
        tell_who_decides(found, What.DEFAMATION_TO_DO)
        record(entries)
    return bool(entries)
