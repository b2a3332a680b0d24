"""A new channel: proposed by anybody at the desk, put on an agenda, and approved by the council or refused."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.models import Channel, Closure, Particulars
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.opening import Minuted, checked_minute, line
from portal.channels.register.describing import Described, checked
from portal.channels.register.yearly import set_first_review
from portal.councils.circumstances import bump
from portal.councils.models import Body
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ABOUT = "channel"
UNDECIDED = (Channel.Approval.PROPOSED, Channel.Approval.REFUSED)
_DECIDABLE = (*UNDECIDED, Channel.Approval.ENDED, Channel.Approval.FOUNDING)


@dataclass(frozen=True)
class Proposal:
    """What is proposed: a channel in the voice of ``body``, and what it would be for."""

    body: Body
    connector: str
    name: str
    described: Described


@transaction.atomic
def propose_channel(*, actor: Person, proposal: Proposal) -> Channel:
    """Propose a channel. It says nothing before the council approved it; whoever keeps the register is told.

    Raises NotYours for who only reads, InvalidInput for what could not be opened either, or without its purpose.
    """
    actor.require(Power.DRAFT)
    if proposal.body.council_id != actor.council.pk:
        raise InvalidInput("This council has no such body.")
    if proposal.connector not in connectors():
        raise InvalidInput("This installation has no such kind of channel.")
    name, values = line(proposal.name), checked(proposal.described)
    if not name or len(name) > 100:
        raise InvalidInput("Give the channel a name of up to 100 characters.")
    try:
        with transaction.atomic():
            made = Channel.objects.create(
                council=actor.council,
                body=proposal.body,
                connector=proposal.connector,
                name=name,
                is_open=False,
                approval=Channel.Approval.PROPOSED,
                proposed_by=actor.membership,
                proposed_at=timezone.now(),
            )
    except IntegrityError as error:
        raise InvalidInput(f"This council has a channel called “{name}” already.") from error
    Particulars.objects.create(channel=made, **values)
    _tell_keepers(actor, made)
    facts = {"connector": proposal.connector, "body": proposal.body.pk}
    record([entry_by(actor, "channel_proposed", ABOUT, made.pk, **facts)])
    return made


@transaction.atomic
def put_on_agenda(*, actor: Person, channel_id: int, on: date) -> Channel:
    """Note the day of the meeting on whose agenda the proposal stands.

    Raises NotYours without the power, InvalidInput for a day that is over, Refusal where nothing is proposed any more.
    """
    actor.require(Power.MANAGE_CHANNELS)
    if on < timezone.localdate(timezone=LONDON):
        raise InvalidInput("This day is over: give the day of the meeting that will decide.")
    rows = Channel.objects.filter(pk=channel_id, council=actor.council, approval=Channel.Approval.PROPOSED)
    if rows.update(tabled_on=on) != 1:
        raise Refusal("This is not proposed any more: it was decided, or is not in the register.")
    record([entry_by(actor, "channel_tabled", ABOUT, channel_id, on=on.isoformat())])
    return Channel.objects.get(pk=channel_id)


@transaction.atomic
def approve_channel(*, actor: Person, channel_id: int, minuted: Minuted) -> Channel:
    """Enter that the council approved a channel, with its minute. What was proposed is open from now on.

    A channel that stood before minutes were asked for stays as it is, open or closed, and has its minute now. Where
    nobody set the day of its review, that is a year after the decision.
    Raises NotYours without the power, InvalidInput without a minute or for a day to come, Refusal where it is approved
    already or the page outside is still to be closed.
    """
    actor.require(Power.MANAGE_CHANNELS)
    minute, on = checked_minute(minuted)
    bump(actor.council.pk)
    channel = _own(actor, channel_id)
    if Closure.objects.filter(channel=channel, recalled_at__isnull=True, proved_at__isnull=True).exists():
        raise Refusal(
            "The clerk ordered that it is closed for good.", "Recall the order first, or prove it done."
        )
    opens = channel.approval != Channel.Approval.FOUNDING
    changes: dict[str, object] = (
        {"is_open": True, "closed_message": "", "closed_until": None} if opens else {}
    )
    moved = Channel.objects.filter(pk=channel.pk, approval__in=_DECIDABLE).update(
        approval=Channel.Approval.APPROVED, minute_reference=minute, decided_on=on, refusal="", **changes
    )
    if moved != 1:
        raise Refusal("The council has approved this channel already.", "Nothing was changed.")
    set_first_review([channel], on)
    _tell_proposer(actor, channel)
    facts = {"minute": minute, "on": on.isoformat(), "opened": opens}
    record([entry_by(actor, "channel_approved", ABOUT, channel.pk, **facts)])
    return Channel.objects.get(pk=channel.pk)


@transaction.atomic
def refuse_channel(*, actor: Person, channel_id: int, minuted: Minuted, reason: str) -> Channel:
    """Enter that the council refused a channel, with the minute and the reason. It may be approved later.

    Raises as approve_channel(), InvalidInput without the reason, Refusal where it is not proposed.
    """
    actor.require(Power.MANAGE_CHANNELS)
    minute, on = checked_minute(minuted)
    words = stated(reason)
    if not words or len(words) > 300:
        raise InvalidInput("Say in up to 300 characters why the council refused it.")
    channel = _own(actor, channel_id)
    moved = Channel.objects.filter(pk=channel.pk, approval=Channel.Approval.PROPOSED).update(
        approval=Channel.Approval.REFUSED, minute_reference=minute, decided_on=on, refusal=words
    )
    if moved != 1:
        raise Refusal("This is not proposed any more: it was decided already.", "Nothing was changed.")
    _tell_proposer(actor, channel)
    facts = {"minute": minute, "on": on.isoformat()}
    record([reasoned(actor, "channel_refused", ABOUT, channel.pk, reason=words, **facts)])
    return Channel.objects.get(pk=channel.pk)


def _own(actor: Person, channel_id: int) -> Channel:
    """Return the channel of the actor's council, locked; Refusal where there is none."""
    found = (
        Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council).first()
    )
    if found is None:
        raise Refusal("This council has no such channel.")
    return found


def _tell_keepers(actor: Person, channel: Channel) -> None:
    keepers = [one.membership.pk for one in people_who_may(Power.MANAGE_CHANNELS, actor.council.pk)]
    told = [pk for pk in keepers if pk != actor.membership.pk]
    tell(council_id=actor.council.pk, what=What.CHANNEL_PROPOSED, about=(ABOUT, channel.pk), recipients=told)


def _tell_proposer(actor: Person, channel: Channel) -> None:
    """Note that whoever proposed it is to be told, unless they entered the decision themselves."""
    if channel.proposed_by_id is not None and channel.proposed_by_id != actor.membership.pk:
        tell(
            council_id=actor.council.pk,
            what=What.CHANNEL_DECIDED,
            about=(ABOUT, channel.pk),
            recipients=[channel.proposed_by_id],
            occasion=int(timezone.now().timestamp()) // 60,
        )
