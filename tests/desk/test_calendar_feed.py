"""The feeds: what a calendar program reads, by private link and in public."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.withdrawing import reschedule, withdraw
from policies.matters.linking import say_about
from policies.models import Meeting
from portal.channels.models import Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.dates.linking import address_of, link_of, make_link
from portal.councils.dates.things import LONDON
from portal.councils.models import Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.icalendars import Component, read, when
from tests.makers import make_approved, make_person, make_review, sign_in
from tests.makers.circumstances import make_matter, make_meeting, make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


def soon(days: int = 10) -> date:
    return timezone.localdate() + timedelta(days=days)


def address(person: Person) -> str:
    link = link_of(person) or make_link(actor=person)
    return "/" + address_of(person, link).split("/", 3)[3]


def events(path: str) -> dict[str, Component]:
    """Return the events at ``path`` by their summary; days off are left out, and no UID comes twice."""
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = [one for one in read(answer.content).inside if one.name == "VEVENT"]
    uids = [one.words("UID") for one in found]
    assert len(uids) == len(set(uids))
    return {one.words("SUMMARY"): one for one in found if not one.words("SUMMARY").startswith("Day off")}


def put_out(publication: Publication) -> None:
    for delivery in publication.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)


def test_a_feed_has_what_its_holder_may_read_and_no_more(
    council: Council, clerk: Person, author: Person
) -> None:
    member = make_person(council=council, role=Role.COUNCILLOR)
    make_approved(
        author=author,
        clerk=clerk,
        kind="notice",
        title="It goes out",
        issue={"go_at": timezone.now() + timedelta(days=9)},
    )
    make_meeting(clerk=clerk, held_on=soon())
    theirs = {"Goes out: It goes out", "Meeting: Full council", "Minutes due: Full council"}
    assert set(events(address(clerk))) == theirs
    assert set(events(address(member))) == {"Meeting: Full council", "Minutes due: Full council"}


def test_a_day_is_a_day_and_an_hour_is_london_s(council: Council, clerk: Person, author: Person) -> None:
    go_at = datetime.combine(soon(), datetime.min.time(), LONDON) + timedelta(hours=10)
    make_approved(author=author, clerk=clerk, kind="notice", title="It", issue={"go_at": go_at})
    make_meeting(clerk=clerk, held_on=soon())
    found = events(address(clerk))
    assert when(found["Goes out: It"].one("DTSTART")) == go_at
    meeting = found["Meeting: Full council"]
    assert (when(meeting.one("DTSTART")), when(meeting.one("DTEND"))) == (soon(), soon(11))


def test_a_period_lasts_from_its_first_day_to_its_last(council: Council, clerk: Person) -> None:
    starts = datetime.combine(soon(3), datetime.min.time(), LONDON)
    make_period(
        clerk=clerk,
        poll_on=soon(20),
        noticed_on=soon(2),
        begins_at=starts,
        ends_at=starts + timedelta(days=17),
    )
    found = events(address(clerk))["Period: Before the poll: Town election"]
    assert (when(found.one("DTSTART")), when(found.one("DTEND"))) == (soon(3), soon(20))


def test_a_changed_hour_keeps_the_uid_and_raises_the_sequence(
    council: Council, clerk: Person, author: Person
) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(days=9)
    issue = make_approved(author=author, clerk=clerk, kind="notice", title="It", issue={"go_at": at})
    Publication.objects.update(ordered_at=timezone.now() - timedelta(hours=1))
    before = events(address(clerk))["Goes out: It"]
    reschedule(actor=clerk, communication_id=issue.communication_id, go_at=at + timedelta(days=1))
    after = events(address(clerk))["Goes out: It"]
    assert after.words("UID") == before.words("UID")
    assert int(after.one("SEQUENCE").value) > int(before.one("SEQUENCE").value)
    assert when(after.one("LAST-MODIFIED")) > when(before.one("LAST-MODIFIED"))
    assert when(after.one("DTSTART")) == at + timedelta(days=1)


def test_what_was_withdrawn_is_cancelled(council: Council, clerk: Person, author: Person) -> None:
    issue = make_approved(
        author=author, clerk=clerk, kind="notice", title="Wrong", concerns_on=soon().isoformat()
    )
    put_out(issue)
    public = f"/{council.slug}/calendar.ics"
    assert events(address(clerk))["Issued: Wrong"].one("STATUS").value == "CONFIRMED"
    assert events(public)["Date it concerns: Wrong"].one("STATUS").value == "CONFIRMED"
    withdraw(actor=clerk, communication_id=issue.communication_id, reason="It names the wrong road.")
    for command in issue.deliveries.get().commands.all():
        carry(RowKind.COMMAND, command.pk)
    assert events(address(clerk))["Issued: Wrong"].one("STATUS").value == "CANCELLED"
    assert events(public)["Date it concerns: Withdrawn: Wrong"].one("STATUS").value == "CANCELLED"


def test_titles_of_confidential_things_do_not_leave_the_house(
    council: Council, clerk: Person, author: Person
) -> None:
    waits = make_review(author=author, kind="notice", title="The depot", concerns_on=soon().isoformat())
    matter = make_matter(clerk=clerk)
    say_about(actor=clerk, communication_id=waits.communication_id, matter_id=matter.pk, about=True)
    other = make_person(council=council, role=Role.OFFICER)
    assert set(events(address(clerk))) == {"Waits for approval: Notice that waits for approval"}
    assert b"depot" not in Client().get(address(clerk)).content
    matter.named_access_only = True
    matter.save()
    assert set(events(address(other))) == set()


def test_a_feed_that_did_not_change_is_not_sent_again(council: Council, clerk: Person) -> None:
    make_meeting(clerk=clerk, held_on=soon())
    for path in (address(clerk), f"/{council.slug}/calendar.ics"):
        first = Client().get(path)
        again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    Meeting.objects.update(title="Planning", changed_at=timezone.now())
    path = address(clerk)
    assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert set(events(path)) == {"Meeting: Planning", "Minutes due: Planning"}


def test_a_link_that_opens_nothing_is_not_found_whatever_it_was(council: Council, clerk: Person) -> None:
    path = address(clerk)
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())
    answers = [Client().get(one) for one in (path, f"/{council.slug}/calendar/{'0' * 64}.ics")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def test_the_private_feed_is_for_no_cache_between_and_no_search_engine(
    council: Council, clerk: Person
) -> None:
    answer = Client().get(address(clerk))
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Last-Modified" not in answer.headers  # what is gone would not move it on


def test_the_queries_of_a_feed_do_not_grow(council: Council, clerk: Person, author: Person) -> None:
    path = address(clerk)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            Client().get(path)
        counted.append(len(seen))
        for number in range(8):
            make_meeting(clerk=clerk, title=f"Meeting {len(counted)}{number}", held_on=soon())
            make_review(author=author, kind="notice", concerns_on=soon().isoformat())
    assert counted[0] == counted[1] <= 14


def test_the_public_calendar_has_announced_meetings_and_what_issued_notices_concern(
    council: Council, clerk: Person, author: Person
) -> None:
    make_meeting(clerk=clerk, title="Not announced", held_on=soon())
    announced = make_meeting(clerk=clerk, title="Announced", held_on=soon(5))
    Meeting.objects.filter(pk=announced.pk).update(agenda_published_on=timezone.localdate())
    day: dict[str, Any] = {"concerns_on": soon().isoformat()}
    put_out(make_approved(author=author, clerk=clerk, kind="notice", title="It is out", **day))
    make_approved(
        author=author,
        clerk=clerk,
        kind="notice",
        title="It waits",
        issue={"go_at": timezone.now() + timedelta(days=1)},
        **day,
    )
    make_review(author=author, kind="notice", title="In the queue", **day)
    found = events(f"/{council.slug}/calendar.ics")
    assert set(found) == {"Meeting: Announced", "Date it concerns: It is out"}
    assert when(found["Date it concerns: It is out"].one("DTSTART")) == soon()
    assert Client().get("/nowhere/calendar.ics").status_code == 404


def test_the_newsroom_leads_to_its_calendar(council: Council) -> None:
    page = Client().get(f"/{council.slug}/").content.decode()
    assert f'<link rel="alternate" type="text/calendar" title="{council.name}: meetings and events"' in page
    assert page.count(f'href="/{council.slug}/calendar.ics"') == 2


def test_the_page_of_the_link_makes_shows_renews_and_revokes_it(council: Council, clerk: Person) -> None:
    client = sign_in(clerk)
    path = f"/{council.slug}/desk/calendar/link/"
    assert '.ics"' not in client.get(path).content.decode().replace('calendar.ics"', "")
    assert client.post(path).headers["Location"] == path
    first = address(clerk)
    assert first in client.get(path).content.decode()
    client.post(path)
    assert address(clerk) != first
    client.post(f"{path}revoke/")
    assert link_of(clerk) is None
    assert "You have no private link" in client.get(path).content.decode()
    assert client.post(f"{path}revoke/").status_code == 409


def test_nobody_sees_another_s_link(council: Council, clerk: Person, author: Person) -> None:
    mine = address(clerk)
    assert mine not in sign_in(author).get(f"/{council.slug}/desk/calendar/link/").content.decode()
