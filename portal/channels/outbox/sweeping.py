"""What a lost message, a dead worker, the clock or a change leaves to do; safe to run twice, and by two at once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.channels.models import Command, Delivery, Dispatch, Publication
from portal.channels.outbox.claiming import lease
from portal.channels.outbox.judging_again import judge_stale_again
from portal.channels.outbox.mailings import mails_not_repeated, settle_mailing
from portal.channels.outbox.rows import MODELS, TO_CHANNEL, RowKind
from portal.channels.outbox.taking_back import begun, order
from portal.channels.outbox.waking import wake_all, wake_to_ask
from portal.channels.releasing import CANCELLABLE, cancel_deliveries
from portal.channels.states import Delivering, PublicState
from portal.councils.recording import entry_by_machine
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from portal.records.ledger import record
from portal.refusals import Refusal

AT_ONCE = 500
TOO_LATE = "The time at which it was to be taken down came before it could go out."


def sweep() -> None:
    """Judge stale issues again, wake workers for due rows, ask after rows left in the middle, take down what is due."""
    now = timezone.now()
    take_down_due(now)
    judge_stale_again(now)
    for kind in RowKind:
        _wake_due(kind, now)
        _ask_after_stalled(kind, now)


def _wake_due(kind: RowKind, now: datetime) -> None:
    """Wake a worker for each row that should have been carried by now (the freshly woken are left alone)."""
    overdue = now - timedelta(seconds=1)
    rows = (
        MODELS[kind]._default_manager.filter(state=Delivering.PENDING, due_at__lte=overdue).order_by("due_at")
    )
    due = list(rows.values_list("pk", f"{TO_CHANNEL[kind]}connector")[:AT_ONCE])
    # A nudge that nobody takes before the next sweep is thrown away, so that nudges do not pile up.
    wake_all(kind, due, expires=settings.SWEEP_SECONDS * 2)


def _ask_after_stalled(kind: RowKind, now: datetime) -> None:
    """Ask after rows whose lease ran out, and after unclear ones whose time to be asked again has come."""
    stalled = Q(state=Delivering.SENDING, claimed_at__lte=now - lease())
    unclear = Q(state=Delivering.UNKNOWN, due_at__lte=now)
    if kind is RowKind.DELIVERY:
        # A mailing that fanned out is settled by its mails, each of which is asked after by itself.
        stalled, unclear = stalled & Q(fanned_out=False), unclear & Q(fanned_out=False)
    rows = MODELS[kind]._default_manager.filter(stalled | unclear)
    asked = rows.order_by("pk").values_list("pk", "attempt", f"{TO_CHANNEL[kind]}connector")
    for pk, fence, connector in asked[:AT_ONCE]:
        wake_to_ask(kind, pk, fence, connector=connector, expires=settings.SWEEP_SECONDS * 2)


def take_down_due(now: datetime) -> int:
    """Order the taking down of live issues whose time is over, and end those that never went; returns how many."""
    ended = 0
    for state, end in ((PublicState.LIVE, _take_down), (PublicState.SCHEDULED, _end_unsent)):
        due = Publication.objects.filter(state=state, take_down_at__lte=now).order_by("pk")
        ended += sum(end(pk, now) for pk in due.values_list("pk", flat=True)[:AT_ONCE])
    return ended


def _lock_item(publication_id: int) -> Communication:
    """Lock the item before its issue and its rows, as every verb does."""
    rows = Communication.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(publications=publication_id)


@transaction.atomic
def _take_down(publication_id: int, now: datetime) -> bool:
    """Take one issue down: compare-and-set its state, then a command per delivery that can be retracted."""
    item = _lock_item(publication_id)
    moved = Publication.objects.filter(pk=publication_id, state=PublicState.LIVE).update(
        state=PublicState.TAKEN_DOWN, ended_at=now
    )
    if moved != 1:
        return False
    # What readers see changed now: the time for which texts are kept begins here.
    Communication.objects.filter(pk=item.pk).update(changed_at=now)
    publication = Publication.objects.get(pk=publication_id)
    order_commands(publication, Command.Verb.TAKE_DOWN, "")
    facts = {"publication": publication_id}
    record(
        [
            entry_by_machine(
                publication.council_id, "taken_down", "communication", publication.communication_id, **facts
            )
        ]
    )
    return True


@transaction.atomic
def _end_unsent(publication_id: int, now: datetime) -> bool:
    """End an issue of which nothing went out before it was to come down again; the item is a draft again.

    Nothing is done while a part of it is leaving or may have left: it goes live when that part has arrived.
    """
    item = _lock_item(publication_id)
    issue = (
        Publication.objects.select_for_update().filter(pk=publication_id, state=PublicState.SCHEDULED).first()
    )
    if issue is None:
        return False
    try:
        cancel_deliveries([publication_id])
    except Refusal:
        return False
    Publication.objects.filter(pk=publication_id).update(
        state=PublicState.CANCELLED, ended_at=now, end_reason=TOO_LATE
    )
    Communication.objects.filter(pk=item.pk, stage=Stage.APPROVED).update(stage=Stage.DRAFT, changed_at=now)
    facts = {"publication": publication_id, "take_down_passed": True}
    record([entry_by_machine(issue.council_id, "schedule_cancelled", "communication", item.pk, **facts)])
    return True


def order_commands(publication: Publication, verb: str, reason: str) -> int:
    """Order ``verb`` for each delivery of the issue that went out and whose channel can; returns how many.

    What still waits or failed is cancelled, and taken back where an attempt may have left a part of it out there; what
    is being sent this moment cannot be recalled, and is retracted when it has arrived.
    """
    parts = Delivery.objects.filter(publication=publication, state__in=CANCELLABLE)
    in_part = list(begun(parts).select_related("channel").order_by("pk"))
    Delivery.objects.filter(publication=publication, state__in=CANCELLABLE).update(state=Delivering.CANCELLED)
    Dispatch.objects.filter(
        delivery__publication=publication, purpose=Dispatch.Purpose.ISSUE, state__in=CANCELLABLE
    ).update(state=Delivering.CANCELLED)
    gone_out = Delivery.objects.filter(publication=publication).select_related("channel")
    gone_out = gone_out.filter(Q(state=Delivering.SENT) | Q(fanned_out=True))
    ordered = 0
    for delivery in [*gone_out, *_still_shown(publication), *in_part]:
        if delivery.fanned_out:
            settle_mailing(delivery.pk)
        ordered += order(delivery, verb, reason)
    return ordered


def _still_shown(publication: Publication) -> "QuerySet[Delivery]":
    """Return the deliveries of earlier issues that this one did not replace: readers see those still.

    A correction counts as live once one of its channels has it; another may have failed, or a mail to one reader.
    """
    reached = Delivery.objects.filter(
        publication=publication, state__in=[Delivering.SENT, Delivering.RETRACTED]
    ).values("channel_id")
    earlier = Delivery.objects.filter(
        publication__communication=publication.communication_id,
        publication__issue__lt=publication.issue,
        publication__state=PublicState.SUPERSEDED,
    )
    pages = Q(state=Delivering.SENT, fanned_out=False) & ~Q(channel_id__in=reached)
    mails = Q(pk__in=mails_not_repeated(publication.communication_id).values("delivery"))
    broken_off = begun(Delivery.objects.filter(state__in=[Delivering.CANCELLED, Delivering.FAILED]))
    in_part = Q(pk__in=broken_off.values("pk")) & ~Q(channel_id__in=reached)
    return earlier.filter(pages | mails | in_part).select_related("channel").order_by("pk")
