"""Announcing what is coming: a poll, with the latest lawful day of its notice; days of mourning or celebration."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from policies.models import Period
from policies.periods.counting import latest_notice
from policies.periods.overlapping import refuse_overlap
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated
from portal.workdays.bankholidays import LAST_YEAR
from portal.workdays.deadlines import LONDON

POLLS = (
    Period.Kind.PARISH_ELECTION,
    Period.Kind.PRINCIPAL_ELECTION,
    Period.Kind.PARLIAMENT,
    Period.Kind.REFERENDUM,
)
OBSERVANCES = (Period.Kind.MOURNING, Period.Kind.CELEBRATION)
POLLS_CLOSE = time(22)
LONGEST_TITLE, LONGEST_WARD, LONGEST_REASON = 150, 100, 2000
LONGEST_AFTERWARDS = timedelta(days=60)
"""How long after the poll a period may end by local policy, at the most.

Without one it ends with the poll. Councils that go further stop at the first meeting afterwards, which a parish holds
within 14 days of the new members' taking office (LGA 1972 Sch 12 para 7); 60 days leave room for any such policy.
"""
LONGEST_OBSERVANCE = timedelta(days=366)
"""A celebration may last a year of jubilee; what is longer, or further off, is a slip in the year."""


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
    """Days of mourning or celebration, the last day included. Without ``ward`` the whole area keeps them."""

    kind: str
    title: str
    begins_on: date
    ends_on: date
    ward: str = ""


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

    Raises NotYours, InvalidInput for what cannot be, Refusal where a period of the same kind overlaps on
    the same ground.
    """
    actor.require(Power.CONFIGURE)
    title, ward = _title(poll.title), _ward(poll.ward)
    if poll.kind not in POLLS:
        raise InvalidInput("Choose what is polled.")
    if poll.on <= timezone.localdate():
        raise InvalidInput("The day of the poll has come or is over. Enter a poll that is still to come.")
    if poll.ends_on is not None and poll.ends_on < poll.on:
        raise InvalidInput("The period cannot end before the poll.")
    if poll.ends_on is not None and poll.ends_on > poll.on + LONGEST_AFTERWARDS:
        raise InvalidInput(
            f"The period ends at most {LONGEST_AFTERWARDS.days} days after the poll. Check the year."
        )
    Council.objects.select_for_update().get(pk=actor.council.pk)  # one clerk after the other
    latest = latest_notice(poll.kind, poll.on, actor.council.pk)
    ends_at = end_of(poll)
    refuse_overlap(actor.council.pk, poll.kind, ward, start_of(latest), ends_at)
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

    Raises NotYours, InvalidInput for what cannot be, Refusal where days of the same kind overlap on the same ground.
    """
    actor.require(Power.CONFIGURE)
    title, ward = _title(observance.title), _ward(observance.ward)
    if observance.kind not in OBSERVANCES:
        raise InvalidInput("Choose mourning or celebration.")
    if observance.ends_on < observance.begins_on:
        raise InvalidInput("The last day cannot be before the first.")
    if observance.ends_on < timezone.localdate():
        raise InvalidInput("These days are over. Enter days that are still to come, or have begun.")
    if observance.ends_on - observance.begins_on > LONGEST_OBSERVANCE or observance.ends_on.year > LAST_YEAR:
        raise InvalidInput(
            f"These days last at most {LONGEST_OBSERVANCE.days} days, and end by {LAST_YEAR}. Check the year."
        )
    Council.objects.select_for_update().get(pk=actor.council.pk)
    begins_at = start_of(observance.begins_on)
    ends_at = start_of(observance.ends_on + timedelta(days=1))
    refuse_overlap(actor.council.pk, observance.kind, ward, begins_at, ends_at)
    made = Period.objects.create(
        council=actor.council,
        kind=observance.kind,
        title=title,
        ward=ward,
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
    if mine.filter(ends_at__gt=now).update(ended_early_at=now, changed_at=now) != 1:
        raise Refusal("This period is over already.", "Nothing was changed. The list says when it ended.")
    bump(actor.council.pk)
    record([reasoned(actor, "period_ended", "period", period_id, reason=why)])


def _words(text: str) -> str:
    return " ".join(text.split())


def _ward(text: str) -> str:
    ward = _words(text)
    if len(ward) > LONGEST_WARD:
        raise InvalidInput(f"A ward is named in up to {LONGEST_WARD} characters.")
    return ward


def _title(text: str) -> str:
    title = _words(text)
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput(f"Give it a title, up to {LONGEST_TITLE} characters, such as Town election.")
    return title
