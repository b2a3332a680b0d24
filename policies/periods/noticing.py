"""Entering the notice of a poll: from that day the period before it runs, and what waits is looked at again."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from policies.models import Period
from policies.periods.announcing import LONGEST_REASON, POLLS, start_of
from policies.periods.listing import list_what_stands
from policies.periods.overlapping import refuse_beside_one_that_runs
from policies.periods.telling import tell_members
from portal.channels.notices.vocabulary import What
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.councils.templatetags.words import day
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

EARLIEST_NOTICE = timedelta(days=90)
"""How long before the poll its notice can have been published, at the most.

The law names only the latest day. A by-election is polled within 60 working days of the notice of the vacancy
(SI 2006/3305 rule 5), about 90 days where Christmas or Easter fall in between, and the notice of election follows that
one; of ordinary elections it has been seen seven weeks before. What is dated earlier is a slip, and a period that
seems to have run for years would judge everything that was issued in them.
"""


class LateNotice(Refusal):
    """The notice is later than the law allows; it can be entered with a reason."""

    def __init__(self, latest: date) -> None:
        super().__init__(
            f"The latest lawful day of this notice was {day(latest)}.",
            "Nothing was changed. Check the date; if it is right, say why and enter it again: the reason is kept.",
        )


@dataclass(frozen=True)
class Published:
    """On which day the notice was actually published, and why so late where it was later than lawful."""

    on: date
    late_reason: str = ""


@transaction.atomic
def enter_notice(*, actor: Person, period_id: int, notice: Published) -> int:
    """Enter the notice of an announced poll: the period begins; returns how many items are listed for a decision.

    What is approved and not out yet is judged again and held where it stands in the way; every member is told.
    Raises NotYours, InvalidInput for a day to come, not before the poll or long before it, LateNotice without a
    reason, Refusal where the notice is entered already, the poll is over, or one of its kind runs on the same ground.
    """
    actor.require(Power.CONFIGURE)
    Council.objects.select_for_update().get(pk=actor.council.pk)
    period = (
        Period.objects.select_for_update(of=("self",))
        .select_related("council")
        .filter(pk=period_id, council=actor.council, kind__in=POLLS)
        .first()
    )
    if period is None or period.is_over or period.noticed_on is not None:
        raise Refusal(
            "The notice of this poll is entered already, or the poll is over.",
            "Nothing was changed. The period’s page says when it began and ends.",
        )
    _check(period, notice)
    refuse_beside_one_that_runs(period)
    period.noticed_on, period.noticed_by = notice.on, actor.membership
    period.begins_at, period.changed_at = start_of(notice.on), timezone.now()
    period.save(update_fields=["noticed_on", "noticed_by", "begins_at", "changed_at"])
    bump(actor.council.pk)
    listed = list_what_stands(period, with_pins=True)
    tell_members(period, What.PERIOD_BEGUN)
    facts = {"noticed_on": notice.on.isoformat(), "listed": listed}
    record([reasoned(actor, "period_noticed", "period", period.pk, reason=notice.late_reason, **facts)])
    return listed


def _check(period: Period, notice: Published) -> None:
    """Raise where the day of the notice cannot be, or is late and nobody says why."""
    if period.poll_on is None or notice.on >= period.poll_on:
        raise InvalidInput("The notice comes before the poll. Check the dates.")
    if notice.on > timezone.localdate():
        raise InvalidInput("This day is still to come: enter the notice on the day it is published.")
    earliest = period.poll_on - EARLIEST_NOTICE
    if notice.on < earliest:
        raise InvalidInput(
            f"This is more than {EARLIEST_NOTICE.days} days before the poll: no notice of it was published before "
            f"{day(earliest)}. Check the date."
        )
    if len(notice.late_reason) > LONGEST_REASON:
        raise InvalidInput(f"Say why it is late in up to {LONGEST_REASON} characters.")
    latest = period.latest_notice_on
    if latest is not None and notice.on > latest and not stated(notice.late_reason):
        raise LateNotice(latest)
