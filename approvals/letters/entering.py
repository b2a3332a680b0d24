"""Entering letters and emails that came, and correcting what was entered of them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from approvals.filing import file_words
from approvals.letters.locking import ABOUT, lock_letter
from approvals.letters.seeing import require_entering
from approvals.models import ReceivedLetter
from approvals.press.hours import acknowledge_by
from policies.matters.hiding import closed_matters
from policies.matters.knowing import known_to
from policies.matters.linking import keep_about
from policies.models import Matter
from policies.typed import typed
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.addressed import clean_people
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput
from portal.scans import scan_kept

LONGEST_TEXT = 20_000
LARGEST_SCAN = 10 * 1024 * 1024
"""Bytes of a scanned letter."""
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Came:
    """What came, as somebody entered it. ``received_at`` is aware, ``matter_id`` of this council.

    ``text`` may be empty where the letter was scanned. ``others`` had it too, one a line, with their email addresses.
    """

    way: str
    sender: str
    subject: str
    received_at: datetime
    text: str = ""
    address: str = ""
    others: str = ""
    their_reference: str = ""
    matter_id: int | None = None
    scan: "UploadedFile[bytes] | None" = None


def enter_letter(*, actor: Person, came: Came) -> ReceivedLetter:
    """Enter a letter or an email to the council, with its scan where there is one.

    Raises NotYours for anybody but clerk and officers, InvalidInput for what cannot be kept; the scan is judged by
    what it holds. Without the row there is no file.
    """
    require_entering(actor)
    made = ReceivedLetter(council=actor.council, entered_by=actor.membership)
    with _scan(made, came) as made.scan_sha256, transaction.atomic():
        _note(actor, made, came)
        Council.objects.select_for_update(no_key=True).get(pk=actor.council.pk)  # one number after the other
        last = ReceivedLetter.objects.filter(council=actor.council).aggregate(last=Max("number"))["last"]
        made.number = (last or 0) + 1
        made.save()
        digest = _file(actor, made, "letter_entered")
        facts = {"way": made.way, "text_sha256": digest, "scan_sha256": made.scan_sha256}
        record([entry_by(actor, "letter_entered", ABOUT, made.pk, **facts)])
    return made


def correct_letter(*, actor: Person, letter_id: int, came: Came) -> ReceivedLetter:
    """Correct or complete what was entered of an open letter; what was there before stays with the record.

    A scan is added or replaced by another, never taken away. The answer that was begun is about its matter. Raises as
    enter_letter(), Refusal where it was closed.
    """
    require_entering(actor)
    fresh = ReceivedLetter(council=actor.council)
    with _scan(fresh, came) as fresh.scan_sha256, transaction.atomic():
        found = lock_letter(actor, letter_id)
        if fresh.scan:
            old = found.scan
            found.scan, found.scan_sha256 = fresh.scan, fresh.scan_sha256
            if old:
                transaction.on_commit(lambda: old.storage.delete(str(old.name)))
        _note(actor, found, came)
        found.save()
        linked = _link_answer(actor, found)
        digest = _file(actor, found, "letter_corrected")
        facts = {"text_sha256": digest, "scan_sha256": found.scan_sha256}
        record([entry_by(actor, "letter_corrected", ABOUT, found.pk, **facts), *linked])
    return found


def _link_answer(actor: Person, letter: ReceivedLetter) -> list[Entry]:
    """Keep of the answer that was begun that it is about the letter's matter."""
    if letter.answer_id is None or letter.matter_id is None:
        return []
    return keep_about(actor, letter.answer_id, letter.matter_id)


def _scan(row: ReceivedLetter, came: Came) -> AbstractContextManager[str]:
    return scan_kept(row.scan, came.scan, called="scanned letter", most_bytes=LARGEST_SCAN)


def _note(actor: Person, row: ReceivedLetter, came: Came) -> None:
    """Put what was entered on ``row``, or raise InvalidInput."""
    if came.way not in ReceivedLetter.Way.values:
        raise InvalidInput("Choose how it came.")
    now = timezone.now()
    if came.received_at > now + timedelta(minutes=5):
        raise InvalidInput("When it came: this is still to come.")
    if came.received_at < now - OLDEST:
        raise InvalidInput("When it came: this is more than a year ago.")
    if row.reply_by is not None and row.reply_by < came.received_at:
        raise InvalidInput("When it came: this is after the time by which it is to be answered.")
    noted: dict[str, Any] = {
        "way": came.way,
        "sender": typed(came.sender, called="Who writes", longest=150),
        "address": typed(came.address, called="Address", longest=600, needed=False),
        "others": _others(came.others),
        "subject": typed(came.subject, called="Subject", longest=200),
        "text": typed(came.text, called="What it says", longest=LONGEST_TEXT, needed=not row.scan),
        "their_reference": typed(came.their_reference, called="Their reference", longest=80, needed=False),
        "received_at": came.received_at,
        "acknowledge_by": acknowledge_by(actor.council, came.received_at),
        "matter": _matter(actor, came.matter_id, row.matter_id),
    }
    for name, value in noted.items():
        setattr(row, name, value)


def _others(typed_in: str) -> str:
    """Return who else had it, one a line, or raise InvalidInput."""
    try:
        return clean_people(
            "Who else had it", typed(typed_in, called="Who else had it", longest=4_000, needed=False)
        )
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def _matter(actor: Person, matter_id: int | None, now: int | None) -> Matter | None:
    """Return the matter, open and known to ``actor``; the one that it has ``now`` may be closed by now."""
    if matter_id is None:
        return None
    rows = known_to(actor).filter(pk=matter_id)
    if (closed := closed_matters(actor)) is not None:
        rows = rows.exclude(pk__in=closed.values("pk"))
    found = rows.first()
    if found is None or (found.closed_at is not None and found.pk != now):
        raise InvalidInput("This matter was closed meanwhile. Choose another.")
    return found


def _file(actor: Person, letter: ReceivedLetter, verb: str) -> str:
    lines = (
        f"{letter.reference}: from {letter.sender}, {letter.get_way_display().lower()}",
        f"Their reference: {letter.their_reference or '–'}",
        f"Who else had it: {', '.join(letter.others.splitlines()) or '–'}",
        letter.text or "(scanned pages)",
    )
    return file_words(actor, letter, verb, title=letter.subject, text="\n".join(lines))
