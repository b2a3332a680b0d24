"""Listing again what was decided about, where something new stands against it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.evaluate import Rule, Severity, evaluate
from policies.gathering import gather
from policies.models import Candidate, Period, PeriodDecision
from policies.periods import listing
from policies.periods.announcing import Poll, announce, end_early
from policies.periods.deciding import release
from policies.periods.gates import not_released
from policies.periods.listing import HELD_WORDS, look_further_back, still_unlooked
from policies.periods.noticing import Published, enter_notice
from policies.periods.settling import Particulars, Standing, settle
from policies.subjects import subject_of
from portal.channels.models import Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering, PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_approved, make_person
from tests.makers.circumstances import make_period
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
CANDIDATES = (Standing("Petra Stander", "Independent"),)
OTHERS = (*CANDIDATES, Standing("Tom Ash"))


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


def due(publication: Publication) -> Delivery:
    """Let the issue's delivery be due, carry it, and return it as it stands then."""
    rows = Delivery.objects.filter(publication=publication)
    rows.update(due_at=timezone.now() - timedelta(seconds=1))
    carry(RowKind.DELIVERY, rows.get().pk)
    return rows.get()


def coming(clerk: Person) -> Period:
    """Return an announced poll, two months away, with one of the two who will stand."""
    made = announce(actor=clerk, poll=Poll("parish_election", "Town election", TODAY + timedelta(days=60)))
    return settle(actor=clerk, period_id=made.pk, particulars=Particulars(candidates=CANDIDATES))


def naming_two(author: Person, clerk: Person) -> Publication:
    tomorrow = timezone.now() + timedelta(days=1)
    title = "Petra Stander and Tom Ash open the fair"
    return make_approved(author=author, clerk=clerk, issue={"go_at": tomorrow}, title=title, quotes=[])


def listed_and_released(author: Person, clerk: Person) -> tuple[Publication, Period]:
    """Return what names two who stand, of whom one was entered when it was released, and the period."""
    waits, period = naming_two(author, clerk), coming(clerk)
    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 1
    release(actor=clerk, decision_id=PeriodDecision.objects.get().pk, reason="The fair is every year.")
    return waits, period


def test_what_was_released_is_listed_again_where_somebody_new_stands(clerk: Person, author: Person) -> None:
    waits, period = listed_and_released(author, clerk)

    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=CANDIDATES))
    assert PeriodDecision.objects.count() == 1
    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=OTHERS))
    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=OTHERS))

    first, again = PeriodDecision.objects.order_by("pk")
    assert (first.outcome, again.outcome) == ("released", "open")
    assert "Tom Ash stands" not in first.why
    assert "Tom Ash stands" in again.why
    held = Delivery.objects.get(publication=waits)
    assert (held.state, held.problem) == (Delivering.HELD, HELD_WORDS)
    Delivery.objects.update(state=Delivering.PENDING, problem="")
    assert due(waits).state == Delivering.HELD


def test_what_waits_in_the_list_is_told_with_what_came_to_it(clerk: Person, author: Person) -> None:
    naming_two(author, clerk)
    period = coming(clerk)
    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))

    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=OTHERS))

    listed = PeriodDecision.objects.get()
    assert listed.outcome == "open"
    assert "Petra Stander stands" in listed.why
    assert "Tom Ash stands" in listed.why


def test_a_release_covers_what_was_told_while_its_period_runs(clerk: Person, author: Person) -> None:
    waits, period = listed_and_released(author, clerk)
    item, revision = waits.communication, waits.revision

    def left() -> list[str]:
        seen = subject_of(item.kind, revision.content, circumstances=gather(clerk.council, at=timezone.now()))
        rule = Rule("election-candidate", Severity.BLOCK, "2.1", "No publicity about who stands.")
        stops = evaluate(seen, [rule]).findings
        return sorted(
            {finding.message.split(" stands")[0] for finding in not_released(item, revision, stops)}
        )

    assert left() == []
    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=OTHERS))
    assert left() == ["Tom Ash"]
    other = make_period(clerk=clerk, kind=Period.Kind.PRINCIPAL_ELECTION, title="County election")
    Candidate.objects.create(period=other, name="Petra Stander")
    end_early(actor=clerk, period_id=period.pk, reason="Nobody stands against anybody.")
    assert left() == ["Petra Stander"]


def in_public(author: Person, clerk: Person, number: int) -> list[Publication]:
    """Return so many issues in public that name somebody who stands, the oldest first."""
    made = [
        make_approved(author=author, clerk=clerk, title=f"Petra Stander opens fair {one}", quotes=[])
        for one in range(number)
    ]
    Publication.objects.filter(pk__in=[one.pk for one in made]).update(state=PublicState.LIVE)
    return made


def listed() -> list[int]:
    return list(PeriodDecision.objects.order_by("pk").values_list("communication_id", flat=True))


def test_older_items_in_public_are_looked_through_in_rounds_until_none_is_left(
    clerk: Person, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_LIVE", 2)
    newest_first = [one.communication_id for one in reversed(in_public(author, clerk, 5))]
    period = coming(clerk)

    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))
    assert (sorted(listed()), left(period)) == (sorted(newest_first[:2]), 3)
    assert (look_further_back(), sorted(listed()), left(period)) == (2, sorted(newest_first[:4]), 1)
    assert (look_further_back(), sorted(listed()), left(period)) == (1, sorted(newest_first), 0)
    assert (look_further_back(), len(listed())) == (0, 5)

    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=CANDIDATES))
    assert left(period) == 3  # who stands was entered again, so everything is looked through again
    end_early(actor=clerk, period_id=period.pk, reason="The poll is called off.")
    assert (look_further_back(), left(period)) == (0, 3)


def left(period: Period) -> int:
    return still_unlooked(Period.objects.get(pk=period.pk))


def test_a_round_takes_as_many_queries_for_four_items_as_for_one(
    clerk: Person, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_public(author, clerk, 6)
    period = coming(clerk)
    monkeypatch.setattr(listing, "MOST_LIVE", 1)
    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))
    counts = []
    for each in (1, 4):
        monkeypatch.setattr(listing, "MOST_LIVE", each)
        with CaptureQueriesContext(connection) as told:
            assert look_further_back() == each
        counts.append(len(told))

    assert counts[0] == counts[1] <= 30
    assert len(listed()) == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_looks_further(
    clerk: Person, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_LIVE", 1)
    in_public(author, clerk, 2)
    enter_notice(actor=clerk, period_id=coming(clerk).pk, notice=Published(TODAY))

    at_once(look_further_back, look_further_back)

    assert len(listed()) == len(set(listed())) == 2
