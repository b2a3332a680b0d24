"""Looking after the register: what opens again by itself, who is told of silence, reviews, closures and handing over.

Each is safe to run twice: a mark on the row says that it was told.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.channels.models import Access, Channel, Closure, Particulars
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.register.holding import SOON, to_hand_over
from portal.channels.register.reading import Entry, entry_of, reviews_due, silent_channels
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.drafts.content import LONDON
from portal.records.ledger import record

AT_ONCE = 200
EVERY = timedelta(days=7)
"""After so long silence is pointed out again."""
ABOUT = "channel"


def look_after() -> None:
    """Open what was closed until today; tell of what is silent, to be reviewed, closed or handed over."""
    now = timezone.now()
    today = timezone.localdate(now, timezone=LONDON)
    over = Channel.objects.filter(is_open=False, closed_until__lte=today)
    for pk in list(over.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        _open_again(pk, today)
    told_lately = Q(particulars__silence_told_at__gt=now - EVERY)
    for row in silent_channels(now).exclude(told_lately).order_by("pk")[:AT_ONCE]:
        _tell_of_silence(entry_of(row), now)
    for row in reviews_due(today).order_by("pk")[:AT_ONCE]:
        _tell_of_review(entry_of(row))
    closures = Closure.objects.filter(recalled_at__isnull=True, proved_at__isnull=True)
    waits = Q(told_on__isnull=True) | Q(due_on__lte=today, told_on__lte=today - timedelta(days=3))
    for closure in closures.filter(waits).select_related("channel").order_by("pk")[:AT_ONCE]:
        _tell_to_close(closure, today)
    for access in to_hand_over(today).filter(told_at__isnull=True).order_by("pk")[:AT_ONCE]:
        _tell_to_hand_over(access, now)


@transaction.atomic
def _open_again(channel_id: int, today: date) -> None:
    """Open a channel whose time of closing is over; compare-and-set, so that two sweeps do it once."""
    ordered = Closure.objects.filter(channel=channel_id, recalled_at__isnull=True, proved_at__isnull=True)
    rows = Channel.objects.filter(
        pk=channel_id, is_open=False, closed_until__lte=today, approval__in=["founding", "approved"]
    )
    if ordered.exists() or rows.update(is_open=True, closed_message="", closed_until=None) != 1:
        return
    council_id = Channel.objects.values_list("council_id", flat=True).get(pk=channel_id)
    record([entry_by_machine(council_id, "channel_reopened", ABOUT, channel_id)])


@transaction.atomic
def _tell_of_silence(entry: Entry, now: datetime) -> None:
    if entry.silent_for is None or entry.particulars is None:
        return
    before = entry.particulars.silence_told_at
    mine = Particulars.objects.filter(pk=entry.particulars.pk, silence_told_at=before)
    if mine.update(silence_told_at=now) == 1:
        _tell(entry.channel, What.CHANNEL_SILENT, int(now.timestamp()) // 3600)


@transaction.atomic
def _tell_of_review(entry: Entry) -> None:
    kept = entry.particulars
    if kept is None or kept.review_on is None or kept.review_told_for == kept.review_on:
        return
    mine = Particulars.objects.filter(pk=kept.pk, review_told_for=kept.review_told_for)
    if mine.update(review_told_for=kept.review_on) == 1:
        _tell(entry.channel, What.CHANNEL_TO_REVIEW, kept.review_on.toordinal())


@transaction.atomic
def _tell_to_close(closure: Closure, today: date) -> None:
    if Closure.objects.filter(pk=closure.pk, told_on=closure.told_on).update(told_on=today) == 1:
        _tell(closure.channel, What.CHANNEL_TO_CLOSE, today.toordinal())


@transaction.atomic
def _tell_to_hand_over(access: Access, now: datetime) -> None:
    if Access.objects.filter(pk=access.pk, told_at__isnull=True).update(told_at=now) != 1:
        return
    council_id = access.channel.council_id
    keepers = [one.membership.pk for one in people_who_may(Power.MANAGE_CHANNELS, council_id)]
    tell(
        council_id=council_id,
        what=What.ACCESS_ENDING,
        about=("channel_access", access.pk),
        recipients=keepers,
    )
    facts = {"access": access.pk, "what": What.ACCESS_ENDING.value, "within_days": SOON.days}
    record([entry_by_machine(council_id, "channel_reminded", ABOUT, access.channel_id, **facts)])


def _tell(channel: Channel, what: What, occasion: int) -> None:
    """Tell whoever keeps the register, and the owner and the managers of the channel; the ledger has that it was."""
    council_id = channel.council_id
    keepers = {one.membership.pk for one in people_who_may(Power.MANAGE_CHANNELS, council_id)}
    parts = Access.objects.filter(
        channel=channel,
        ended_at__isnull=True,
        member__isnull=False,
        member__ended_at__isnull=True,
        part__in=[Access.Part.OWNER, Access.Part.MANAGER],
    )
    recipients = keepers | {row.member_id for row in parts if row.member_id is not None}
    tell(
        council_id=council_id,
        what=what,
        about=(ABOUT, channel.pk),
        recipients=sorted(recipients),
        occasion=occasion,
    )
    record([entry_by_machine(council_id, "channel_reminded", ABOUT, channel.pk, what=what.value)])
