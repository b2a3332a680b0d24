"""The yearly review of a channel: drawing up its paper from what went out, and entering what the council decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from portal.channels.models import Channel, ChannelReview, Delivery, FollowerReading, Particulars
from portal.channels.opening import Minuted, checked_minute
from portal.channels.register.closing import order_closure
from portal.channels.register.hearing import heard_on
from portal.channels.register.yearly import A_YEAR
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ABOUT = "channel"
TO_CLOSE = timedelta(days=7)
"""In which the page outside of a channel is to be closed once the council decided so."""


@dataclass(frozen=True)
class Seen:
    """What somebody saw on the network: whether residents are still there, and the numbers that it shows."""

    note: str
    followers: int | None = None
    replies: int | None = None
    response_hours: int | None = None


@dataclass(frozen=True)
class Figures:
    """What a channel did between two days, both included; ``longest_silence`` is in days."""

    posts: int
    corrections: int
    withdrawals: int
    longest_silence: int


@dataclass(frozen=True)
class Decided:
    """What the council decided: ``changes`` where it wants something otherwise, ``public_message`` where it closes."""

    decision: str
    minuted: Minuted
    changes: str = ""
    public_message: str = ""


def figures_of(channel: Channel, since: date, until: date) -> Figures:
    """Return what went out on ``channel`` from ``since`` to ``until``. Two queries.

    The days of silence are those between two issues, from the first day and to the last one too; before a channel was
    in the register it was not silent.
    """
    rows = Delivery.objects.filter(
        channel=channel,
        state__in=[Delivering.SENT, Delivering.RETRACTED],
        settled_at__date__gte=since,
        settled_at__date__lte=until,
    )
    counts = rows.aggregate(
        posts=Count("pk"),
        corrections=Count("pk", filter=Q(publication__is_correction=True)),
        withdrawals=Count("pk", filter=Q(publication__state=PublicState.WITHDRAWN)),
    )
    days = [
        timezone.localdate(at, timezone=LONDON)
        for at in rows.order_by("settled_at").values_list("settled_at", flat=True)
        if at is not None
    ]
    begun = max(since, timezone.localdate(channel.created_at, timezone=LONDON))
    return Figures(**counts, longest_silence=_longest([min(begun, until), *days, until]))


@transaction.atomic
def draw_up(*, actor: Person, channel_id: int, seen: Seen) -> ChannelReview:
    """Draw up the paper of a channel's review, from the last one, or of a year.

    Raises NotYours without the power, InvalidInput without the answer, Refusal where one waits for its decision, or the
    channel does not speak for the council.
    """
    actor.require(Power.MANAGE_CHANNELS)
    note = stated(seen.note)
    if not note or len(note) > 1000:
        raise InvalidInput("Say in up to 1,000 characters whether this is still where residents are.")
    channel = (
        Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council).first()
    )
    if channel is None or not channel.speaks:
        raise Refusal("This channel does not speak for the council: there is nothing to review.")
    until = timezone.localdate(timezone=LONDON)
    last = ChannelReview.objects.filter(channel=channel).order_by("-until").first()
    since = max(last.until if last else until - A_YEAR, until - 2 * A_YEAR)
    found = figures_of(channel, since, until)
    try:
        with transaction.atomic():
            made = ChannelReview.objects.create(
                council=actor.council,
                channel=channel,
                since=since,
                until=until,
                posts=found.posts,
                corrections=found.corrections,
                withdrawals=found.withdrawals,
                longest_silence=found.longest_silence,
                note=note,
                drawn_up_by=actor.membership,
                **_audience(channel, seen, since, until),
            )
    except IntegrityError as error:
        raise Refusal("A paper waits for the council’s decision already.", "Enter that first.") from error
    facts = {"review": made.pk, "posts": made.posts, "since": since.isoformat(), "until": until.isoformat()}
    record([reasoned(actor, "channel_review_drawn_up", ABOUT, channel.pk, reason=note, **facts)])
    return made


def _audience(channel: Channel, seen: Seen, since: date, until: date) -> dict[str, Any]:
    """Return the figures of who is there: as somebody saw them, else as network and record have them."""
    readings = FollowerReading.objects.filter(channel=channel, read_on__gte=since, read_on__lte=until)
    first, last = readings.order_by("read_on").first(), readings.order_by("-read_on").first()
    found: dict[str, Any] = {"followers": seen.followers}
    if seen.followers is None and last is not None:
        found = {"followers": last.followers, "followers_on": last.read_on}
    if first is not None and first != last:
        found |= {"followers_before": first.followers, "followers_before_on": first.read_on}
    heard = heard_on(channel, since, until)
    if heard is None or seen.replies is not None or seen.response_hours is not None:
        return {**found, "replies": seen.replies, "response_hours": seen.response_hours}
    return {**found, "replies": heard.replies, "response_hours": heard.response_hours, "counted": True}


@transaction.atomic
def enter_decision(*, actor: Person, review_id: int, decided: Decided) -> ChannelReview:
    """Enter what the council decided. The next review is due a year later; what it closes is ordered to be closed.

    Raises NotYours without the power, InvalidInput without the minute, the changes or the public message that the
    decision needs, Refusal where it was entered already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    minute, on = checked_minute(decided.minuted)
    changes = stated(decided.changes)
    if decided.decision not in ChannelReview.Decision.values:
        raise InvalidInput("Choose what the council decided.")
    if decided.decision == ChannelReview.Decision.CHANGED and not changes:
        raise InvalidInput("Say what the council wants to be otherwise.")
    if len(changes) > 500:
        raise InvalidInput("The changes are too long.")
    moved = ChannelReview.objects.filter(pk=review_id, council=actor.council, decision="").update(
        decision=decided.decision,
        minute_reference=minute,
        decided_on=on,
        changes=changes,
        decided_by=actor.membership,
    )
    if moved != 1:
        raise Refusal("What the council decided was entered already.", "Nothing was changed.")
    kept = ChannelReview.objects.get(pk=review_id)
    if decided.decision == ChannelReview.Decision.CLOSED:
        order_closure(
            actor=actor,
            channel_id=kept.channel_id,
            reason=f"The council decided so after its review (minute {minute}).",
            public_message=decided.public_message,
            due_on=timezone.localdate(timezone=LONDON) + TO_CLOSE,
        )
    else:
        due = {"review_on": on + A_YEAR, "review_told_for": None}
        Particulars.objects.update_or_create(channel_id=kept.channel_id, defaults=due)
    facts = {"review": kept.pk, "decision": kept.decision, "minute": minute, "on": on.isoformat()}
    record([entry_by(actor, "channel_reviewed", ABOUT, kept.channel_id, **facts)])
    return kept


def _longest(days: Sequence[date]) -> int:
    """Return the most days between two of ``days`` that follow one another."""
    return max((later - earlier).days for earlier, later in pairwise(days))
