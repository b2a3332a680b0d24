"""The editorial calendar: a month as table and list, at a desk and on a phone, and the feed as a program reads it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.workdays.bankholidays import Nation, bank_holidays
from tests.icalendars import Component, read, when
from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.founding import found
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
SLUG = "almanack"
LONDON = ZoneInfo("Europe/London")
MAGAZINE, ISSUE = "The Almanack Messenger", "Spring number"
FAIR, MEETING, POLL = "The fair is on the green", "Full council", "Town election"
_THURSDAY = 3


def busy_month() -> date:
    """Return the first day of the next month with a bank holiday that is two months away at the least."""
    first = (datetime.now(LONDON) + timedelta(days=90)).date().replace(day=1)
    while not holidays_in(first):
        first = (first + timedelta(days=31)).replace(day=1)
    return first


def holidays_in(first: date) -> list[date]:
    """Return the bank holidays of the month that begins with ``first``."""
    days = bank_holidays(Nation.ENGLAND_AND_WALES, first.year)
    return sorted(day for day in days if (day.year, day.month) == (first.year, first.month))


def poll_day(first: date) -> date:
    """Return the Thursday from the 10th to the 16th, on which no bank holiday falls."""
    tenth = first.replace(day=10)
    return tenth + timedelta(days=(_THURSDAY - tenth.weekday()) % 7)


def moment(first: date, day: int, hour: int) -> str:
    """Return an hour of the month as a browser's calendar sends it."""
    return f"{first.replace(day=day)}T{hour:02}:00"


def fill_the_month(clerk: Visitor, officer: Visitor, first: date) -> None:
    """Enter a meeting, a poll, an issue of the magazine, and approve a notice for the month."""
    clerk.go(f"/{SLUG}/desk/meetings/").follow("Enter a meeting")
    clerk.fill("Meeting", MEETING).fill("Held on", f"{first.replace(day=5)}").press("Enter the meeting")
    clerk.go(f"/{SLUG}/desk/periods/").follow("Enter a coming poll")
    clerk.page.get_by_label("What is polled").select_option(label="Parish or town election")
    clerk.fill("Title", POLL).fill("Day of the poll", f"{poll_day(first)}").press("Enter it")
    clerk.go(f"/{SLUG}/desk/channels/open/").choose_from("What sort of channel", "Magazine")
    clerk.fill("Minute", "52/26").fill("On which day", timezone.localdate().isoformat())
    clerk.fill("Name", MAGAZINE).press("Open it").sees(f"{MAGAZINE} is open.")
    clerk.go(f"/{SLUG}/desk/magazine/add/").fill("Issue", ISSUE)
    clerk.fill("Copy is taken until", moment(first, 6, 17)).fill("It appears on", f"{first.replace(day=18)}")
    clerk.press("Enter it").sees(f"{ISSUE} is entered.")
    acts.hand_in(officer, SLUG, "notice", acts.notice(FAIR))
    acts.open_review(clerk, SLUG, FAIR)
    clerk.choose("At a date and time").fill("Date and time", moment(first, 20, 10))
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")


def feed_of(visitor: Visitor, program: Visitor) -> dict[str, Component]:
    """Return the events that ``program``, which has no session, finds at the visitor's private link."""
    visitor.follow("See this calendar in your own program").press("Make a private link").shoot(
        "calendar-link"
    )
    address = visitor.field("Your private link").input_value()
    answer = program.context.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return {one.words("SUMMARY"): one for one in read(answer.body()).inside if one.name == "VEVENT"}


def test_the_month_the_list_and_the_feed_show_what_is_to_come(portal: Portal, arrive: Arrive) -> None:
    found(portal, SLUG, "Almanack Town Council")
    first = busy_month()
    clerk, officer = arrive(f"clerk@{SLUG}.example"), arrive(f"officer@{SLUG}.example")
    fill_the_month(clerk, officer, first)
    shown = (MEETING, f"Poll: {POLL}", f"{MAGAZINE}, {ISSUE}", FAIR, "Bank holiday")
    month = f"/{SLUG}/desk/calendar/?month={first:%Y-%m}"

    phone = arrive(f"clerk@{SLUG}.example", phone=True)
    for visitor, where in ((clerk, "desk"), (phone, "phone")):
        visitor.go(month).sees(f"Calendar for {first:%B %Y}", *shown).shoot(f"calendar-month-{where}")
        visitor.follow("As a list").sees(*shown, f"{first:%B}").shoot(f"calendar-list-{where}")
        days = visitor.main.locator(".calendar-day h2").all_inner_texts()
        for holiday in holidays_in(first):
            assert f"{holiday:%A} {holiday.day} {holiday:%B}" in " ".join(days)
        visitor.follow("As a month").sees(*shown)
    phone.page.locator(".calendar-kinds summary").click()
    phone.choose("Meetings").press("Show").sees(MEETING).misses(FAIR, ISSUE)
    assert "Bank holiday" not in phone.page.locator("table").inner_text()  # the filter names them too
    phone.shoot("calendar-filtered-phone")

    feed = feed_of(clerk.go(month), arrive())
    assert when(feed[f"Meeting: {MEETING}"].one("DTSTART")) == first.replace(day=5)
    assert when(feed[f"Period: Poll: {POLL}"].one("DTSTART")) == poll_day(first)
    copy_by = when(feed[f"Magazine takes copy until: {MAGAZINE}, {ISSUE}"].one("DTSTART"))
    assert copy_by == datetime.combine(first.replace(day=6), time(17), LONDON)
    assert when(feed[f"Magazine appears: {MAGAZINE}, {ISSUE}"].one("DTSTART")) == first.replace(day=18)
    goes = feed[f"Goes out: {FAIR}"]
    assert when(goes.one("DTSTART")) == datetime.combine(first.replace(day=20), time(10), LONDON)
    assert f"/{SLUG}/desk/" in goes.one("URL").value
    assert "Day off: Bank holiday" in feed

    clerk.press("Revoke the link").sees("Your private link is revoked")
