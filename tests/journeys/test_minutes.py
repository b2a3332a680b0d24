"""Draft minutes are entered with the day of their meeting: queue and calendar show by when they must be out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.councils.minutes import minutes_due_on
from portal.councils.models import Council
from portal.councils.templatetags.words import day
from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.founding import found
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
SLUG, TITLE = "minuting", "Draft minutes of the full council"
DUE = "Minutes to be published by"


def due(held_on: date, within: str) -> date:
    """Return the last day of the minutes of a meeting held then."""
    found_on = minutes_due_on(Council(minutes_within=within), held_on)
    assert found_on is not None
    return found_on


def sees_both_say(clerk: Visitor, last: date) -> None:
    """Look into the queue and the calendar: both show the day."""
    clerk.go(f"/{SLUG}/desk/queue/").sees(TITLE, DUE, day(last))
    clerk.go(f"/{SLUG}/desk/calendar/?view=list&month={last:%Y-%m}").sees(TITLE, DUE.lower())
    shown = clerk.main.locator(f".calendar-day:has-text('{TITLE}') h2").all_inner_texts()
    assert f"{last:%A} {last.day} {last:%B}" in " ".join(shown)


def test_whose_minutes_they_are_is_typed_in_the_editor_and_dates_them_until_the_council_says_otherwise(
    portal: Portal, arrive: Arrive
) -> None:
    found(portal, SLUG, "Minuting Town Council")
    officer, clerk = arrive(f"officer@{SLUG}.example"), arrive(f"clerk@{SLUG}.example")
    held_on = timezone.localdate() - timedelta(days=4)

    acts.begin(officer, SLUG, "notice")
    acts.write(officer, acts.notice(TITLE, "The council agreed the accounts of the quarter."))
    officer.sees("by when it must be out; readers are not shown this day.")
    officer.fill("Minutes of the meeting on", held_on.isoformat()).shoot("minutes-editor")
    officer.press("Save").sees("Saved as revision 1.")
    assert officer.field("Minutes of the meeting on").input_value() == held_on.isoformat()
    acts.submit(officer, SLUG)

    sees_both_say(clerk, due(held_on, "month"))
    clerk.shoot("minutes-calendar")

    clerk.go(f"/{SLUG}/desk/settings/details/").sees("those that wait in the queue too.")
    clerk.field("By when the minutes of a meeting are published").select_option("fortnight")
    clerk.press("Save").sees("The council’s details are changed.")
    sees_both_say(clerk, due(held_on, "fortnight"))

    acts.approve(clerk, SLUG, TITLE)
    arrive().waits_for(f"/{SLUG}/", TITLE)
    reader = arrive()
    reader.go(f"/{SLUG}/").follow(TITLE).sees("The council agreed the accounts of the quarter.")
    reader.misses(day(held_on), "Minutes of the meeting on")
