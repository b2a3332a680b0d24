"""Announcing what is coming: a poll, with the latest lawful day of its notice; days of mourning or celebration."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from policies.models import Period
from policies.periods.extra_days import days_of
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated
from portal.workdays.deadlines import LONDON, Due, deadlines

POLLS = (
    Period.Kind.PARISH_ELECTION,
    Period.Kind.PRINCIPAL_ELECTION,
    Period.Kind.PARLIAMENT,
    Period.Kind.REFERENDUM,
)
OBSERVANCES = (Period.Kind.MOURNING, Period.Kind.CELEBRATION)
POLLS_CLOSE = time(22)
LONGEST_TITLE, LONGEST_WARD, LONGEST_REASON = 150, 100, 2000
_RULES: dict[str, tuple[str, str]] = {
    Period.Kind.PARISH_ELECTION: ("parish_election", "notice_of_election_latest"),
    # SI 2006/3304 sets the same 25 working days for principal areas.
    Period.Kind.PRINCIPAL_ELECTION: ("parish_election", "notice_of_election_latest"),
    Period.Kind.PARLIAMENT: ("uk_general_election", "notice_of_election_latest_22wd_EW_calendar"),
    Period.Kind.REFERENDUM: ("neighbourhood_referendum", "information_statement_latest_28wd"),
}


@dataclass(frozen=True)
class Poll:
    """A poll as the clerk announces it. ``ends_on``: a later end by local policy; None means the poll itself."""

    kind: str
    title: str
    on: date
    ward: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class Observance:
    """Days of mourning or celebration, the last day included."""

    kind: str
    title: str
    begins_on: date
    ends_on: date


def latest_notice(kind: str, poll_on: date, council_id: int) -> date:
    """Return the latest lawful day of the notice of a poll of ``kind``, on the council's calendar. One query.

    Source: SI 2006/3305 Sch 2 rule 1 (25 working days), Representation of the People Act 1983 Sch 1 (22), SI
    2012/2031 reg 4 (28). Raises OutsideCalendar for a year without bank holidays.
    """
    rule, step = _RULES[kind]
    return _day(deadlines(rule, datetime.combine(poll_on, time.min), days_of(council_id))[step])


def vacancy_deadlines(noticed_on: date, council_id: int) -> tuple[date, date]:
    """Return until when ten electors may ask for a poll, and its last possible day (SI 2006/3305 rule 5)."""
    found = deadlines("casual_vacancy", datetime.combine(noticed_on, time.min), days_of(council_id))
    return _day(found["request_latest"]), _day(found["poll_latest"])


def _day(due: Due) -> date:
    return due.date() if isinstance(due, datetime) else due


def start_of(day: date) -> datetime:
    """Return the first moment of ``day`` in England."""
    return datetime.combine(day, time.min, LONDON)


def end_of(poll: Poll) -> datetime:
    """Return when the period before ``poll`` ends: with the poll, or with the last day that local policy adds."""
    if poll.ends_on is None or poll.ends_on == poll.on:
        return datetime.combine(poll.on, POLLS_CLOSE, LONDON)
    return start_of(poll.ends_on + timedelta(days=1))


@transaction.atomic
def announce(*, actor: Person, poll: Poll) -> Period:
    """Enter a coming poll. The period before it begins only when its notice is entered.

    Raises NotYours, InvalidInput for what cannot be, Refusal where a period of the same kind and ward overlaps.
    """
    actor.require(Power.CONFIGURE)
    title, ward = _title(poll.title), _words(poll.ward)
    if poll.kind not in POLLS:
        raise InvalidInput("Choose what is polled.")
    if len(ward) > LONGEST_WARD:
        raise InvalidInput(f"A ward is named in up to {LONGEST_WARD} characters.")
    if poll.on <= timezone.localdate():
        raise InvalidInput("The day of the poll has come or is over. Enter a poll that is still to come.")
    if poll.ends_on is not None and poll.ends_on < poll.on:
        raise InvalidInput("The period cannot end before the poll.")
    Council.objects.select_for_update().get(pk=actor.council.pk)  # one clerk after the other
    latest = latest_notice(poll.kind, poll.on, actor.council.pk)
    ends_at = end_of(poll)
    _refuse_overlap(actor, poll.kind, ward, start_of(latest), ends_at)
    made = Period.objects.create(
        council=actor.council,
        kind=poll.kind,
        title=title,
        ward=ward,
        poll_on=poll.on,
        latest_notice_on=latest,
        ends_at=ends_at,
        announced_by=actor.membership,
    )
    facts = {"period_kind": poll.kind, "poll_on": poll.on.isoformat(), "latest_notice_on": latest.isoformat()}
    record([entry_by(actor, "period_announced", "period", made.pk, **facts)])
    return made


@transaction.atomic
def observe(*, actor: Person, observance: Observance) -> Period:
    """Enter days of mourning or celebration; they begin and end by themselves.

    Raises NotYours, InvalidInput for what cannot be, Refusal where days of the same kind overlap.
    """
    actor.require(Power.CONFIGURE)
    title = _title(observance.title)
    if observance.kind not in OBSERVANCES:
        raise InvalidInput("Choose mourning or celebration.")
    if observance.ends_on < observance.begins_on:
        raise InvalidInput("The last day cannot be before the first.")
    if observance.ends_on < timezone.localdate():
        raise InvalidInput("These days are over. Enter days that are still to come, or have begun.")
    Council.objects.select_for_update().get(pk=actor.council.pk)
    begins_at = start_of(observance.begins_on)
    ends_at = start_of(observance.ends_on + timedelta(days=1))
    _refuse_overlap(actor, observance.kind, "", begins_at, ends_at)
    made = Period.objects.create(
        council=actor.council,
        kind=observance.kind,
        title=title,
        begins_at=begins_at,
        ends_at=ends_at,
        announced_by=actor.membership,
    )
    bump(actor.council.pk)
    facts = {"period_kind": observance.kind, "begins_on": observance.begins_on.isoformat()}
    record([entry_by(actor, "period_announced", "period", made.pk, **facts)])
    return made


@transaction.atomic
def end_early(*, actor: Person, period_id: int, reason: str) -> None:
    """End a period, or call off one that has not begun. What it held waits until somebody orders each again.

    Raises NotYours, InvalidInput without a reason, Refusal where it is over already.
    """
    actor.require(Power.CONFIGURE)
    why = stated(reason)
    if not why or len(why) > LONGEST_REASON:
        raise InvalidInput(f"Say why it ends early, in up to {LONGEST_REASON} characters.")
    Council.objects.select_for_update().get(pk=actor.council.pk)
    now = timezone.now()
    mine = Period.objects.filter(pk=period_id, council=actor.council, ended_early_at__isnull=True)
    if mine.filter(ends_at__gt=now).update(ended_early_at=now) != 1:
        raise Refusal("This period is over already.", "Nothing was changed. The list says when it ended.")
    bump(actor.council.pk)
    record([reasoned(actor, "period_ended", "period", period_id, reason=why)])


def _words(text: str) -> str:
    return " ".join(text.split())


def _title(text: str) -> str:
    title = _words(text)
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput(f"Give it a title, up to {LONGEST_TITLE} characters, such as Town election.")
    return title


def _refuse_overlap(actor: Person, kind: str, ward: str, begins_at: datetime, ends_at: datetime) -> None:
    """Raise Refusal where a period of the same kind and ward runs, or would by law run, at the same time."""
    same = Period.objects.filter(council=actor.council, kind=kind, ward__iexact=ward, ended_early_at=None)
    begun = Q(begins_at__lt=ends_at)
    expected = Q(begins_at__isnull=True, latest_notice_on__lt=timezone.localdate(ends_at))
    other = same.filter(begun | expected, ends_at__gt=begins_at).order_by("ends_at").first()
    if other is not None:
        raise Refusal(
            f"It overlaps “{other.title}”, a period of the same kind for the same area.",
            "Nothing was changed. End that one first, or correct the dates.",
        )
