"""Claiming a row of the outbox: one worker wins, and only if everything still holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.channels.credentials.using import why_not_connected
from portal.channels.full_story import STORY_LEAVES, hour_of_story
from portal.channels.gates import why_not_on
from portal.channels.models import Command, Contact, Dispatch, Publication
from portal.channels.outbox.attempts import begin
from portal.channels.outbox.mailings import settle_mailing
from portal.channels.outbox.rows import MODELS, Row, RowKind, channel_of, load, lock_item, publication_of
from portal.channels.outbox.taking_back import (
    LATER_ONE_LEAVES,
    LATER_ONE_OUT,
    follows_unsettled,
    later_one_is_leaving,
    take_back_what_was_begun,
    waiting_for_it,
    would_reach_a_later_issue,
)
from portal.channels.outbox.telling import tell_who_can_say
from portal.channels.states import Delivering, PublicState
from portal.channels.surveys.form_first import FORM_LEAVES, form_in_the_way, form_leaves
from portal.councils.recording import entry_by_machine
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.written import WrittenChange

HELD_BACK = "The clerk holds everything back at the moment."


@dataclass(frozen=True)
class Claim:
    """The right to carry one row until ``deadline``; ``fence`` is what settling must still find in the row."""

    kind: RowKind
    row: Row
    fence: int
    deadline: datetime
    unsent: bool = False
    """Nothing of the attempt left for its network."""


def _taking(kind: RowKind) -> WrittenChange:
    rows = MODELS[kind]._default_manager.filter(state=Delivering.PENDING)
    raised = {"attempt": F("attempt") + 1, "tries": F("tries") + 1, "problem": ""}
    return WrittenChange(
        lambda pk, now: (
            rows.filter(pk=pk, due_at__lte=now),
            {"state": Delivering.SENDING, "claimed_at": now, **raised},
        ),
        int,
        datetime,
    )


_TAKEN = {kind: _taking(kind) for kind in RowKind}


def lease() -> timedelta:
    """Return how long a worker may be busy with one row."""
    return timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)


@transaction.atomic
def claim(kind: RowKind, pk: int) -> Claim | None:
    """Take the PENDING row ``pk`` if it is due and may go out now; None if another has it or it was held.

    The attempt is written here, before anything is tried, and commits together with the state.
    """
    now = timezone.now()
    lock_item(kind, pk)
    if _TAKEN[kind].made(pk, now) != 1:
        return None
    row = load(kind, pk)
    if reason := why_not_any_more(row):
        _cancel(kind, row, reason)
        return None
    if waits := _waiting_for_another(row):
        MODELS[kind]._default_manager.filter(pk=pk).update(**waits)
        return None
    if reason := why_not_now(row):
        _hold(kind, row, reason)
        return None
    begin(row.key, row.attempt, now)
    return Claim(kind, row, row.attempt, now + lease())


def _waiting_for_another(row: Row) -> dict[str, Any]:
    """Return what a claimed row becomes whose turn comes after another issue's, its full story's or its form's."""
    if follows_unsettled(row):
        tell_who_can_say(row)
        return waiting_for_it()
    if later_one_is_leaving(row):
        return waiting_for_it(LATER_ONE_LEAVES)
    if form_leaves(row):
        return waiting_for_it(FORM_LEAVES)
    hour = hour_of_story(row)
    return waiting_for_it(STORY_LEAVES) | {"due_at": hour} if hour is not None else {}


@transaction.atomic
def claim_to_ask(kind: RowKind, pk: int, fence: int) -> Claim | None:
    """Take a row that a worker left SENDING, or that is UNKNOWN, to ask what became of it; None if it moved on.

    Raising the fence shuts out the worker that was taken for dead, should it still be alive.
    """
    now = timezone.now()
    # A mailing's mails are asked after one by one; fanning out does not raise the fence of a slow worker's delivery.
    only: dict[str, Any] = {"fanned_out": False} if kind is RowKind.DELIVERY else {}
    won = (
        MODELS[kind]
        ._default_manager.filter(
            pk=pk, attempt=fence, state__in=[Delivering.SENDING, Delivering.UNKNOWN], **only
        )
        .update(state=Delivering.SENDING, claimed_at=now, attempt=F("attempt") + 1)
    )
    if won != 1:
        return None
    row = load(kind, pk)
    return Claim(kind, row, row.attempt, now + lease())


def why_not_any_more(row: Row) -> str:
    """Return why ``row`` will never go out, or '': what it says is over, or its reader wants no more mail.

    Such rows were cancelled when that happened; this one was being sent at that moment and came back unsent. What
    takes back an issue does not go where it would take back a later one.
    """
    if isinstance(row, Command):
        return LATER_ONE_OUT if would_reach_a_later_issue(row) else ""
    if isinstance(row, Dispatch) and (reason := _why_not_to(row.contact)):
        return reason
    publication = publication_of(row)
    if is_withdrawal(row):
        return ""
    if publication.state not in {PublicState.SCHEDULED, PublicState.LIVE}:
        return f"The issue is {publication.get_state_display().lower()}."
    if publication.take_down_at is not None and publication.take_down_at <= timezone.now():
        return "The time at which it was to be taken down came before it could go out."
    return ""


def _why_not_to(contact: Contact) -> str:
    if contact.opted_out_at is not None:
        return "They opted out of press mail."
    if contact.removed_at is not None:
        return "They were taken off the press list."
    return ""


def is_withdrawal(row: Row) -> bool:
    """Return whether the row takes something back, which nothing may stop."""
    return isinstance(row, Command) or (
        isinstance(row, Dispatch) and row.purpose == Dispatch.Purpose.RETRACTION
    )


def why_not_now(row: Row) -> str:
    """Return why ``row`` must not go out at this moment, or ''. A withdrawal always may.

    Checks what was approved against what is there: the hash, the revision, the channel, the hold, the gates.
    """
    if is_withdrawal(row):
        return ""
    publication, channel = publication_of(row), channel_of(row)
    if sha256_of(publication.revision.stored) != publication.clearance.sha256:
        return "The text is not the one that was approved (its hash differs). Nothing was sent."
    if publication.clearance.revision_id != publication.revision_id:
        return "The clearance is for another revision. Nothing was sent."
    if not channel.is_open:
        return f"The channel '{channel.name}' is closed."
    if publication.council.issuing_on_hold:
        return HELD_BACK
    not_ready = _why_not_this_revision(publication) or why_not_connected(channel)
    return not_ready or form_in_the_way(row) or why_not_on(channel, publication)


def _why_not_this_revision(publication: Publication) -> str:
    """Return why the issue's text is not the one that should go out any more, or ''.

    Also once a part of the issue has gone out: whoever edits found something, and what is left must not spread it.
    """
    if publication.revision_id == publication.communication.current_revision_id:
        return ""
    if publication.state == PublicState.SCHEDULED:
        return "The item was edited after it was approved. It needs a new approval."
    return "The item was edited before all of it had gone out. The next approval sends the new text instead."


def _cancel(kind: RowKind, row: Row, reason: str) -> None:
    """Move a just claimed row to CANCELLED, and settle its mailing if it was the last one waited for.

    What earlier attempts may have left out there is taken back.
    """
    MODELS[kind]._default_manager.filter(pk=row.pk).update(
        state=Delivering.CANCELLED, claimed_at=None, problem=reason[:500]
    )
    if isinstance(row, Dispatch):
        settle_mailing(row.delivery_id)
    take_back_what_was_begun(row)


def _hold(kind: RowKind, row: Row, reason: str) -> None:
    """Move a just claimed row to HELD with its reason, and record it."""
    MODELS[kind]._default_manager.filter(pk=row.pk).update(
        state=Delivering.HELD, claimed_at=None, problem=reason[:500]
    )
    council_id = publication_of(row).council_id
    record([entry_by_machine(council_id, "delivery_held", kind.value, row.pk, key=str(row.key))])
