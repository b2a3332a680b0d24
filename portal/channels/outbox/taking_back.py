"""What of an issue may be out there though no delivery says that it was sent: it is taken back like the rest.

A thread breaks off after its first posts; a correction is made and what it corrects cannot be deleted. Whoever stops
such a delivery orders that the channel looks for it and takes back what it finds; where there is nothing, nothing is
done. An issue that comes after another on one channel waits until that is settled.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.mailing import MailingConnector
from portal.channels.models import Attempt, Channel, Command, Delivery, Publication
from portal.channels.outbox.rows import Row, RowKind, channel_of
from portal.channels.outbox.telling import tell_of_parts
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering, PublicState

WAITS = (
    "An earlier issue of it is being sent or taken back on this channel, or nobody knows yet whether it arrived. This "
    "one follows as soon as that is settled."
)
LATER_ONE_OUT = (
    "A later issue of it is out on this channel, or may be. What is left of this one cannot be told from that, which "
    "would be taken back in its place. Nothing was done."
)
LATER_ONE_LEAVES = (
    "A later issue of it is on its way to the same place on this channel. This waits until that is settled."
)
_OPEN = (Delivering.PENDING, Delivering.SENDING, Delivering.UNKNOWN)
_MAY_BE_OUT = (Delivering.SENDING, Delivering.UNKNOWN, Delivering.SENT)
PAPER = frozenset({Capability.BY_HAND, Capability.RETRACT})
ORDERS = {PublicState.WITHDRAWN: Command.Verb.RETRACT, PublicState.TAKEN_DOWN: Command.Verb.TAKE_DOWN}


def takes_back(channel: Channel) -> bool:
    """Return whether what went out on ``channel`` can be taken back.

    A connector that this installation has no more cannot be told; it must not keep the others from it.
    """
    connector = connectors().get(channel.connector)
    return connector is not None and Capability.RETRACT in connector.capabilities


def begun(rows: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """Return which of ``rows`` were begun and not fanned out: a part of them may be out, whatever they say.

    An attempt of which nothing left for its network began nothing.
    What people carry by hand is not among them: whoever has it says whether it was up (portal.channels.printing).
    """
    attempts = Attempt.objects.filter(key=OuterRef("key")).exclude(outcome=Attempt.UNSENT)
    by_hand = [slug for slug, one in connectors().items() if Capability.BY_HAND in one.capabilities]
    return rows.filter(Exists(attempts), fanned_out=False).exclude(channel__connector__in=by_hand)


def order(delivery: Delivery, verb: str, reason: str) -> bool:
    """Order ``verb`` for a delivery whose channel can; False where it cannot, or it is ordered already.

    What is taken down as planned stays where nobody's page comes down with it: nobody un-sends a mail.
    ``delivery.channel`` must be at hand. Runs in the verb's transaction.
    """
    if not takes_back(delivery.channel):
        return False
    if verb == Command.Verb.TAKE_DOWN and not connectors()[delivery.channel.connector].waits_for_embargo:
        return False
    command, made = Command.objects.get_or_create(delivery=delivery, verb=verb, defaults={"reason": reason})
    if made:
        wake_on_commit(RowKind.COMMAND, command.pk, delivery.channel.connector)
    return made


def take_back_replaced(correction: Publication) -> None:
    """Order back what a correction replaces and does not reach: else readers there would keep what was wrong.

    That is what stands on channels to which the correction does not go, left out or closed meanwhile: they are told
    its note. Paper comes down wherever it hangs, since it does not change when a page does. What is a mail stays: the
    press list has every issue.
    """
    paper = [slug for slug, one in connectors().items() if one.capabilities >= PAPER]
    goes_on = Delivery.objects.filter(publication=correction).exclude(state=Delivering.CANCELLED)
    earlier = Delivery.objects.filter(
        Q(channel__connector__in=paper) | ~Q(channel__in=goes_on.values("channel")),
        publication__communication=correction.communication_id,
        publication__issue__lt=correction.issue,
        state=Delivering.SENT,
        fanned_out=False,
    )
    for row in earlier.select_related("channel").order_by("pk"):
        if row.channel.connector in paper:
            order(row, Command.Verb.TAKE_DOWN, "")
        else:
            order(row, Command.Verb.RETRACT, correction.public_note)


def take_back_what_was_begun(row: Row) -> None:
    """Order the taking back of what ``row`` may have left out there, where its issue ended while it was tried.

    The caller holds the item's lock and has stopped the row.
    """
    if not isinstance(row, Delivery) or row.fanned_out:
        return
    issue = end_of(Publication.objects.get(pk=row.publication_id))
    verb = ORDERS.get(PublicState(issue.state))
    over = issue.take_down_at is not None and issue.take_down_at <= timezone.now()
    if over and issue.state in {PublicState.SCHEDULED, PublicState.LIVE}:
        verb = Command.Verb.TAKE_DOWN
    connector = connectors().get(channel_of(row).connector)
    if verb is None or isinstance(connector, MailingConnector):
        return
    parts = begun(Delivery.objects.filter(pk=row.pk))
    if issue.state == PublicState.SCHEDULED:
        _order_or_tell(parts, verb)
    elif parts.exists():
        order(row, verb, issue.end_reason)


def end_of(issue: Publication) -> Publication:
    """Return the issue whose end is that of ``issue``: of one that was replaced, the newest that went live.

    What arrives late of an issue that was replaced is not to stay when the item was withdrawn since.
    """
    if issue.state != PublicState.SUPERSEDED:
        return issue
    lived = Publication.objects.filter(communication=issue.communication_id, live_at__isnull=False)
    return lived.order_by("-issue").first() or issue


def take_back_unscheduled(publication_ids: Sequence[int]) -> None:
    """Order the taking back of what was begun of issues that end before they went live; the caller stops the rows.

    Where an earlier issue is out on a channel that knows what it took by the item's reference alone, nothing is
    ordered: the earlier one would be taken back as well. Who decides is told to look there.
    """
    _order_or_tell(begun(Delivery.objects.filter(publication__in=publication_ids)), Command.Verb.RETRACT)


def _order_or_tell(rows: "QuerySet[Delivery]", verb: str) -> None:
    own = [slug for slug, one in connectors().items() if Capability.OWN_NAMES in one.capabilities]
    unmistaken = ~_earlier_is_out() | Q(channel__connector__in=own)
    for row in rows.annotate(unmistaken=unmistaken).select_related("channel", "publication").order_by("pk"):
        if row.unmistaken:
            order(row, verb, "")
        elif takes_back(row.channel):
            tell_of_parts(row)


def _earlier_is_out() -> Exists:
    """Ask of deliveries whether an earlier issue of their item is out on their channel."""
    earlier = Delivery.objects.filter(
        channel=OuterRef("channel"),
        publication__communication=OuterRef("publication__communication"),
        publication__issue__lt=OuterRef("publication__issue"),
        state=Delivering.SENT,
    )
    return Exists(earlier)


def would_reach_a_later_issue(command: Command) -> bool:
    """Return whether ``command`` would take back a later issue of its item on its channel. One query.

    A channel looks for what has no number of its own there by the item's reference, and finds the later one. Under one
    number the later one stands in its place.
    """
    delivery = command.delivery
    connector = connectors().get(delivery.channel.connector)
    by_hand = connector is not None and Capability.BY_HAND in connector.capabilities
    own = connector is not None and Capability.OWN_NAMES in connector.capabilities
    if command.verb == Command.Verb.RETITLE or delivery.fanned_out or by_hand or own:
        return False
    later = Delivery.objects.filter(
        channel=delivery.channel_id,
        publication__communication=delivery.publication.communication_id,
        publication__issue__gt=delivery.publication.issue,
        state__in=_MAY_BE_OUT,
    )
    if delivery.external_id:
        later = later.filter(external_id=delivery.external_id)
    return later.exists()


def later_one_is_leaving(row: Row) -> bool:
    """Return whether what takes back an issue must wait for a later one, which is on its way under the same number.

    A channel that edits what stands there gives both one number; the later has none yet. One query at most.
    """
    if not isinstance(row, Command) or not row.delivery.external_id or row.verb == Command.Verb.RETITLE:
        return False
    connector = connectors().get(row.delivery.channel.connector)
    if connector is None or {Capability.OWN_NAMES, Capability.BY_HAND} & connector.capabilities:
        return False
    later = Delivery.objects.filter(
        channel=row.delivery.channel_id,
        publication__communication=row.delivery.publication.communication_id,
        publication__issue__gt=row.delivery.publication.issue,
        publication__state__in=[PublicState.SCHEDULED, PublicState.LIVE],
        state__in=[Delivering.SENDING, Delivering.UNKNOWN],
        fanned_out=False,
        external_id="",
    )
    return later.exists()


def follows_unsettled(row: Row) -> bool:
    """Return whether ``row`` must wait for an earlier issue of its item on its channel. One query, none for a first.

    It would find that one's text under the item's reference and take it for its own, or be taken back with it.
    """
    if not isinstance(row, Delivery) or row.publication.issue == 1:
        return False
    earlier = Delivery.objects.filter(
        channel=row.channel_id,
        publication__communication=row.publication.communication_id,
        publication__issue__lt=row.publication.issue,
    )
    leaving = Q(state__in=[Delivering.SENDING, Delivering.UNKNOWN], fanned_out=False)
    orders = Command.objects.filter(delivery=OuterRef("pk"), state__in=_OPEN)
    taken_back = Exists(orders.exclude(verb=Command.Verb.RETITLE))
    return earlier.filter(leaving | Q(taken_back)).exists()


def waiting_for_it(why: str = WAITS) -> dict[str, Any]:
    """Return what a claimed row becomes that waits for another issue: its turn has not come, no attempt was made."""
    due_at = timezone.now() + timedelta(seconds=settings.SWEEP_SECONDS)
    changes = {"state": Delivering.PENDING, "claimed_at": None, "problem": why}
    return {**changes, "due_at": due_at, "tries": F("tries") - 1}
