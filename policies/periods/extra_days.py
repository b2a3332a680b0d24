"""The days that do not count in a council's deadlines besides those the portal knows: entered, and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from policies.models import CouncilDay, Period
from policies.periods.counting import LATEST_NOTICE_KINDS, latest_notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.workdays.bankholidays import FIRST_YEAR, LAST_YEAR

LONGEST_TITLE = 100


@dataclass(frozen=True)
class Day:
    """A day as the clerk enters it; ``kind`` is a CouncilDay.Kind."""

    on: date
    kind: str
    title: str


Counter = Callable[[Person], list[Entry]]


@cache
def _counters(paths: tuple[str, ...]) -> tuple[Counter, ...]:
    return tuple(import_string(path) for path in paths)


@transaction.atomic
def add_day(*, actor: Person, day: Day) -> CouncilDay:
    """Let ``day`` count no more in the deadlines that its kind concerns.

    The polls whose notice is awaited are counted again with it. Raises NotYours, InvalidInput for what cannot
    be read, Refusal where the day is entered already.
    """
    actor.require(Power.CONFIGURE)
    title = " ".join(day.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput(f"Say what the day is, in up to {LONGEST_TITLE} characters.")
    if day.kind not in CouncilDay.Kind.values:
        raise InvalidInput("Choose why the day does not count.")
    if not FIRST_YEAR <= day.on.year <= LAST_YEAR:
        raise InvalidInput(f"The calendar covers {FIRST_YEAR} to {LAST_YEAR}. Check the year.")
    Council.objects.select_for_update().get(pk=actor.council.pk)
    try:
        with transaction.atomic():
            made = CouncilDay.objects.create(
                council=actor.council, day=day.on, kind=day.kind, title=title, entered_by=actor.membership
            )
    except IntegrityError as error:
        raise Refusal(
            "This day is entered already.", "Nothing was changed. It stands in the list below."
        ) from error
    facts = {"day": day.on.isoformat(), "day_kind": day.kind}
    again = _count_again(actor)
    record([entry_by(actor, "extra_day_added", "extra_day", made.pk, **facts), *again])
    return made


@transaction.atomic
def remove_day(*, actor: Person, day_id: int) -> None:
    """Take an entered day back. Raises NotYours, Refusal where it is gone already."""
    actor.require(Power.CONFIGURE)
    Council.objects.select_for_update().get(pk=actor.council.pk)
    found = CouncilDay.objects.filter(pk=day_id, council=actor.council).first()
    if found is None:
        raise Refusal("This day was taken back already.")
    facts = {"day": found.day.isoformat(), "day_kind": found.kind}
    found.delete()
    again = _count_again(actor)
    record([entry_by(actor, "extra_day_removed", "extra_day", day_id, **facts), *again])


def _count_again(actor: Person) -> list[Entry]:
    """Give the polls whose notice is awaited their latest lawful day anew; returns what is to be recorded of each.

    What was noticed keeps the day that was lawful then. What other rooms count by these days they count again: settings
    list DAY_COUNTERS. The caller holds the council's lock.
    """
    awaited = Period.objects.select_for_update().filter(
        council=actor.council,
        kind__in=LATEST_NOTICE_KINDS,
        noticed_on__isnull=True,
        ended_early_at__isnull=True,
        poll_on__gt=timezone.localdate(),
    )
    entries = []
    for period in awaited.order_by("pk"):
        if period.poll_on is None:
            continue
        latest = latest_notice(period.kind, period.poll_on, actor.council.pk)
        if latest != period.latest_notice_on:
            before = period.latest_notice_on
            period.latest_notice_on, period.changed_at = latest, timezone.now()
            period.save(update_fields=["latest_notice_on", "changed_at"])
            facts = {"latest_notice_on": latest.isoformat(), "before": before.isoformat() if before else ""}
            entries.append(entry_by(actor, "period_counted_again", "period", period.pk, **facts))
    for counter in _counters(tuple(settings.DAY_COUNTERS)):
        entries += counter(actor)
    return entries
