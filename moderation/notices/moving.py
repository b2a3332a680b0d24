"""Moving a notice on: behind its lock, by the table of states, with its times, its step and its entry in the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from moderation.models import DefamationNotice, NoticeLetter, NoticeStep
from moderation.notices.clock import WARNED_AFTER, act_by, answer_by, calendar_of, hours_after
from moderation.notices.reaching import failed, mail_to_poster
from moderation.notices.seeing import notices_of, require_handling, told_of
from moderation.notices.states import OVER, Event, Facts, Stage, next_stage
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.recording import entry_by, entry_by_machine, reasoned
from portal.records.ledger import Entry
from portal.refusals import NotYours, Refusal

ABOUT = "defamation_notice"
VERBS: dict[Event, str] = {
    Event.NAME_COMMENT: "defamation_comment_named",
    Event.FIND_DEFECTIVE: "defamation_found_defective",
    Event.COMPLETE_IT: "defamation_completed",
    Event.FIND_COMPLETE: "defamation_found_complete",
    Event.PASS_ON: "defamation_passed_on",
    Event.REMOVE_UNREACHABLE: "defamation_removed",
    Event.REMOVE_REPEATED: "defamation_removed",
    Event.ANSWER: "defamation_answered",
    Event.TIME_OVER: "defamation_time_over",
    Event.REMOVE_SILENT: "defamation_removed",
    Event.REMOVE_AGREED: "defamation_removed",
    Event.REMOVE_DEFICIENT: "defamation_removed",
    Event.KEEP: "defamation_kept",
    Event.CLOSE: "defamation_closed",
    Event.ORDER_REMOVAL: "court_ordered_removal",
    Event.ORDER_DISCLOSURE: "court_ordered_disclosure",
    Event.ORDER_LIFTED: "court_lifted_order",
}
UNTIMED = frozenset(
    {
        Event.NAME_COMMENT,
        Event.COMPLETE_IT,
        Event.ANSWER,
        Event.TIME_OVER,
        Event.ORDER_REMOVAL,
        Event.ORDER_DISCLOSURE,
        Event.ORDER_LIFTED,
    }
)
"""What the Regulations set the council no time for: it cannot be late with it."""


class Overtaken(Refusal):
    """Somebody else moved the notice on, or its poster answered, while a page stood open."""

    def __init__(self) -> None:
        super().__init__(
            "Something happened to this notice while you were looking at it.",
            "Nothing was changed. Reload the page and read how it stands now.",
        )


def lock_notice(actor: Person, notice_id: int, *, steps: int | None = None) -> DefamationNotice:
    """Return the notice, locked, for an act of who deals with notices.

    ``steps``: how much had happened to it when their page was shown; None where no page is behind it. Raises NotYours
    for one that is not theirs, Refusal where it was erased, Overtaken where something happened since.
    """
    require_handling(actor)
    if not notices_of(actor).filter(pk=notice_id).exists():
        raise NotYours("This notice is not yours to deal with.")
    found = locked(notice_id)
    if found.erased_at is not None:
        raise Refusal("The words of this notice were erased: its time was over.", "Nothing was changed.")
    if steps is not None and steps != found.steps:
        raise Overtaken
    return found


def locked(notice_id: int) -> DefamationNotice:
    """Return the notice, locked, with its council and its comment."""
    rows = DefamationNotice.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("council", "comment__publication").get(pk=notice_id)


def move(
    found: DefamationNotice,
    event: Event,
    facts: Facts,
    *,
    by: Person | None,
    at: datetime | None = None,
    note: str = "",
    **changes: Any,
) -> NoticeStep:
    """Move the notice by ``event``, note the step, and whether it came in time; ``changes`` are set with it.

    The caller holds its lock and records it (entry_for). A late act is noted as late, never refused. Raises NotNow
    where the procedure does not allow it, Overtaken where another was first.
    """
    was, due = found.stage, found.due_at
    to, now = next_stage(was, event, facts), at or timezone.now()
    ours = was != Stage.WAITING or due != found.answer_by  # else the time is the poster's
    if to != was or event == Event.PASS_ON:
        changes |= _times(found, to, now, changes)
    mine = DefamationNotice.objects.filter(pk=found.pk, stage=was, steps=found.steps)
    if mine.update(stage=to, steps=found.steps + 1, **changes) != 1:
        raise Overtaken
    found.refresh_from_db()
    return NoticeStep.objects.create(
        notice=found,
        number=found.steps,
        event=event,
        stage=to,
        at=now,
        due_at=due,
        late=due is not None and now > due and ours and event not in UNTIMED,
        by=by.membership if by else None,
        note=note,
    )


def _times(found: DefamationNotice, to: Stage, now: datetime, changes: dict[str, Any]) -> dict[str, Any]:
    """Return what is due once the notice stands at ``to``, by the clock that runs there (states.CLOCKS)."""
    if {found.stage, to} == {Stage.RECEIVED, Stage.COMPLETE}:
        return {}
    nothing: dict[str, Any] = {"due_at": None, "warn_at": None, "late_told_at": None}
    if to in OVER:
        return {**nothing, "closed_at": now}
    if to == Stage.WAITING:
        return {**nothing, "passed_at": now, "answer_by": answer_by(now), "due_at": answer_by(now)}
    if to == Stage.DEFECTIVE:
        return nothing
    if to == Stage.SILENT:
        begins = found.answer_by or now
    else:
        begins = changes.get("received_at") or changes.get("answered_at") or now
    return {**nothing, **running_from(found.council_id, begins)}


def running_from(council_id: int, begins: datetime) -> dict[str, datetime]:
    """Return by when the council acts where 48 hours run from ``begins`` (aware), and when it is reminded."""
    calendar = calendar_of(council_id)
    return {"due_at": act_by(begins, calendar), "warn_at": hours_after(begins, WARNED_AFTER, calendar)}


def entry_for(
    actor: Person | None, found: DefamationNotice, step: NoticeStep, *, note: str = "", **more: object
) -> Entry:
    """Return the entry of the record for ``step``; where somebody gave a ``note`` it is filed with it."""
    facts = {
        "comment": found.comment_id,
        "stage": step.stage,
        "step": step.number,
        "event": step.event,
        "late": step.late,
        **more,
    }
    verb = VERBS[Event(step.event)]
    if actor is None:
        return entry_by_machine(found.council_id, verb, ABOUT, found.pk, **facts)
    if note:
        return reasoned(actor, verb, ABOUT, found.pk, reason=note, **facts)
    return entry_by(actor, verb, ABOUT, found.pk, **facts)


def hold_to_receipt(found: DefamationNotice) -> bool:
    """Have the time run from the receipt again while the letter to the poster has not gone; whether anything changed.

    Who is not told has no five days, and who cannot be reached never has: the council acts within 48 hours of the
    notice (Schedule). Once the letter went, what is due is the poster's answer.
    """
    if found.stage != Stage.WAITING:
        return False
    mail, held = mail_to_poster(found), found.due_at != found.answer_by
    if mail != Delivering.SENT and not held:
        times: dict[str, Any] = {**running_from(found.council_id, found.received_at)}
        if not failed(mail) and times["warn_at"] <= timezone.now():
            times["warn_at"] = None  # of a letter that goes within the minute nobody is reminded
    elif mail == Delivering.SENT and held:
        times = {"due_at": F("answer_by"), "warn_at": None, "late_told_at": None}
    else:
        return False
    mine = DefamationNotice.objects.filter(pk=found.pk, stage=Stage.WAITING, steps=found.steps)
    changed = mine.update(**times) == 1
    found.refresh_from_db(fields=["due_at", "warn_at", "late_told_at"])
    return changed


def note_sent_late(found: DefamationNotice, sent_at: datetime, due_at: datetime) -> list[Entry]:
    """Note that the letter to the poster went at ``sent_at``, after the council's time; return what is to be recorded.

    Who passed it on did so in time: that the mail went later is known only once it did. Nothing else moves by it.
    """
    mine = DefamationNotice.objects.filter(pk=found.pk, steps=found.steps)
    if mine.update(steps=found.steps + 1) != 1:
        raise Overtaken
    found.refresh_from_db(fields=["steps"])
    step = NoticeStep.objects.create(
        notice=found,
        number=found.steps,
        event=Event.PASS_ON,
        stage=found.stage,
        at=sent_at,
        due_at=due_at,
        late=True,
        note="It was passed on in time, and the letter to the poster went after that time.",
    )
    return [entry_for(None, found, step)]


def lapse(found: DefamationNotice) -> list[Entry]:
    """Note that the poster's time is over, as of its end; return what is to be recorded of it.

    Nobody's time runs out who was never told: while the letter to them did not go, nothing is noted.
    """
    over = found.stage == Stage.WAITING and found.answer_by is not None and timezone.now() >= found.answer_by
    if not over or mail_to_poster(found) != Delivering.SENT:
        return []
    step = move(found, Event.TIME_OVER, Facts(in_time=False), by=None, at=found.answer_by)
    return [entry_for(None, found, step)]


def tell_who_decides(found: DefamationNotice, what: What, *, occasion: int | None = None) -> None:
    """Note that who decides is to be told of this notice; once for each step of it, or for each ``occasion``."""
    tell(
        council_id=found.council_id,
        what=what,
        about=(ABOUT, found.pk),
        recipients=told_of(found.council_id),
        occasion=found.steps if occasion is None else occasion,
    )


def hashes(letters: Sequence[NoticeLetter]) -> list[str]:
    """Return the hashes of letters, as the record has them."""
    return [one.sha256 for one in letters]
