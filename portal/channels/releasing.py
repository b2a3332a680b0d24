"""Releasing: in the transaction of the decision, the publication and one waiting delivery per channel."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from portal.channels.chosen import may_go_nowhere, refuse_wrong_choice
from portal.channels.connectors.base import connectors
from portal.channels.connectors.choosing import publishing, that_carry, why_unfit
from portal.channels.contacts import press_list
from portal.channels.full_story import embargo_of, in_public_from
from portal.channels.models import AnswerTo, Channel, Delivery, Dispatch, Publication
from portal.channels.outbox.mailings import settle_mailing
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.taking_back import take_back_unscheduled
from portal.channels.outbox.waking import wake_all_on_commit
from portal.channels.states import Delivering, PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.drafts.models import Clearance, Communication, Revision
from portal.records.ledger import Entry
from portal.refusals import InvalidInput, Refusal
from portal.together import Asked, Rows, instances, stored_columns
from portal.typed import stated
from portal.written import Written, is_among

_COLUMNS = stored_columns(Channel)
CANCELLABLE = (Delivering.PENDING, Delivering.HELD, Delivering.HANDED, Delivering.FAILED)
"""What an issue leaves behind that will not go out any more once it is over; what failed is nobody's trouble then.

Whoever has it in hand is told to leave it, and says whether it was up (portal.channels.printing).
"""


def channels_for(
    council_id: int, kind_outputs: Sequence[str], body_id: int, *, counted: bool = False, item_id: int = 0
) -> list[Channel]:
    """Return the council's open channels that can carry such an item in that body's voice. One query.

    ``counted``: each says in ``listed`` how many the press list has. ``item_id``: of an item that answers something
    it is the channel where that was said, alone.
    """
    asked = counted_channels if counted else _open_channels
    return in_order(asked(council_id, kind_outputs, body_id, item_id), kind_outputs)


def counted_channels(
    council_id: int, kind_outputs: Sequence[str], body_id: int, item_id: int = 0
) -> "QuerySet[Channel]":
    """Return the question of channels_for() with ``counted``, to be asked with others; in_order() reads it."""
    listed = press_list(council_id).order_by().values("council_id").annotate(many=Count("pk"))
    rows = _open_channels(council_id, kind_outputs, body_id, item_id)
    return rows.annotate(listed=Coalesce(Subquery(listed.values("many")), 0))


def _open_channels(
    council_id: int, kind_outputs: Sequence[str], body_id: int, item_id: int
) -> "QuerySet[Channel]":
    rows = Channel.objects.filter(
        is_among("connector", publishing(kind_outputs), str),
        council_id=council_id,
        is_open=True,
        body_id=body_id,
    )
    if item_id:
        answers = AnswerTo.objects.filter(communication=item_id)
        rows = rows.filter(~Exists(answers) | Exists(answers.filter(channel=OuterRef("pk"))))
    return rows.order_by("pk")


def in_order(rows: Iterable[Channel], kind_outputs: Sequence[str]) -> list[Channel]:
    """Return channels in the order of the connectors that carry a kind."""
    order = {slug: place for place, slug in enumerate(kind_outputs)}
    return sorted(rows, key=lambda channel: order[channel.connector])


def channels_asked(communication: Communication) -> Asked:
    """Ask for the open channels that can carry an item, among other questions (portal.together)."""
    outputs, voice = publishing(communication.spec.outputs), communication.body_id
    return _CHANNELS.asked(communication.council_id, outputs, voice, communication.pk)


def _channels(council_id: int, outputs: list[str], body_id: int, item_id: int) -> "QuerySet[Any, Any]":
    return _open_channels(council_id, outputs, body_id, item_id).values_list(*_COLUMNS)


_CHANNELS = Written(_channels, int, list[str], int, int)


def channels_read(communication: Communication, rows: Rows) -> list[Channel]:
    """Return the channels that channels_asked() brought, in the order of the kind's outputs."""
    found = in_order(instances(Channel, _COLUMNS, rows), communication.spec.outputs)
    return that_carry(communication, found)


def chosen_channels(
    communication: Communication,
    channel_ids: Sequence[int],
    available: Sequence[Channel] | None = None,
    *,
    revision: Revision | None = None,
) -> list[Channel]:
    """Return the channels with these ids; raises InvalidInput where the kind does not allow the choice, or ``revision``
    lacks what a network cannot show it without.

    ``available`` are those that channels_read() brought, else they are read; ``revision`` is the item's current one
    where none is named. One query at most for each.
    """
    kind = communication.spec
    if not kind.outputs:
        return []
    said = revision or communication.current_revision
    if available is None:
        item_id, body_id = communication.pk, communication.body_id
        found = channels_for(communication.council_id, kind.outputs, body_id, item_id=item_id)
        available = that_carry(communication, found)
    unfit = {one.pk: why for one in available if said and (why := why_unfit(one, said))}
    for key in channel_ids:
        if key in unfit:
            raise InvalidInput(unfit[key])
    available = [channel for channel in available if channel.pk not in unfit]
    chosen = [channel for channel in available if channel.pk in set(channel_ids)]
    if not channel_ids and may_go_nowhere(kind, available):
        return []
    if not available:
        called = kind.label.lower()
        raise Refusal(
            f"No open channel of this council can carry {'an' if called[0] in 'aeiou' else 'a'} {called}.",
            "Open a channel first, then approve.",
        )
    if not chosen or len(chosen) != len(set(channel_ids)):
        raise InvalidInput("Choose at least one of the channels offered.")
    refuse_wrong_choice(kind, said, available, chosen)
    return chosen


def release(
    *,
    actor: Person,
    council: Council,
    communication: Communication,
    revision: Revision,
    clearance: Clearance,
    channels: Sequence[Channel],
    go_at: datetime | None = None,
    take_down_at: datetime | None = None,
    public_note: str = "",
) -> tuple[Publication | None, Entry | None]:
    """Write the publication and its deliveries; returns them with the entry the decision records.

    ``go_at`` None means now. A post is in public with its full story at the earliest; one that is urgent waits for its
    embargo alone.
    A kind without channels of its own is cleared but not published: (None, None).
    Raises InvalidInput for a take-down before the issue, or a correction without its public note.
    """
    if not channels:
        return None, None
    now = timezone.now()
    start = max(go_at or now, now)
    story_hour = in_public_from(communication, urgent=clearance.urgent)
    embargo = max(filter(None, [embargo_of(revision), story_hour]), default=None)
    if take_down_at is not None and take_down_at <= max(start, embargo or start):
        raise InvalidInput("It would be taken down before it is published. Choose a later time.")
    before = Publication.objects.filter(communication=communication)
    earlier = [] if clearance.first_of_item else list(before.order_by("issue"))
    corrects = any(issue.live_at for issue in earlier)
    note = _correction_note(public_note, corrects=corrects)
    _cancel_waiting(earlier, now)
    publication = Publication.objects.create(
        council=council,
        communication=communication,
        revision=revision,
        clearance=clearance,
        issue=earlier[-1].issue + 1 if earlier else 1,
        is_correction=corrects,
        public_note=note,
        slug=earlier[0].slug if earlier else _slug(communication),
        go_at=start,
        take_down_at=take_down_at,
        embargo_until=embargo,
        circumstances_version=council.circumstances_version,
        ordered_by=actor.membership,
    )
    _fill_outbox(publication, channels)
    facts = {
        "publication": publication.pk,
        "issue": publication.issue,
        "channels": [channel.pk for channel in channels],
        "go_at": start.isoformat(),
    }
    # What readers are told of a correction is kept with the order, as a reason is.
    return publication, reasoned(
        actor, "release_ordered", "communication", communication.pk, reason=note, **facts
    )


def earliest(publication: Publication, channel: Channel) -> datetime:
    """Return the moment before which ``publication`` may not go out on ``channel``, whoever asks for it.

    Whoever reads in public waits for the embargo too.
    """
    connector = connectors().get(channel.connector)
    waits = connector is None or connector.waits_for_embargo
    embargo = publication.embargo_until
    return max(publication.go_at, embargo) if embargo and waits else publication.go_at


def _fill_outbox(publication: Publication, channels: Sequence[Channel]) -> None:
    """Write one PENDING delivery per channel."""
    rows = [
        Delivery(publication=publication, channel=channel, due_at=earliest(publication, channel))
        for channel in channels
    ]
    made, now = Delivery.objects.bulk_create(rows), timezone.now()
    due = [
        (row.pk, channel.connector) for row, channel in zip(made, channels, strict=True) if row.due_at <= now
    ]
    wake_all_on_commit(RowKind.DELIVERY, due)


def _correction_note(note: str, *, corrects: bool) -> str:
    """Return what readers are told of this issue; a correction of what was live must say what changed."""
    if corrects and not stated(note):
        raise InvalidInput("A correction needs a note that tells readers what changed.")
    return stated(note)


def _slug(communication: Communication) -> str:
    """Return the item's address in the newsroom for ever: its first title, and its number so that it is unique."""
    words = slugify(communication.title)[:100].strip("-") or slugify(communication.spec.label)
    return f"{words}-{communication.pk}"


def _cancel_waiting(earlier: Sequence[Publication], now: datetime) -> None:
    """Cancel what earlier issues of the item have not sent: this one takes their place.

    An issue that was scheduled ends; one that is live stays live. Raises as cancel_deliveries does.
    """
    scheduled = [issue.pk for issue in earlier if issue.state == PublicState.SCHEDULED]
    if scheduled:
        cancel_deliveries(scheduled)
        Publication.objects.filter(pk__in=scheduled).update(state=PublicState.CANCELLED, ended_at=now)
    live = [issue.pk for issue in earlier if issue.state == PublicState.LIVE]
    if live:
        cancel_rest(live)


def cancel_rest(publication_ids: Sequence[int]) -> None:
    """Cancel the rows of live issues that have not left yet; what is being sent this moment goes its way."""
    Delivery.objects.filter(publication_id__in=publication_ids, state__in=CANCELLABLE).update(
        state=Delivering.CANCELLED
    )
    mails = Dispatch.objects.filter(
        delivery__publication_id__in=publication_ids, purpose=Dispatch.Purpose.ISSUE, state__in=CANCELLABLE
    )
    mailings = set(mails.values_list("delivery_id", flat=True))
    mails.update(state=Delivering.CANCELLED)
    for delivery_id in sorted(mailings):
        settle_mailing(delivery_id)


def cancel_deliveries(publication_ids: Sequence[int]) -> None:
    """Cancel everything of these issues, of which nothing may have left yet.

    The caller holds the item's lock, so that no worker begins meanwhile. Raises Refusal where something is being
    sent this moment, or nobody knows whether it went out: an issue that readers may have must not count as cancelled.
    Of what was tried and broke off, parts may be out: they are taken back.
    """
    leaving = [Delivering.SENDING, Delivering.UNKNOWN]
    deliveries = Delivery.objects.filter(publication_id__in=publication_ids)
    mails = Dispatch.objects.filter(delivery__publication_id__in=publication_ids)
    whole = deliveries.filter(state__in=leaving, fanned_out=False)
    if whole.exists() or mails.filter(state__in=leaving).exists():
        raise Refusal(
            "Some of it is being sent this moment, or it is unclear whether it went out.",
            "Nothing was changed. Look at its deliveries: once they are settled, try again or withdraw it in public.",
        )
    take_back_unscheduled(publication_ids)
    deliveries.filter(state__in=CANCELLABLE).update(state=Delivering.CANCELLED)
    mails.filter(state__in=CANCELLABLE).update(state=Delivering.CANCELLED)
    for delivery_id in deliveries.filter(fanned_out=True).order_by("pk").values_list("pk", flat=True):
        settle_mailing(delivery_id)
