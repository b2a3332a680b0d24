"""Deciding a notice: the comment is removed or stays, the complainant is told; and what a court orders."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from moderation.grounds import ByLaw
from moderation.models import DefamationNotice, NoticeLetter, NoticeStep
from moderation.notices.answering import answer_is_complete
from moderation.notices.concerning import require_another
from moderation.notices.letters import closed, disclosed, given_up, kept, removed, write_letter
from moderation.notices.moving import entry_for, hashes, hold_to_receipt, lapse, lock_notice, move
from moderation.notices.reaching import failed, mail_to_poster
from moderation.notices.removing import earlier_removals, take_down
from moderation.notices.states import OVER, REMOVALS, Event, Facts, Stage, next_stage
from policies.typed import typed
from portal.councils.people import Person
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST_NOTE = 2_000
LONGEST_ORDER = 300


def facts_of(notice: DefamationNotice, *, same: Sequence[int] = (), found_false: str = "") -> Facts:
    """Return what is true of ``notice``; ``same``: the keys of earlier notices said to be of the same imputation."""
    comment = notice.comment
    told = notice.stage != Stage.WAITING or not failed(mail_to_poster(notice))
    # Two notices that one removal answered are one removal.
    earlier = {one.ruling_id for one in earlier_removals(notice) if one.pk in same} if same else set()
    return Facts(
        lacks=len(notice.lacking),
        names_comment=comment is not None,
        reachable=comment is not None and bool(comment.email) and told,
        says_repeated=notice.says_repeated,
        earlier_removals=len(earlier),
        agrees=bool(notice.agrees),
        answer_complete=answer_is_complete(notice),
        found_false=found_false,
        has_details=bool(notice.poster_name or notice.poster_address or (comment and comment.email)),
        ordered=notice.stage == Stage.REMOVED and _order_holds(notice),
    )


def _order_holds(notice: DefamationNotice) -> bool:
    """Return whether a court's order to remove the comment was entered, and not that it was lifted since. One query."""
    rows = NoticeStep.objects.filter(notice=notice, event__in=[Event.ORDER_REMOVAL, Event.ORDER_LIFTED])
    return rows.order_by("-number").values_list("event", flat=True).first() == Event.ORDER_REMOVAL


def _by_minute(actor: Person, found: DefamationNotice, minute: str) -> dict[str, str]:
    """Return what the record keeps of the minute of a matter of the actor's own, nothing for any other."""
    said = require_another(actor, found, minute)
    return {"minute": said} if said else {}


@transaction.atomic
def remove(
    *,
    actor: Person,
    notice_id: int,
    event: str,
    note: str = "",
    same: Sequence[int] = (),
    steps: int | None = None,
    minute: str = "",
) -> DefamationNotice:
    """Remove the comment for the cause that ``event`` names, tell the complainant, and return the notice.

    ``note``: why an answer is obviously false, where that is the cause, else what somebody wants kept with it.
    ``same``: the earlier notices whose removals conveyed the same, where that is the cause; only those count that our
    own records show. ``minute``: of the council's decision, where the notice concerns who enters it and nobody else
    decides (moderation.notices.concerning). Raises NotYours, Overtaken, InvalidInput, NotNow in the procedure's own
    words.
    """
    found = lock_notice(actor, notice_id, steps=steps)
    own = _by_minute(actor, found, minute)
    if event not in REMOVALS - {Event.ORDER_REMOVAL}:
        raise InvalidInput("Choose why the comment is removed.")
    note = typed(note, called="Note", longest=LONGEST_NOTE, needed=False)
    hold_to_receipt(found)
    entries = lapse(found)
    cause = Event(event)
    facts = facts_of(found, same=same, found_false=note if cause == Event.REMOVE_DEFICIENT else "")
    next_stage(found.stage, cause, facts)
    ruling, ruled = take_down(actor=actor, notice=found, ground=ByLaw.NOTICE)
    step = move(found, cause, facts, by=actor, note=note, ruling=ruling)
    letters = [write_letter(found, NoticeLetter.Kind.REMOVED, removed(found, cause.value))]
    more = {"ruling": ruling.pk, "same": sorted(same), "letters": hashes(letters), **own}
    record([*entries, *ruled, entry_for(actor, found, step, note=note, **more)])
    return found


@transaction.atomic
def keep(*, actor: Person, notice_id: int, steps: int | None = None, minute: str = "") -> DefamationNotice:
    """Leave the comment: its poster stands by it with a name and an address; the complainant is told.

    They are given the poster's details only where the poster allows it. Raises as remove().
    """
    found = lock_notice(actor, notice_id, steps=steps)
    own = _by_minute(actor, found, minute)
    step = move(found, Event.KEEP, facts_of(found), by=actor)
    letters = [write_letter(found, NoticeLetter.Kind.KEPT, kept(found))]
    more: dict[str, Any] = {"details_passed": found.details_passed, "letters": hashes(letters), **own}
    record([entry_for(actor, found, step, **more)])
    return found


@transaction.atomic
def close(
    *, actor: Person, notice_id: int, note: str, steps: int | None = None, minute: str = ""
) -> DefamationNotice:
    """Close a notice without a decision, such as where the complainant takes it back or never sends what is missing.

    ``note`` says why; the complainant is written that it is closed, and why, where nothing was decided before, and
    where the comment was removed: it stays down until somebody rules otherwise, which they can from now on. Raises as
    remove().
    """
    found = lock_notice(actor, notice_id, steps=steps)
    own = _by_minute(actor, found, minute)
    was = found.stage
    note = typed(note, called="Why", longest=LONGEST_NOTE)
    step = move(found, Event.CLOSE, facts_of(found), by=actor, note=note)
    bodies = (
        [given_up(found, note)] if was == Stage.REMOVED else [closed(found, note)] if was not in OVER else []
    )
    letters = [write_letter(found, NoticeLetter.Kind.CLOSED, one) for one in bodies]
    record([entry_for(actor, found, step, note=note, letters=hashes(letters), **own)])
    return found


@transaction.atomic
def obey_order(
    *, actor: Person, notice_id: int, removes: bool, note: str, steps: int | None = None
) -> DefamationNotice:
    """Do what a court ordered: remove the comment, or disclose to the complainant what is known of its poster.

    ``note`` names the court, the day and the number of the order. At any time. Raises as remove().
    """
    found = lock_notice(actor, notice_id, steps=steps)
    note = typed(note, called="The order", longest=LONGEST_ORDER)
    entries = lapse(found)
    facts = facts_of(found)
    if removes:
        next_stage(found.stage, Event.ORDER_REMOVAL, facts)
        ruling, ruled = take_down(actor=actor, notice=found, ground=ByLaw.ORDER)
        step = move(found, Event.ORDER_REMOVAL, facts, by=actor, note=note, ruling=ruling)
        body, kind = removed(found, Event.ORDER_REMOVAL.value), NoticeLetter.Kind.REMOVED
        entries += ruled
    else:
        step = move(found, Event.ORDER_DISCLOSURE, facts, by=actor, note=note)
        body, kind = disclosed(found), NoticeLetter.Kind.DISCLOSED
    letters = [write_letter(found, kind, body)]
    record([*entries, entry_for(actor, found, step, note=note, letters=hashes(letters))])
    return found


@transaction.atomic
def lift_order(*, actor: Person, notice_id: int, note: str, steps: int | None = None) -> DefamationNotice:
    """Note that a court lifted its order to remove the comment.

    It stays down until the notice is closed and somebody rules on it anew. ``note`` names the court, the day and the
    number. Raises as remove().
    """
    found = lock_notice(actor, notice_id, steps=steps)
    note = typed(note, called="The order", longest=LONGEST_ORDER)
    step = move(found, Event.ORDER_LIFTED, facts_of(found), by=actor, note=note)
    record([entry_for(actor, found, step, note=note)])
    return found
