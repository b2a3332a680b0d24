"""Entering the notice of a poll, and what is held and listed then."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from policies.models import Period, PeriodDecision
from policies.periods.announcing import Poll, announce, end_early
from policies.periods.deciding import release
from policies.periods.listing import HELD_WORDS
from policies.periods.noticing import LateNotice, Published, enter_notice
from policies.periods.settling import Particulars, Standing, settle
from portal.channels.models import Delivery, Notice, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.desk.period_dropping import drop
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_approved, make_channels, make_council, make_person, make_scheduled
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
CANDIDATES = (Standing("Petra Stander", "Independent"),)


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


def coming(clerk: Person, *, days: int = 60, candidates: Any = CANDIDATES, **particulars: Any) -> Period:
    """Return an announced poll in ``days`` days, with candidates."""
    made = announce(actor=clerk, poll=Poll("parish_election", "Town election", TODAY + timedelta(days=days)))
    return settle(
        actor=clerk, period_id=made.pk, particulars=Particulars(candidates=candidates, **particulars)
    )


def quoting(author: Person, clerk: Person) -> Publication:
    said = [{"speaker": "Petra Stander", "office": "Councillor", "words": "I am proud of the new square."}]
    return make_scheduled(author=author, clerk=clerk, kind="press_release", quotes=said)


def due(publication: Publication) -> Delivery:
    """Let the issue's delivery be due, carry it, and return it as it stands then."""
    rows = Delivery.objects.filter(publication=publication)
    rows.update(due_at=timezone.now() - timedelta(seconds=1))
    carry(RowKind.DELIVERY, rows.get().pk)
    return rows.get()


def test_the_notice_begins_the_period_and_tells_everybody(clerk: Person, author: Person) -> None:
    period = coming(clerk)
    before = Council.objects.get(pk=clerk.council.pk).circumstances_version

    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 0

    period.refresh_from_db()
    assert (period.noticed_on, period.is_running) == (TODAY, True)
    assert Council.objects.get(pk=clerk.council.pk).circumstances_version == before + 1
    told = Notice.objects.filter(what="period_begun").values_list("recipient_id", flat=True)
    assert set(told) == {clerk.membership.pk, author.membership.pk}
    assert LedgerEntry.objects.filter(verb="period_noticed", object_id=period.pk).count() == 1


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (TODAY + timedelta(days=1), "still to come"),
        (TODAY + timedelta(days=60), "comes before the poll"),
        (TODAY + timedelta(days=90), "comes before the poll"),
        (date(1990, 1, 1), "more than 90 days before the poll"),
        (TODAY - timedelta(days=31), "more than 90 days before the poll"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(clerk: Person, on: date, why: str) -> None:
    period = coming(clerk)
    with pytest.raises(InvalidInput, match=why):
        enter_notice(actor=clerk, period_id=period.pk, notice=Published(on))
    period.refresh_from_db()
    assert period.begins_at is None


def test_the_notice_of_a_by_election_may_be_as_old_as_the_law_lets_it_be(clerk: Person) -> None:
    period = coming(clerk)
    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY - timedelta(days=30)))

    period.refresh_from_db()
    assert period.is_running


@pytest.mark.parametrize("ward", ["", "Mill"])
def test_a_second_period_of_its_kind_does_not_begin_while_one_runs_on_the_same_ground(
    clerk: Person, ward: str
) -> None:
    period = coming(clerk)
    other = make_period(clerk=clerk, title="The other", ward=ward, poll_on=TODAY + timedelta(days=9))
    with pytest.raises(Refusal, match="It overlaps “The other”"):
        enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))
    period.refresh_from_db()
    assert (period.begins_at, period.noticed_on) == (None, None)

    end_early(actor=clerk, period_id=other.pk, reason="It was entered twice.")
    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))
    period.refresh_from_db()
    assert period.is_running


def test_a_combined_poll_of_another_kind_begins_beside_it(clerk: Person) -> None:
    period = coming(clerk)
    make_period(clerk=clerk, kind=Period.Kind.PRINCIPAL_ELECTION, poll_on=period.poll_on)

    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))

    assert sum(each.is_running for each in Period.objects.all()) == 2


def test_a_late_notice_is_entered_with_a_reason_only(clerk: Person) -> None:
    period = coming(clerk, days=14)
    with pytest.raises(LateNotice, match="The latest lawful day of this notice was"):
        enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))

    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY, "The district published it late."))

    period.refresh_from_db()
    assert period.is_running
    assert "reason_sha256" in LedgerEntry.objects.get(verb="period_noticed").body


def test_a_notice_is_entered_once_by_the_clerk_of_that_council(clerk: Person, author: Person) -> None:
    period = coming(clerk)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(NotYours):
        enter_notice(actor=author, period_id=period.pk, notice=Published(TODAY))
    with pytest.raises(Refusal, match="entered already"):
        enter_notice(actor=stranger, period_id=period.pk, notice=Published(TODAY))
    enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))
    with pytest.raises(Refusal, match="entered already"):
        enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY))


def test_what_waits_and_quotes_a_candidate_is_held_and_the_rest_goes(clerk: Person, author: Person) -> None:
    bad, good = (
        quoting(author, clerk),
        make_scheduled(author=author, clerk=clerk, kind="press_release", quotes=[]),
    )
    period = coming(clerk)

    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 1

    listed = PeriodDecision.objects.get()
    assert (listed.communication_id, listed.outcome) == (bad.communication_id, "open")
    assert listed.why.startswith("Approved, not out yet.")
    assert "Petra Stander" in listed.why
    held = Delivery.objects.get(publication=bad)
    assert (held.state, held.problem) == (Delivering.HELD, HELD_WORDS)
    assert due(good).state == Delivering.SENT


def test_an_order_to_try_again_does_not_get_around_the_decision(clerk: Person, author: Person) -> None:
    bad = quoting(author, clerk)
    enter_notice(actor=clerk, period_id=coming(clerk).pk, notice=Published(TODAY))
    Delivery.objects.filter(publication=bad).update(state=Delivering.PENDING, problem="")

    stopped = due(bad)

    assert stopped.state == Delivering.HELD
    assert "waits for a decision" in stopped.problem


def test_what_is_released_goes_out_at_its_time(clerk: Person, author: Person) -> None:
    bad = quoting(author, clerk)
    enter_notice(actor=clerk, period_id=coming(clerk).pk, notice=Published(TODAY))
    decision = PeriodDecision.objects.get()
    with pytest.raises(InvalidInput, match="Say why"):
        release(actor=clerk, decision_id=decision.pk, reason=" ")
    with pytest.raises(NotYours):
        release(actor=author, decision_id=decision.pk, reason="x")

    release(actor=clerk, decision_id=decision.pk, reason="She speaks as head of the school.")

    decision.refresh_from_db()
    assert (decision.outcome, decision.decided_by_id) == ("released", clerk.membership.pk)
    assert Delivery.objects.get(publication=bad).state == Delivering.PENDING
    assert due(bad).state == Delivering.SENT
    with pytest.raises(Refusal, match="decided about this item meanwhile"):
        drop(actor=clerk, decision_id=decision.pk, reason="x")


def test_what_waits_and_is_dropped_is_a_draft_again(clerk: Person, author: Person) -> None:
    bad = quoting(author, clerk)
    enter_notice(actor=clerk, period_id=coming(clerk).pk, notice=Published(TODAY))

    drop(actor=clerk, decision_id=PeriodDecision.objects.get().pk, reason="After the poll.")

    bad.refresh_from_db()
    assert (bad.state, bad.communication.stage) == ("cancelled", "draft")
    verbs = set(LedgerEntry.objects.values_list("verb", flat=True))
    assert {"period_item_dropped", "schedule_cancelled"} <= verbs


def test_what_is_live_is_listed_and_stays_until_it_is_dropped(clerk: Person, author: Person) -> None:
    live = make_approved(author=author, clerk=clerk, title="Petra Stander opens the fair", quotes=[])
    assert due(live).state == Delivering.SENT
    period = coming(clerk)

    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 1

    listed = PeriodDecision.objects.get()
    assert listed.why.startswith("In public now. Petra Stander stands")
    live.refresh_from_db()
    assert live.state == "live"
    drop(actor=clerk, decision_id=listed.pk, reason="Until after the poll.")
    live.refresh_from_db()
    assert (live.state, live.end_reason) == (
        "withdrawn",
        "Until after the poll.\n\nUnder: Local Government Act 1986, s.2 and the publicity code.",
    )


def test_candidates_entered_later_are_looked_for_then(clerk: Person, author: Person) -> None:
    make_scheduled(
        author=author, clerk=clerk, kind="press_release", title="Petra Stander opens the fair", quotes=[]
    )
    period = coming(clerk, candidates=())
    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 0

    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=CANDIDATES))
    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=CANDIDATES))

    assert PeriodDecision.objects.count() == 1


def test_a_live_item_on_what_is_in_controversy_is_listed(clerk: Person, author: Person) -> None:
    live = make_approved(author=author, clerk=clerk, quotes=[])
    assert due(live).state == Delivering.SENT
    period = coming(clerk, subjects=["Market Square"])

    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 1
    assert "“Market Square”, which is in controversy" in PeriodDecision.objects.get().why


def test_another_council_s_items_are_not_looked_through(clerk: Person) -> None:
    other = make_council()
    make_channels(other, "newsroom")
    quoting(make_person(council=other, role=Role.OFFICER), make_person(council=other, role=Role.CLERK))

    assert enter_notice(actor=clerk, period_id=coming(clerk).pk, notice=Published(TODAY)) == 0


def test_what_is_approved_in_the_knowledge_of_the_period_is_not_held_by_the_list(
    clerk: Person, author: Person
) -> None:
    bad = make_approved(author=author, clerk=clerk, quotes=[])
    period = coming(clerk, subjects=["Market Square"])
    assert enter_notice(actor=clerk, period_id=period.pk, notice=Published(TODAY)) == 1
    assert due(bad).state == Delivering.HELD
    Publication.objects.filter(pk=bad.pk).update(ordered_at=timezone.now())
    Delivery.objects.filter(publication=bad).update(state=Delivering.PENDING)

    assert due(bad).state == Delivering.SENT
