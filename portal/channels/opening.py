"""The register of official channels: opening one, closing it with a message to the public, reopening it.

Which channels are official and open is judged with a text: each of these moves the circumstances on.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.models import Channel, Closure
from portal.channels.register.yearly import set_first_review
from portal.councils.circumstances import bump
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, entry_by_machine, reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

STANDARD = (
    ("newsroom", "Newsroom"),
    ("press_email", "Press list"),
    ("letter", "Letters"),
    ("letter_mail", "Letters by email"),
)
"""What a new council begins with: the connector and the name of each channel.

Letters by email among them: whoever names an address in a letter means it to be mailed there.
"""


@dataclass(frozen=True)
class Minuted:
    """A decision of the council: its minute, and the day on which it was taken."""

    minute: str
    on: date


@transaction.atomic
def open_channel(*, actor: Person, body: Body, connector: str, name: str, minuted: Minuted) -> Channel:
    """Open a channel that the council approved, in the voice of ``body``; it is reviewed a year later.

    Raises NotYours without the power, InvalidInput for an unknown connector, another council's body, an empty or a
    taken name, a decision without its minute.
    """
    actor.require(Power.MANAGE_CHANNELS)
    if body.council_id != actor.council.pk:
        raise InvalidInput("This council has no such body.")
    minute, on = checked_minute(minuted)
    approved = {"approval": Channel.Approval.APPROVED, "minute_reference": minute, "decided_on": on}
    bump(actor.council.pk)
    made = _made(body, connector, name, **approved)
    set_first_review([made], on)
    facts = {"connector": connector, "body": body.pk, "minute": minute, "on": on.isoformat()}
    record([entry_by(actor, "channel_opened", "channel", made.pk, **facts)])
    return made


@transaction.atomic
def open_standard_channels(body: Body, *, actor: Person | None = None, named: bool = False) -> list[Channel]:
    """Open the channels that every new council, and each further body, begins with, in the voice of ``body``.

    ``actor`` None: the installation's operator founds the council. ``named``: each bears the name of the body. No
    minute approved them yet: their yearly review counts from today.
    Raises NotYours where the actor lacks the power, InvalidInput for another council's body or a taken name.
    """
    if actor is not None:
        actor.require(Power.MANAGE_CHANNELS)
        if body.council_id != actor.council.pk:
            raise InvalidInput("This council has no such body.")
    longest = Channel._meta.get_field("name").max_length or 0
    made = [_made(body, slug, f"{name}: {body.name}"[:longest] if named else name) for slug, name in STANDARD]
    set_first_review(made, timezone.localdate(timezone=LONDON))
    record([_founding(actor, channel) for channel in made])
    return made


def checked_minute(minuted: Minuted) -> tuple[str, date]:
    """Return the minute and the day of a decision; raise InvalidInput where one is missing or still to come."""
    minute = line(minuted.minute)
    if not minute or len(minute) > 80:
        raise InvalidInput("Give the minute under which the council decided, such as 52/26.")
    if minuted.on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("This day has not come yet: enter the decision once the council has taken it.")
    return minute, minuted.on


def _made(body: Body, connector: str, name: str, **approved: object) -> Channel:
    """Return a new channel; raise InvalidInput for what cannot be one."""
    if connector not in connectors():
        raise InvalidInput("This installation has no such kind of channel.")
    cleaned = line(name)
    if not cleaned or len(cleaned) > 100:
        raise InvalidInput("Give the channel a name of up to 100 characters.")
    try:
        with transaction.atomic():
            return Channel.objects.create(
                council_id=body.council_id, body=body, connector=connector, name=cleaned, **approved
            )
    except IntegrityError as error:
        raise InvalidInput(f"This council has a channel called “{cleaned}” already.") from error


def _founding(actor: Person | None, channel: Channel) -> Entry:
    facts = {"connector": channel.connector, "body": channel.body_id}
    if actor is None:
        return entry_by_machine(channel.council_id, "channel_opened", "channel", channel.pk, **facts)
    return entry_by(actor, "channel_opened", "channel", channel.pk, **facts)


@transaction.atomic
def close_channel(
    *, actor: Person, channel_id: int, public_message: str, until: date | None = None
) -> Channel:
    """Close a channel: nothing new goes out on it, readers see ``public_message``; what is due is held.

    ``until`` is the day on which it opens by itself, None: when somebody opens it.
    Raises NotYours without the power, InvalidInput without the message or for a day that is not to come, Refusal where
    it is closed already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    words = checked_message(public_message)
    if until is not None and until <= timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give a day to come on which it opens again, or leave it out.")
    bump(actor.council.pk)
    changes = {"is_open": False, "closed_message": words, "closed_until": until}
    if Channel.objects.filter(pk=channel_id, council=actor.council, is_open=True).update(**changes) != 1:
        raise Refusal("This channel is closed already.")
    facts = {"until": until.isoformat()} if until else {}
    record([reasoned(actor, "channel_closed", "channel", channel_id, reason=words, **facts)])
    return Channel.objects.get(pk=channel_id)


@transaction.atomic
def reopen_channel(*, actor: Person, channel_id: int) -> Channel:
    """Open a closed channel again. What was held stays held until somebody orders it again.

    Raises NotYours without the power, Refusal where it is open already, the council has not approved it, or the clerk
    ordered that it is closed for good.
    """
    actor.require(Power.MANAGE_CHANNELS)
    bump(actor.council.pk)
    found = (
        Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council).first()
    )
    if found is None or found.is_open:
        raise Refusal("This channel is open already.")
    if not found.speaks:
        raise Refusal(
            "The council has not approved this channel, or it was closed for good.",
            "Nothing was changed. Enter the minute by which the council approves it; then it is open.",
        )
    if Closure.objects.filter(channel=found, recalled_at__isnull=True, proved_at__isnull=True).exists():
        raise Refusal(
            "The clerk ordered that this channel is closed for good.",
            "Nothing was changed. Recall the order first, if it was a mistake.",
        )
    changes = {"is_open": True, "closed_message": "", "closed_until": None}
    Channel.objects.filter(pk=channel_id).update(**changes)
    record([entry_by(actor, "channel_reopened", "channel", channel_id)])
    return Channel.objects.get(pk=channel_id)


def checked_message(public_message: str) -> str:
    """Return what readers of a closed channel are told, on one line; raise InvalidInput where that is nothing."""
    words = line(public_message)
    if not words or len(words) > 300:
        raise InvalidInput(
            "Say in up to 300 characters why it is closed and where else to look: readers see it."
        )
    return words


def line(text: str) -> str:
    """Return ``text`` as one line, as it is stored."""
    return re.sub(r"\s+", " ", stated(text))
