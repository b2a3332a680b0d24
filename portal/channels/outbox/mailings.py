"""What the mails of one mailing mean together: settling their delivery, and notices to late readers."""

from uuid import uuid4

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from portal.channels.connectors.mailing import MailingConnector
from portal.channels.models import Command, Contact, Delivery, Dispatch
from portal.channels.outbox.rows import Row, RowKind
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering

MAILED = (Delivering.SENT, Delivering.UNKNOWN)
"""States of a mail whose reader has it, or may have it."""
WAITED_FOR = frozenset({Delivering.PENDING, Delivering.SENDING, Delivering.HELD})


def mail_row(delivery: Delivery, connector: MailingConnector, contact: Contact, purpose: str) -> Dispatch:
    """Return the row, not saved, of one mail to ``contact``, with the key and Message-ID that it keeps."""
    key = uuid4()
    return Dispatch(
        delivery=delivery,
        purpose=purpose,
        contact=contact,
        address=contact.email,
        key=key,
        message_id=connector.message_id(delivery.channel, key),
    )


def mails_not_repeated(communication_id: int) -> "QuerySet[Dispatch]":
    """Return the item's mails to readers whom no later issue of it reached: the last that each of them had of it.

    A correction may have failed at one reader, or at all: they still read the issue before.
    """
    mails = Dispatch.objects.filter(
        delivery__publication__communication_id=communication_id,
        purpose=Dispatch.Purpose.ISSUE,
        state__in=MAILED,
    )
    later = mails.filter(
        contact_id=OuterRef("contact_id"),
        delivery__channel_id=OuterRef("delivery__channel_id"),
        delivery__publication__issue__gt=OuterRef("delivery__publication__issue"),
    )
    return mails.exclude(Exists(later))


def settle_mailing(delivery_id: int) -> None:
    """Settle a fanned-out delivery once none of its mails waits any more; runs in the caller's transaction."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if not delivery.fanned_out or delivery.state == Delivering.RETRACTED:
        return
    mails = Dispatch.objects.filter(delivery=delivery, purpose=Dispatch.Purpose.ISSUE)
    states = set(mails.values_list("state", flat=True))
    if states & WAITED_FOR:
        return
    state, problem = _together(states)
    if state == Delivering.SENT and _withdrawn(delivery_id):
        state = Delivering.RETRACTED
    Delivery.objects.filter(pk=delivery_id).update(state=state, problem=problem, settled_at=timezone.now())


def reopen_mailing(row: Row) -> None:
    """Put a mailing back to being sent when one of its mails, ``row``, goes out again; nothing else changes."""
    if isinstance(row, Dispatch):
        Delivery.objects.filter(pk=row.delivery_id, fanned_out=True).exclude(
            state=Delivering.RETRACTED
        ).update(state=Delivering.SENDING, claimed_at=timezone.now(), problem="")


def _together(states: set[str]) -> tuple[str, str]:
    """Return the state of a mailing whose mails are in ``states``, and what its reader must know."""
    if Delivering.UNKNOWN in states:
        return Delivering.UNKNOWN, "It is unclear whether some mails arrived. See the list below."
    if Delivering.SENT in states:
        return Delivering.SENT, "Some mails could not be delivered." if Delivering.FAILED in states else ""
    if Delivering.FAILED in states:
        return Delivering.FAILED, "None of the mails could be delivered."
    return Delivering.CANCELLED, ""


def _withdrawn(delivery_id: int) -> bool:
    """Return whether the notices of withdrawal of a mailing have been written already."""
    return Command.objects.filter(
        delivery_id=delivery_id, verb=Command.Verb.RETRACT, state=Delivering.SENT
    ).exists()


def withdraw_late_mail(mail: Dispatch, connector: MailingConnector) -> None:
    """Write the notice to a reader whose mail arrived after the notices of withdrawal had been written.

    Whom a later issue reached is told by that one's notice.
    Locks the delivery as fanning out does, so that each mail is seen by one of the two and the notice sent once.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",)).select_related("channel").get(pk=mail.delivery_id)
    )
    item_id = mail.delivery.publication.communication_id
    if not _withdrawn(delivery.pk) or not mails_not_repeated(item_id).filter(pk=mail.pk).exists():
        return
    purpose = Dispatch.Purpose.RETRACTION
    if not Dispatch.objects.filter(delivery=delivery, purpose=purpose, contact_id=mail.contact_id).exists():
        notice = mail_row(delivery, connector, mail.contact, purpose)
        notice.save()
        wake_on_commit(RowKind.DISPATCH, notice.pk, connector.slug)
