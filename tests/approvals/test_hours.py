"""The hour at which an item goes out: nothing is said of it before somebody chose one, and then of the chosen one."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from approvals.answering import Said, Unanswered
from approvals.deciding import Issue, approve
from approvals.gates import still_clear
from approvals.models import Review
from approvals.weighing import weigh_again
from approvals.withdrawing import reschedule
from policies.evaluate import Blocked
from policies.judging import judge
from policies.models import Period
from policies.screening import Draft, screen
from portal.channels.models import Channel, Delivery, Publication
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from tests.makers import make_channels, make_council, make_person, make_review, read_again
from tests.makers.circumstances import make_period
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    """Return the clerk of a council whose rule calls every hour odd but those from ten to eleven in the morning."""
    council = make_council()
    make_channels(council, "newsroom")
    person = make_person(council=council, role=Role.CLERK)
    hours = {"from": "10:00", "until": "11:00"}
    make_clause_rule(
        clerk=person,
        version=make_adopted_policy(clerk=person),
        ref="2.1",
        check_id="timing",
        severity="advise",
        parameters=hours,
    )
    return person


@pytest.fixture
def review(clerk: Person) -> Review:
    """Return an item that waits, submitted at whatever hour it is."""
    return make_review(author=make_person(council=clerk.council, role=Role.OFFICER))


def tomorrow(hour: int) -> datetime:
    """Return ``hour`` o'clock in London tomorrow."""
    day = timezone.now().astimezone(LONDON) + timedelta(days=1)
    return day.replace(hour=hour, minute=30, second=0, microsecond=0)


def approved(
    clerk: Person, review: Review, go_at: datetime, seen: Collection[str] = ()
) -> Publication | None:
    """Approve ``review`` for ``go_at``."""
    channels = [row.pk for row in Channel.objects.filter(council=clerk.council)]
    return approve(
        actor=clerk,
        review_id=review.pk,
        revision_id=review.revision_id,
        issue=Issue(channels, go_at=go_at),
        said=Said(seen=seen),
    )[1]


def timings(review: Review, **known: datetime) -> list[str]:
    """Return what is said of the hour."""
    found = judge(review.communication, review.revision.content, **known).findings  # type: ignore[arg-type]
    return [finding.message for finding in found if finding.check == "timing"]


def test_while_nobody_chose_an_hour_no_hour_is_odd(clerk: Person, review: Review) -> None:
    assert timings(review) == []
    assert timings(review, at=tomorrow(3)) == []
    Review.objects.update(weighed_version=None)
    assert weigh_again() == 1
    review.refresh_from_db()
    assert (review.found, review.worst) == (0, 0)


def test_what_is_scheduled_for_the_morning_asks_nothing_at_night(clerk: Person, review: Review) -> None:
    issue = approved(clerk, review, tomorrow(10))
    assert issue is not None
    assert issue.go_at == tomorrow(10)


def test_what_is_scheduled_for_the_night_is_advised_on_by_day(clerk: Person, review: Review) -> None:
    with pytest.raises(Unanswered, match="It would go out at 03:30, when few expect") as refused:
        approved(clerk, review, tomorrow(3))
    assert not Publication.objects.exists()
    (advice,) = refused.value.findings
    assert approved(clerk, review, tomorrow(3), seen=[advice.key]) is not None
    assert [finding.message for finding in review.findings.all()] == [advice.message]


def test_a_bare_text_is_judged_for_an_hour_only_where_one_is_given(clerk: Person) -> None:
    texts = [
        Draft("The hall is open.", "notice", "official", at=at) for at in (None, tomorrow(3), tomorrow(10))
    ]
    found = [
        [finding.message for finding in verdict.findings if finding.check == "timing"]
        for verdict in screen(clerk.council, texts)
    ]
    assert found == [[], ["It would go out at 03:30, when few expect to hear from the council."], []]


WEEK = timedelta(days=7)


def mourned(clerk: Person, begins_at: datetime, ends_at: datetime) -> Period:
    """Return a time of mourning."""
    return make_period(
        clerk=clerk,
        kind=Period.Kind.MOURNING,
        title="the mourning",
        poll_on=None,
        begins_at=begins_at,
        ends_at=ends_at,
    )


@pytest.fixture
def solemn() -> Person:
    """Return the clerk of a council whose rule on the time stops what celebrates while it mourns."""
    council = make_council()
    make_channels(council, "newsroom")
    person = make_person(council=council, role=Role.CLERK)
    version = make_adopted_policy(clerk=person)
    make_clause_rule(clerk=person, version=version, ref="2.1", check_id="timing", severity="block")
    return person


PARTY = {
    "title": "Come and celebrate",
    "body": "<p>Hooray! Come to our fun party with fireworks and dancing.</p>",
}


def party(clerk: Person) -> Review:
    """Return an item that celebrates, and waits."""
    return make_review(author=make_person(council=clerk.council, role=Role.OFFICER), **PARTY)


def test_an_item_is_judged_by_the_periods_that_run_when_it_goes_out(solemn: Person) -> None:
    first, second = party(solemn), party(solemn)
    noon = tomorrow(12)
    mourned(solemn, noon + WEEK - timedelta(days=1), noon + WEEK + timedelta(days=1))

    with pytest.raises(Blocked, match="mourning"):
        approved(solemn, first, noon + WEEK)
    assert approved(solemn, first, noon) is not None
    assert approved(solemn, second, noon + 2 * WEEK) is not None


def test_a_period_that_begins_by_the_clock_holds_what_was_approved_before_it(solemn: Person) -> None:
    made = approved(solemn, party(solemn), tomorrow(12))
    assert made is not None
    now = timezone.now()
    mourned(solemn, now - timedelta(minutes=5), now + 2 * WEEK)
    assert still_clear(read_again(made)) == ""  # decided a moment ago, in the knowledge of it

    decided_before = read_again(made)
    decided_before.clearance.at = now - timedelta(hours=1)
    assert "mourning" in still_clear(decided_before)


def test_an_item_is_judged_again_for_an_hour_to_which_it_was_moved(solemn: Person) -> None:
    made = approved(solemn, party(solemn), tomorrow(12))
    assert made is not None

    reschedule(actor=solemn, communication_id=made.communication_id, go_at=tomorrow(3))
    (row,) = Delivery.objects.filter(publication=made)
    assert (row.state, row.problem != "") == (Delivering.HELD, True)
    reschedule(actor=solemn, communication_id=made.communication_id, go_at=tomorrow(12))
    row.refresh_from_db()
    assert (row.state, row.problem) == (Delivering.PENDING, "")
