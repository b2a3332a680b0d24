"""Fanning out: a mailing becomes one outbox row per recipient, in one transaction; nothing has left the house."""

from collections.abc import Sequence

from django.db import transaction

from portal.channels.connectors.base import Connector
from portal.channels.connectors.mailing import MailingConnector
from portal.channels.models import Contact, Delivery, Dispatch
from portal.channels.outbox.claiming import Claim
from portal.channels.outbox.mailings import mail_row, mails_not_repeated, settle_mailing
from portal.channels.outbox.rows import RowKind, delivery_of
from portal.channels.outbox.settling import move
from portal.channels.outbox.waking import wake_all_on_commit
from portal.channels.states import Delivering


@transaction.atomic
def fan_out(held: Claim, connector: Connector) -> bool:
    """Turn a mailing's delivery, or its withdrawal, into one row per recipient. False if the fence has moved on.

    A contact that has a row keeps it, so that an order to try the whole mailing again mails nobody twice.
    """
    if not isinstance(connector, MailingConnector):
        raise TypeError("only a mailing fans out")
    delivery = delivery_of(held.row)
    withdrawal = not isinstance(held.row, Delivery)
    moved = move(held, Delivering.SENT) if withdrawal else move(held, Delivering.SENDING, fanned_out=True)
    if not moved:
        return False
    # Mails settle under this lock: whatever arrives later finds the withdrawal done and writes its own notice.
    Delivery.objects.select_for_update().get(pk=delivery.pk)
    purpose = Dispatch.Purpose.RETRACTION if withdrawal else Dispatch.Purpose.ISSUE
    readers = _readers_of(delivery) if withdrawal else connector.recipients(delivery.channel)
    known = set(
        Dispatch.objects.filter(delivery=delivery, purpose=purpose).values_list("contact_id", flat=True)
    )
    made = Dispatch.objects.bulk_create(
        [mail_row(delivery, connector, reader, purpose) for reader in readers if reader.pk not in known]
    )
    wake_all_on_commit(RowKind.DISPATCH, [(row.pk, delivery.channel.connector) for row in made])
    if withdrawal:
        Delivery.objects.filter(pk=delivery.pk, state=Delivering.SENT).update(state=Delivering.RETRACTED)
    elif not made:
        _settle_without_mails(delivery, known_before=bool(known))
    return True


def _settle_without_mails(delivery: Delivery, *, known_before: bool) -> None:
    """Settle a mailing that made no new mails: by those it made before, or as sent to nobody."""
    if known_before:
        settle_mailing(delivery.pk)
        return
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivering.SENT, problem="The press list is empty: nobody was mailed."
    )


def _readers_of(delivery: Delivery) -> Sequence[Contact]:
    """Return whom the issue reached, or may have reached, and no later one: those are told by that one's notice."""
    mailed = mails_not_repeated(delivery.publication.communication_id).filter(delivery=delivery)
    return [row.contact for row in mailed.select_related("contact").order_by("pk")]
