"""The editorial calendar: each thing on its day, what one may read and no more, and queries that do not grow."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.withdrawing import reschedule, withdraw
from policies.matters.linking import say_about
from policies.models import CouncilDay, Meeting
from policies.periods.announcing import Poll, announce, end_early
from portal.channels.confirming import confirm_issue
from portal.channels.models import Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything, resume
from portal.councils.dates.things import LONDON, Dated, Span, dates_for, sorts_known
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.settling import change_details
from portal.desk.calendar import IN_A_CELL, Question, calendar_of
from tests.makers import make_approved, make_council, make_person, make_review, make_revision, sign_in
from tests.makers.circumstances import make_matter, make_meeting, make_period
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db

DAY = date(2027, 3, 10)
MARCH = Span(date(2027, 3, 1), date(2027, 3, 31))
AT = datetime(2027, 3, 10, 9, 0, tzinfo=LONDON)


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


@pytest.fixture
def chair(council: Council) -> Person:
    return make_person(council=council, role=Role.CHAIR)


def page(person: Person, query: str = "month=2027-03") -> str:
    answer = sign_in(person).get(f"/{person.council.slug}/desk/calendar/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def things(person: Person, span: Span = MARCH) -> list[Dated]:
    """Return what the calendar holds but days off: Easter lies in this month."""
    return [one for one in dates_for(person, span).things if one.sort.slug != "day-off"]


def told(person: Person, span: Span = MARCH) -> list[tuple[str, str, date]]:
    return [(one.sort.slug, one.title, one.first_day) for one in things(person, span)]


def scheduled(author: Person, clerk: Person, go_at: datetime = AT, **changes: Any) -> Publication:
    issue = {"go_at": go_at, "take_down_at": go_at + timedelta(days=7)}
    return make_approved(author=author, clerk=clerk, kind="notice", issue=issue, **changes)


def put_out(publication: Publication) -> None:
    """Let it go out now, and date it into the month of these tests."""
    Publication.objects.filter(pk=publication.pk).update(go_at=timezone.now())
    publication.deliveries.update(due_at=timezone.now())
    for delivery in publication.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)
    moved = Publication.objects.filter(pk=publication.pk, state="live")
    assert moved.update(go_at=AT, live_at=AT) == 1


def test_what_goes_out_and_is_taken_down_stands_on_its_days_for_who_works_on_it(
    council: Council, clerk: Person, author: Person, chair: Person
) -> None:
    scheduled(author, clerk, title="The fair")
    expected = [("scheduled", "The fair", DAY), ("take-down", "The fair", date(2027, 3, 17))]
    assert told(clerk) == told(author) == expected
    assert told(chair) == []


def test_what_is_held_is_not_said_to_go_out_until_somebody_lets_it(
    council: Council, clerk: Person, author: Person
) -> None:
    issue = scheduled(author, clerk, title="The fair")
    assert things(clerk)[0].sort.one == "Goes out"
    key = things(clerk)[0].key
    hold_everything(actor=clerk, reason="A death")
    resume(actor=clerk, reason="It is over")
    held = things(clerk)[0]
    assert (held.sort.one, held.sort.slug, held.key) == ("Held", "scheduled", key)
    assert f"{held.sort.one}</span>" in page(clerk, "month=2027-03&kind=scheduled")
    confirm_issue(actor=clerk, publication_id=issue.pk)
    assert things(clerk)[0].sort.one == "Goes out"


def test_a_time_that_was_changed_moves_the_thing_and_says_when(
    council: Council, clerk: Person, author: Person
) -> None:
    issue = scheduled(author, clerk)
    before = things(clerk)[0]
    reschedule(actor=clerk, communication_id=issue.communication_id, go_at=AT + timedelta(days=1))
    after = things(clerk)[0]
    assert (after.key, after.first_day) == (before.key, DAY + timedelta(days=1))
    assert after.changed > before.changed


def test_what_was_edited_after_its_approval_goes_out_at_no_time(
    council: Council, clerk: Person, author: Person
) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="notice", issue={"go_at": AT})
    make_revision(author=author, kind="notice", communication=issue.communication, title="Another text")
    assert told(clerk) == []


def test_what_is_out_is_there_for_everybody_and_leads_them_where_they_may_read_it(
    council: Council, clerk: Person, author: Person, chair: Person
) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="notice", title="It is out")
    put_out(issue)
    assert told(clerk) == told(chair) == [("issued", "It is out", DAY)]
    links = [things(one)[0].link for one in (clerk, chair)]
    slug = council.slug
    assert links == [f"/{slug}/desk/drafts/{issue.communication_id}/", f"/{slug}/news/{issue.slug}/"]


def test_what_was_withdrawn_stays_and_says_so(council: Council, clerk: Person, author: Person) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="notice", title="It was wrong")
    put_out(issue)
    withdraw(actor=clerk, communication_id=issue.communication_id, reason="It names the wrong road.")
    (one,) = things(clerk)
    assert (one.sort.slug, one.cancelled) == ("issued", True)
    assert "<strong>no longer</strong>" in page(clerk)


def test_an_embargo_is_for_who_works_on_the_item_until_it_is_over(
    council: Council, clerk: Person, author: Person, chair: Person
) -> None:
    issue = make_approved(author=author, clerk=clerk, title="The square")
    Publication.objects.filter(pk=issue.pk).update(embargo_until=AT, go_at=AT - timedelta(days=90))
    assert told(clerk) == [("embargo", "The square", DAY)]
    assert told(chair) == []


def test_what_waits_shows_the_time_that_it_asks_for_and_the_day_that_it_concerns(
    council: Council, clerk: Person, author: Person, chair: Person
) -> None:
    make_review(author=author, kind="notice", title="Road closed", concerns_on="2027-03-10")
    make_review(author=author, title="The square", embargo="2027-03-09T23:30")
    make_review(author=author, kind="notice", title="Another month", concerns_on="2027-04-01")
    expected = [("wished", "The square", date(2027, 3, 9)), ("event", "Road closed", DAY)]
    assert told(clerk) == told(author) == expected
    assert told(chair) == []


def test_minutes_that_wait_stand_on_the_last_day_on_which_they_are_published_in_time(
    council: Council, clerk: Person, author: Person
) -> None:
    for title, held_on in (
        ("On its last day", "2027-02-28"),
        ("Last month’s", "2027-01-31"),
        ("Next month’s", "2027-03-01"),
    ):
        make_review(author=author, kind="notice", title=title, minutes_of=held_on)
    assert told(clerk) == told(author) == [("minutes", "On its last day", date(2027, 3, 28))]
    assert things(clerk)[0].note == "Notice: minutes to be published by"
    assert [one.title for one in dates_for(clerk, MARCH, ["minutes"]).things] == ["On its last day"]
    assert dates_for(clerk, MARCH, ["wished"]).things == []
    slugs = [sort.slug for sort in sorts_known()]
    assert slugs.count("minutes") == 1  # of meetings and of what waits: one box in the filter
    assert len(slugs) == len(set(slugs))
    february = Span(date(2027, 2, 1), date(2027, 2, 28))
    assert told(clerk, february) == [("minutes", "Last month’s", date(2027, 2, 28))]
    change_details(actor=clerk, minutes_within="untimed")
    assert told(person_now(clerk.membership.pk)) == []


def test_a_meeting_whose_minutes_are_not_out_shows_by_when_they_are_and_no_more_once_they_are(
    council: Council, clerk: Person, chair: Person
) -> None:
    meeting = make_meeting(clerk=clerk, held_on=date(2027, 2, 25))
    assert told(clerk) == told(chair) == [("minutes", "Full council", date(2027, 3, 25))]
    (due,) = things(clerk)
    assert due.note == f"{council.name}: held on Thursday 25 February 2027"
    assert due.link == f"/{council.slug}/desk/meetings/{meeting.pk}/"
    assert [one.sort.slug for one in dates_for(clerk, MARCH, ["minutes"]).things] == ["minutes"]
    change_details(actor=clerk, minutes_within="fortnight")
    assert told(person_now(clerk.membership.pk)) == [("minutes", "Full council", date(2027, 3, 11))]
    Meeting.objects.update(minutes_published_on=date(2027, 3, 1))
    assert told(clerk) == []


def test_what_is_not_submitted_is_in_no_calendar_but_what_is_submitted_is_its_author_s_too(
    council: Council, clerk: Person, chair: Person
) -> None:
    make_revision(author=chair, kind="notice", concerns_on="2027-03-10")
    assert told(clerk) == told(chair) == []
    make_review(author=chair, kind="notice", title="From the chair", concerns_on="2027-03-10")
    assert told(clerk) == told(chair) == [("event", "From the chair", DAY)]


def test_items_on_a_matter_of_named_access_are_in_nobody_s_calendar_who_was_not_named(
    council: Council, clerk: Person, author: Person
) -> None:
    other = make_person(council=council, role=Role.OFFICER)
    auditor = make_person(council=council, role=Role.AUDITOR)
    waits = make_review(author=author, kind="notice", title="The depot", concerns_on="2027-03-10")
    goes = scheduled(author, clerk, title="The sale")
    matter = make_matter(clerk=clerk)
    matter.named_access_only = True
    matter.save()
    for item in (waits.communication, goes.communication):
        say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    assert len(told(clerk)) == len(told(author)) == 3
    assert told(other) == told(auditor) == []
    assert {bool(one.discreet) for one in things(clerk)} == {True}
    assert not any("depot" in one.discreet for one in things(clerk))


def test_the_council_s_business_stands_on_its_days_for_every_member(
    council: Council, clerk: Person, chair: Person
) -> None:
    make_meeting(clerk=clerk, held_on=DAY)
    CouncilDay.objects.create(
        council=council, day=DAY, kind="closed", title="Move", entered_by=clerk.membership
    )
    version = make_adopted_policy(clerk=clerk, title="Our policy")
    version.policy.versions.update(review_due=DAY)
    make_period(
        clerk=clerk,
        poll_on=date(2027, 3, 20),
        begins_at=datetime(2027, 2, 20, tzinfo=LONDON),
        ends_at=datetime(2027, 3, 21, tzinfo=LONDON),
    )
    expected = [
        ("period", "Before the poll: Town election", date(2027, 2, 20)),
        ("meeting", "Full council", DAY),
        ("review", "Our policy", DAY),
        ("period", "Poll: Town election", date(2027, 3, 20)),
    ]
    assert told(clerk) == told(chair) == expected
    off = [(one.title, one.first_day) for one in dates_for(chair, MARCH, ["day-off"]).things]
    assert off == [("Move", DAY), ("Bank holiday", date(2027, 3, 26)), ("Bank holiday", date(2027, 3, 29))]
    (before,) = [one for one in things(clerk) if one.lasts]
    assert before.last_day == date(2027, 3, 20)


def test_a_poll_that_is_to_come_shows_the_latest_day_of_its_notice_and_a_called_off_one_that_it_is(
    council: Council, clerk: Person
) -> None:
    poll_on = timezone.localdate() + timedelta(days=60)
    poll = announce(actor=clerk, poll=Poll("referendum", "Neighbourhood plan", poll_on))
    assert poll.latest_notice_on is not None
    span = Span(timezone.localdate(), poll_on)
    days = [(one.title, one.first_day) for one in dates_for(clerk, span, ["period"]).things]
    assert ("Poll: Neighbourhood plan", poll_on) in days
    assert ("Latest lawful day of the notice: Neighbourhood plan", poll.latest_notice_on) in days
    end_early(actor=clerk, period_id=poll.pk, reason="It is not held.")
    assert {one.cancelled for one in dates_for(clerk, span, ["period"]).things} == {True}


def test_another_council_s_dates_are_nobody_s_here(council: Council, clerk: Person, author: Person) -> None:
    scheduled(author, clerk)
    make_meeting(clerk=clerk, held_on=DAY)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    assert told(stranger) == []
    assert sign_in(stranger).get(f"/{council.slug}/desk/calendar/").status_code == 404


def test_an_hour_is_shown_on_london_s_clock_before_and_after_the_clocks_change(
    council: Council, clerk: Person, author: Person
) -> None:
    scheduled(author, clerk, datetime(2027, 3, 27, 23, 30, tzinfo=UTC), title="Before")
    scheduled(author, clerk, datetime(2027, 3, 28, 23, 30, tzinfo=UTC), title="After")
    assert told(clerk)[:2] == [
        ("scheduled", "Before", date(2027, 3, 27)),
        ("scheduled", "After", date(2027, 3, 29)),
    ]
    shown = page(clerk)
    assert "11:30 pm (GMT)" in shown
    assert "12:30 am (BST)" in shown
    assert told(clerk, Span(date(2027, 3, 28), date(2027, 3, 28))) == []


def test_the_table_names_its_month_its_weekdays_and_every_day_of_it_once(
    council: Council, clerk: Person
) -> None:
    shown = page(clerk)
    assert re.findall(r'<th scope="col">(\w+)</th>', shown) == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    assert "<caption" in shown
    named = re.findall(r'calendar__named">(\w+ \d+ March 2027)<', shown)
    assert (len(named), named[0], named[-1]) == (31, "Monday 1 March 2027", "Wednesday 31 March 2027")


def test_the_list_has_the_same_things_as_the_table(council: Council, clerk: Person, author: Person) -> None:
    scheduled(author, clerk, title="The fair")
    shown = page(clerk, "month=2027-03&view=list")
    assert "<table" not in shown
    assert re.findall(r'<h2 id="day-[\d-]+">([^<]+)<', shown)[:2] == [
        "Wednesday 10 March 2027",
        "Wednesday 17 March 2027",
    ]


def test_a_day_of_many_things_names_some_counts_the_rest_and_leads_to_all(
    council: Council, clerk: Person, author: Person
) -> None:
    for number in range(IN_A_CELL + 3):
        make_meeting(clerk=clerk, title=f"Committee {number}", held_on=DAY)
    shown = page(clerk)
    assert "3 more" in shown
    assert shown.count("Committee ") == IN_A_CELL
    chosen = page(clerk, "day=2027-03-10").partition('id="chosen-day"')[2].partition("</section>")[0]
    assert chosen.count("Committee ") == IN_A_CELL + 3


def test_only_the_kinds_that_are_chosen_are_shown_and_stay_chosen_from_month_to_month(
    council: Council, clerk: Person, author: Person
) -> None:
    scheduled(author, clerk, title="The fair")
    make_meeting(clerk=clerk, held_on=DAY)
    shown = page(clerk, "month=2027-03&kind=meeting")
    assert ("Full council" in shown, "The fair" in shown) == (True, False)
    assert 'href="?view=month&amp;month=2027-04&amp;kind=meeting"' in shown
    assert re.findall(r'value="([\w-]+)" checked', shown) == ["meeting"]


@pytest.mark.parametrize(
    "query",
    [
        "month=2027-13",
        "month=1999-12",
        "month=%00",
        "day=2027-02-30",
        "day=0001-01-01",
        "day=9999-12-31",
        "day=" + "9" * 5000,
        "day=%F0%9F%8E%89",
        "month=2027-03'--",
        "day=２０２７-03-10",
    ],
)
def test_a_date_that_is_none_is_refused_gently(council: Council, clerk: Person, query: str) -> None:
    shown = page(clerk, query)
    assert "That is no date between 2000 and 2099" in shown


@pytest.mark.parametrize(
    "query", ["kind=nothing", "view=%00", "page=99999", "page=x", "kind=&kind=meeting%00"]
)
def test_other_words_that_mean_nothing_are_left_out(council: Council, clerk: Person, query: str) -> None:
    assert "<table" in page(clerk, query)


@pytest.mark.parametrize(
    ("month", "before", "after"),
    [("2000-01", "", "2000-02"), ("2099-12", "2099-11", ""), ("2027-12", "2027-11", "2028-01")],
)
def test_the_calendar_has_a_first_and_a_last_month(month: str, before: str, after: str) -> None:
    asked = Question.read(QueryDict(f"month={month}"))
    assert (asked.before.key if asked.before else "") == before
    assert (asked.after.key if asked.after else "") == after


def test_the_calendar_is_read_only(council: Council, clerk: Person) -> None:
    assert sign_in(clerk).post(f"/{council.slug}/desk/calendar/").status_code == 405


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.COUNCILLOR])
@pytest.mark.parametrize("view", ["month", "list"])
def test_the_queries_are_the_same_whatever_is_in_the_month(
    council: Council, clerk: Person, author: Person, role: str, view: str
) -> None:
    client = sign_in(make_person(council=council, role=role))
    path = f"/{council.slug}/desk/calendar/?month=2027-03&view={view}"
    client.get(path)
    empty = queries(client, path)
    for number in range(8):
        put_out(make_approved(author=author, clerk=clerk, kind="notice", title=f"Out {number}"))
        scheduled(author, clerk, title=f"Goes {number}")
        make_review(author=author, kind="notice", concerns_on="2027-03-10")
        make_meeting(clerk=clerk, title=f"Meeting {number}", held_on=DAY)
    assert queries(client, path) == empty
    assert empty <= 16


def test_every_sort_is_of_one_source_and_every_thing_has_a_key_of_its_own(
    council: Council, clerk: Person, author: Person
) -> None:
    slugs = [sort.slug for sort in sorts_known()]
    assert len(slugs) == len(set(slugs))
    scheduled(author, clerk)
    make_review(author=author, kind="notice", concerns_on="2027-03-10")
    make_meeting(clerk=clerk, held_on=DAY)
    keys = [one.key for one in things(clerk)]
    assert len(keys) == len(set(keys)) == 4


def test_what_lasts_is_on_its_first_and_last_day_and_named_above_the_month(
    council: Council, clerk: Person
) -> None:
    make_period(
        clerk=clerk,
        kind="mourning",
        title="national mourning",
        poll_on=None,
        noticed_on=None,
        begins_at=datetime(2027, 3, 8, 12, 0, tzinfo=LONDON),
        ends_at=datetime(2027, 3, 19, 0, 0, tzinfo=LONDON),
    )
    shown = calendar_of(clerk, QueryDict("month=2027-03&kind=period"))
    assert [(day.date, day.lines[0].edge) for day in shown.days] == [
        (date(2027, 3, 8), "begins"),
        (date(2027, 3, 18), "ends"),
    ]
    assert [one.title for one in shown.running] == ["Mourning: National mourning"]
    assert "Goes over several days" in page(clerk)


@pytest.mark.parametrize("ward", ["Mill", "Mill ward"])
def test_what_one_ward_keeps_says_so_on_the_calendar(council: Council, clerk: Person, ward: str) -> None:
    begins, ends = (datetime(2027, 3, day, tzinfo=LONDON) for day in (8, 19))
    days: dict[str, Any] = {"poll_on": None, "noticed_on": None, "begins_at": begins, "ends_at": ends}
    make_period(clerk=clerk, kind="mourning", title="for Alderman Reed", ward=ward, **days)

    shown = calendar_of(clerk, QueryDict("month=2027-03&kind=period"))

    assert [one.title for one in shown.running] == ["Mourning: For Alderman Reed, Mill ward"]
