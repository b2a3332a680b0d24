"""What is due of notices, cases and complaints: on the first page and in the calendar of who deals with it alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.complaints.saying import withdraw
from moderation.due import asked_of, read
from moderation.models import ConductCase, DefamationNotice
from moderation.notices.watching import watch_notices
from policies.models import Clause
from portal.channels.models import NewsItem
from portal.councils.dates.feeds import calendar_file
from portal.councils.dates.things import Dated, Span, dates_for
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.content import LONDON
from portal.together import ask_together
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.complaints import make_acknowledged, make_answered, make_complaint, make_to_review
from tests.makers.conduct import make_answered as make_answered_case
from tests.makers.conduct import make_case, make_outcome, make_told
from tests.makers.notices import mail_stands, make_complete, make_notice, make_waiting
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CHAIR)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR)


@pytest.fixture
def clause(clerk: Person) -> Clause:
    return make_adopted_policy(clerk=clerk, title="Terms of use").clauses.get(ref="2.1")


def due(person: Person) -> list[str]:
    asked = asked_of(person)
    return [one.what for one in read(person, asked, ask_together(*(one.first() for one in asked)))]


def next_year() -> Span:
    today = timezone.localdate(timezone=LONDON)
    return Span(today - timedelta(days=1), today + timedelta(days=366))


def dated(person: Person) -> list[Dated]:
    found = dates_for(person, next_year(), {"due"})
    assert not found.cut
    return found.things


def home(person: Person) -> str:
    return sign_in(person).get(f"/{person.council.slug}/desk/").content.decode()


def test_each_step_is_due_of_who_deals_with_it_until_it_is_done(
    item: NewsItem, clerk: Person, chair: Person, member: Person, clause: Clause
) -> None:
    notice = make_complete(clerk=clerk, comment=make_comment(item=item))
    new, told = make_case(about=member), make_told(about=member, handler=clerk, clause=clause)
    decided = make_answered_case(about=member, handler=clerk, clause=clause)
    gone = {"account": "https://network.example/p/1", "due_on": timezone.localdate() + timedelta(days=2)}
    make_outcome(decided, by=clerk, kind="removal", **gone)
    make_outcome(decided, by=clerk, kind="suspension", review_on=timezone.localdate() + timedelta(days=90))
    came, known, asked = make_complaint(clerk.council), make_acknowledged(clerk), make_to_review(clerk)
    answered = make_answered(clerk)
    withdraw(complaint_id=make_complaint(clerk.council).pk)
    about_clerk = make_complaint(clerk.council, kind="clerk")

    assert sorted(due(clerk)) == sorted(
        [
            f"Notice of defamation {notice.reference}: pass it on to its poster",
            f"Case {new.reference}: look at the report",
            f"Case {told.reference}: the time for the answer ends",
            f"Case {decided.reference}: what was ordered is to be done",
            f"Case {decided.reference}: look at the suspension again",
            f"Complaint {came.reference}: acknowledge it",
            f"Complaint {known.reference}: answer it",
            f"Complaint {asked.reference}: decide the review",
        ]
    )
    assert answered.reference not in home(clerk)
    assert due(chair) == [f"Complaint {about_clerk.reference}: acknowledge it"]
    assert due(member) == [f"Case {told.reference}: answer what is alleged of you"]
    assert [one.title for one in dated(chair)] == due(chair)
    assert {one.title for one in dated(clerk)} == set(due(clerk))


def test_a_notice_waits_for_its_poster_until_the_letter_did_not_go(clerk: Person, item: NewsItem) -> None:
    notice = make_waiting(clerk=clerk, comment=make_comment(item=item))
    assert due(clerk) == []

    mail_stands(notice, "failed")
    watch_notices()

    assert due(clerk) == [
        f"Notice of defamation {notice.reference}: its poster was not reached, pass it on again or remove the comment"
    ]


def test_two_orders_of_one_case_are_two_in_a_calendar(clerk: Person, member: Person, clause: Clause) -> None:
    decided = make_answered_case(about=member, handler=clerk, clause=clause)
    for number in (1, 2):
        gone = f"https://network.example/p/{number}"
        make_outcome(
            decided,
            by=clerk,
            kind="removal",
            account=gone,
            due_on=timezone.localdate() + timedelta(days=number),
        )

    assert len({one.key for one in dated(clerk)}) == len(dated(clerk)) == 2


def test_nothing_of_it_is_anywhere_for_who_has_no_part_in_it(
    item: NewsItem, clerk: Person, chair: Person, member: Person, clause: Clause, officer: Person
) -> None:
    notice = make_complete(clerk=clerk, comment=make_comment(item=item))
    case = make_told(about=member, handler=clerk, clause=clause)
    of_clerk = make_case(about=clerk)
    complaint, other = make_complaint(clerk.council), make_complaint(clerk.council, kind="clerk")
    stranger = make_person(council=make_council(), role=Role.CLERK)
    seen = {
        clerk: {notice, case, complaint},
        officer: {complaint},
        chair: {of_clerk, other},
        member: {case},
        make_person(council=clerk.council, role=Role.COUNCILLOR): set(),
        make_person(council=clerk.council, role=Role.AUDITOR): set(),
        make_person(council=clerk.council, role=Role.CONTRACTOR): set(),
        stranger: set(),
    }
    for person, theirs in seen.items():
        said = f"{home(person)} {[one.title for one in dated(person)]}"
        named = {one for one in (notice, case, of_clerk, complaint, other) if one.reference in said}
        assert named == theirs, person.membership.role
    suspend(
        actor=clerk,
        member=chair.membership,
        reason="x",
        until=timezone.now() + timedelta(days=1),
        minute="12/26",
    )
    deputy = make_person(council=clerk.council, role=Role.DEPUTY)
    assert {of_clerk.reference in home(deputy), other.reference in home(deputy)} == {True}


def test_what_leaves_the_house_names_neither_what_it_is_nor_where(
    item: NewsItem, clerk: Person, member: Person, clause: Clause
) -> None:
    make_complete(clerk=clerk, comment=make_comment(item=item))
    make_told(about=member, handler=clerk, clause=clause)
    make_complaint(clerk.council)

    file = calendar_file("Desk", clerk.council, dated(clerk)).content.decode().replace("\r\n ", "")

    assert file.count("SUMMARY:Due: something that you deal with") == 3
    assert f"/{clerk.council.slug}/desk/\r\n" in file
    for word in ("Case", "conduct", "Complaint ", "complaints/", "Notice", "moderation"):
        assert word not in file


def test_it_stands_on_its_last_day_and_is_marked_once_it_is_late(clerk: Person, item: NewsItem) -> None:
    made = make_complaint(clerk.council)
    last = (made.acknowledge_by - timedelta(microseconds=1)).astimezone(LONDON).date()
    assert [(one.begins, one.lasts) for one in dated(clerk)] == [(last, False)]
    assert "the end of" in home(clerk).partition('id="due"')[2].partition("</section>")[0]
    assert ">Late<" not in home(clerk)
    notice = make_notice(comment=make_comment(item=item), council_id=clerk.council.pk)
    DefamationNotice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - timedelta(minutes=1))

    shown = home(clerk).partition('id="due"')[2].partition("</section>")[0]

    assert shown.count(">Late<") == 1
    assert shown.index(notice.reference) < shown.index(made.reference)


def cost(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize("role", [Role.CLERK, Role.CHAIR, Role.DEPUTY, Role.COUNCILLOR])
def test_twenty_of_each_cost_as_many_queries_as_none(
    role: str, item: NewsItem, clerk: Person, member: Person, clause: Clause
) -> None:
    client = sign_in(make_person(council=clerk.council, role=role))
    pages = [f"/{clerk.council.slug}/desk/", f"/{clerk.council.slug}/desk/calendar/"]
    before = [cost(client, one) for one in pages]
    for _ in range(5):
        make_complaint(clerk.council)
        make_complaint(clerk.council, kind="clerk")
        make_case(about=clerk)
        make_case(about=member)
    assert ConductCase.objects.count() == 10
    assert [cost(client, one) for one in pages] == before


def test_a_day_in_summer_is_that_day(clerk: Person, member: Person, clause: Clause) -> None:
    case = make_answered_case(about=member, handler=clerk, clause=clause)
    day = date(timezone.localdate().year + 1, 7, 1)
    gone: dict[str, Any] = {"account": "https://network.example/p/1", "due_on": day}
    make_outcome(case, by=clerk, kind="removal", **gone)

    found = dates_for(clerk, Span(day, day), {"due"}).things

    assert [(one.begins, one.title) for one in found] == [
        (day, f"Case {case.reference}: what was ordered is to be done")
    ]
