"""The days that do not count in a council's deadlines besides those the portal knows: entered, and taken back."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from policies.models import CouncilDay
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.workdays.bankholidays import FIRST_YEAR, LAST_YEAR
from portal.workdays.calendars import DayKind, ExtraDay

LONGEST_TITLE = 100


@dataclass(frozen=True)
class Day:
    """A day as the clerk enters it; ``kind`` is a CouncilDay.Kind."""

    on: date
    kind: str
    title: str


@transaction.atomic
def add_day(*, actor: Person, day: Day) -> CouncilDay:
    """Let ``day`` count no more in the deadlines that its kind concerns.

    Periods announced before keep the date that was computed for them. Raises NotYours, InvalidInput for what cannot
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
    try:
        with transaction.atomic():
            made = CouncilDay.objects.create(
                council=actor.council, day=day.on, kind=day.kind, title=title, entered_by=actor.membership
            )
    except IntegrityError as error:
        raise Refusal(
            "This day is entered already.", "Nothing was changed. It stands in the list below."
        ) from error
    record(
        [entry_by(actor, "extra_day_added", "extra_day", made.pk, day=day.on.isoformat(), day_kind=day.kind)]
    )
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
    record([entry_by(actor, "extra_day_removed", "extra_day", day_id, **facts)])


def days_of(council_id: int) -> list[ExtraDay]:
    """Return the council's extra days as portal.workdays counts with them. One query."""
    rows = CouncilDay.objects.filter(council_id=council_id).order_by("day")
    return [ExtraDay(row.day, DayKind(row.kind)) for row in rows]
