"""Who answers for a channel and who can get into its account: given, ended, and handed over when a term ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.channels.models import Access, Channel
from portal.channels.register.gates import refuse_access
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ABOUT = "channel"
SOON = timedelta(days=30)
"""How long before a term or an access ends its handing over is pointed out."""


@dataclass(frozen=True)
class Given:
    """Who gets which part in a channel: a member, or somebody outside by name; from and until which day."""

    part: str
    since: date
    until: date | None = None
    member_id: int | None = None
    outsider: str = ""
    means: str = ""


@transaction.atomic
def give_access(*, actor: Person, channel_id: int, given: Given) -> Access:
    """Note who owns, manages or can get into a channel. A new owner takes the place of the one before.

    Raises NotYours without the power, InvalidInput for another council's channel or member, for nobody, for days that
    cannot be, Refusal where they have that part already, or for a member whom an access gate refuses
    (portal.channels.register.gates), as without the clerk's permission to manage it where the council asks for that.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel = (
        Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council).first()
    )
    if channel is None:
        raise InvalidInput("This council has no such channel.")
    outsider = _checked(actor, given)
    refuse_access(channel, given.member_id)
    now = timezone.now()
    if given.part == Access.Part.OWNER:
        before = Access.objects.filter(channel=channel, part=Access.Part.OWNER, ended_at__isnull=True)
        before.exclude(member_id=given.member_id, outsider=outsider).update(
            ended_at=now, ended_by=actor.membership, handed_over="Somebody else owns it now."
        )
    try:
        with transaction.atomic():
            made = Access.objects.create(
                channel=channel,
                member_id=given.member_id,
                outsider=outsider,
                part=given.part,
                means=stated(given.means)[:150],
                since=given.since,
                until=given.until,
                given_by=actor.membership,
                given_at=now,
            )
    except IntegrityError as error:
        raise Refusal("They have this part in the channel already.", "Nothing was changed.") from error
    facts = {"access": made.pk, "part": made.part, "member": made.member_id}
    record([entry_by(actor, "channel_access_given", ABOUT, channel.pk, **facts)])
    return made


@transaction.atomic
def end_access(*, actor: Person, access_id: int, note: str) -> Access:
    """Note that somebody has no part in a channel any more: what was changed, and to whom it was handed over.

    Raises NotYours without the power, InvalidInput without the words, Refusal where it has ended already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    words = stated(note)
    if not words or len(words) > 300:
        raise InvalidInput("Say in up to 300 characters what was changed, and who has it now.")
    rows = Access.objects.filter(pk=access_id, channel__council=actor.council, ended_at__isnull=True)
    if rows.update(ended_at=timezone.now(), ended_by=actor.membership, handed_over=words) != 1:
        raise Refusal("This has ended already.", "Nothing was changed.")
    kept = Access.objects.get(pk=access_id)
    facts = {"access": kept.pk, "part": kept.part, "member": kept.member_id}
    record([reasoned(actor, "channel_access_ended", ABOUT, kept.channel_id, reason=words, **facts)])
    return kept


def current_access() -> "QuerySet[Access]":
    """Return who has a part in a channel now. No query yet."""
    rows = Access.objects.filter(ended_at__isnull=True).select_related("member__user", "channel")
    return rows.order_by("channel_id", "part", "since", "pk")


def to_hand_over(today: date) -> "QuerySet[Access]":
    """Return whose part is to be handed over: its day or their term ends within a month, or they are gone already."""
    soon = today + SOON
    gone = Q(member__isnull=False) & ~Q(
        member__in=Membership.objects.filter(in_office(timezone.now())).values("pk")
    )
    ends = Q(until__lte=soon) | Q(member__term_ends_on__lte=soon)
    return current_access().filter(ends | gone)


def _checked(actor: Person, given: Given) -> str:
    """Return the name of somebody outside, or ''; raise InvalidInput for what cannot be."""
    outsider = stated(given.outsider)
    if given.part not in Access.Part.values:
        raise InvalidInput("Choose what they are to the channel.")
    if (given.member_id is None) == (not outsider):
        raise InvalidInput("Choose one member, or name one person outside.")
    if len(outsider) > 150:
        raise InvalidInput("The name is too long.")
    if given.part != Access.Part.HOLDER and outsider:
        raise InvalidInput("Only a member can own or manage a channel; somebody outside may hold access.")
    if given.member_id is not None:
        rows = Membership.objects.filter(in_office(timezone.now()), council=actor.council)
        if not rows.filter(pk=given.member_id).exists():
            raise InvalidInput("Choose somebody of this council who is in office.")
    if given.since > timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give the day since when they have it, not one to come.")
    if given.until is not None and given.until < given.since:
        raise InvalidInput("It would end before it begins.")
    return outsider
