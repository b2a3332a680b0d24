"""What a period means, in words: for the banner on every page of the desk, mails and refusals."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from policies.models import Period
from policies.periods.grounds import Ground, ground_of
from portal.councils.people import Person
from portal.councils.powers import STAFF
from portal.councils.templatetags.words import day

AHEAD = timedelta(days=14)
MOST = 5


@dataclass(frozen=True)
class Banner:
    """What stands on every page of the desk: a heading, and what this person may and may not do."""

    heading: str
    text: str
    period_id: int
    running: bool


def area_of(period: Period) -> str:
    """Return “ in Mill ward” for what one ward keeps, else an empty string."""
    return f" in {period.where}" if period.ward else ""


def when_it_ends(period: Period) -> str:
    """Return the heading of a running period: what it is for, where, and until when."""
    last = timezone.localdate(period.ends_at - timedelta(seconds=1)) if period.ends_at else None
    if not period.is_poll:
        return f"{period.get_kind_display()}{area_of(period)} until {day(last)}: {period.title}."
    begun = f" since {day(period.noticed_on)}"
    return f"Pre-election period{area_of(period)}{begun}, until {day(last)}: {period.title}."


def announced_in(period: Period) -> str:
    """Return the heading of a coming poll: the day, and by when the period before it begins."""
    return (
        f"{period.title}{area_of(period)} on {day(period.poll_on)}: the period before it begins with the notice, "
        f"{day(period.latest_notice_on)} at the latest."
    )


def restrained_by(period: Period, person: Person) -> str:
    """Return in two sentences what ``person`` may and may not do in ``period``."""
    if not period.is_poll:
        return _kept_in(period)
    ground = ground_of(period, person)
    about = f" to do with{area_of(period).removeprefix(' in')}"
    where = about if ground not in {Ground.EVERYWHERE, Ground.THEIRS} else ""
    if person.membership.role in STAFF:
        return (
            f"You may issue statutory notices, facts about the poll and, with a reason, urgent matters{where}. "
            "You may not name or show a candidate, quote anybody but an authorised officer, or take up what is in "
            "controversy."
        )
    if ground is Ground.ANOTHER:
        return (
            f"You sit for another ward, and may write as before on whatever has nothing{about}. "
            f"You may not submit publicity for the council{about}: until the poll the clerk alone manages it, and it "
            "names no candidate."
        )
    return (
        "You may write letters, and posts marked as your personal view, and help residents as before. "
        f"You may not submit publicity for the council{where}: until the poll the clerk alone manages it, and it names "
        "no candidate."
    )


def _kept_in(period: Period) -> str:
    """Return what everybody may and may not do in days of mourning or celebration: in one ward, of what is about it."""
    if period.kind == Period.Kind.MOURNING:
        where = f" in what is about {period.where}" if period.ward else ""
        return (
            "You may issue what people need now, in plain words. "
            f"You may not celebrate or promote{where}: leave whatever can wait until afterwards."
        )
    where = f" about {period.where}" if period.ward else ""
    return (
        "You may write as on any other day. "
        f"You may not spoil it needlessly: leave bad news{where} that can wait a day."
    )


def banners_for(person: Person, now: datetime | None = None) -> list[Banner]:
    """Return what ``person`` is told on every page: periods that run, and polls two weeks before. One query."""
    at = now or timezone.now()
    soon = at + AHEAD
    starts = Q(begins_at__lte=soon) | Q(
        begins_at__isnull=True, latest_notice_on__lte=timezone.localdate(soon)
    )
    rows = Period.objects.filter(
        starts, council_id=person.council.pk, ended_early_at__isnull=True, ends_at__gt=at
    ).order_by("ends_at", "pk")
    return [_banner(row, person, at) for row in rows[:MOST]]


def _banner(period: Period, person: Person, at: datetime) -> Banner:
    running = period.begins_at is not None and period.begins_at <= at
    if running or not period.is_poll:
        heading = when_it_ends(period) if running else f"Soon: {when_it_ends(period)}"
        return Banner(heading, restrained_by(period, person), period.pk, running)
    return Banner(announced_in(period), f"From then on: {restrained_by(period, person)}", period.pk, running)


def public_messages(council_id: int) -> list[str]:
    """Return what readers of the newsroom are told while a period keeps channels closed. One query."""
    now = timezone.now()
    rows = Period.objects.filter(
        council_id=council_id, begins_at__lte=now, ends_at__gt=now, ended_early_at__isnull=True
    ).exclude(public_message="")
    return list(rows.order_by("begins_at", "pk").values_list("public_message", flat=True)[:MOST])
