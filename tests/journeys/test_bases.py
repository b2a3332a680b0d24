"""What a statement rests on: an open minute that the clerk entered, chosen and read by who writes."""

from datetime import datetime, timedelta

import pytest

from tests.journeys import acts
from tests.journeys.clock import LONDON
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "The bandstand gets a new roof"
FIELD = "Minute, report or position"
RESTS = ("For the council", "Minute of an open meeting")
UNKNOWN = "This is none of the open minutes, reports and agreed positions"


def enter_meeting(clerk: Visitor, held: datetime) -> None:
    """Enter a meeting with one open and one closed item."""
    clerk.go("/ptc/desk/meetings/").follow("Enter a meeting")
    clerk.fill("Meeting", "Parks committee").fill("Held on", f"{held.date()}")
    clerk.fill("Minutes published on", f"{held.date()}").press("Enter the meeting")
    clerk.follow("Add an item").fill("Reference", "712/26").fill("Item", "The bandstand’s roof")
    clerk.fill("Minute", "Resolved to have the roof of the bandstand renewed in spring.").press(
        "Add the item"
    )
    clerk.follow("Add an item").fill("Reference", "713/26").fill("Item", "A quarrel over the lease")
    clerk.field("Taken in").select_option(label="Closed session")
    clerk.press("Add the item").sees("712/26", "713/26").shoot("basis-meeting")


def offered(writer: Visitor) -> list[str]:
    """Return what the field for the minute offers."""
    options = writer.page.locator("#bases-offered option")
    return [option.get_attribute("value") or "" for option in options.all()]


def test_a_statement_names_an_open_minute_that_is_read_under_its_meeting(arrive: Arrive) -> None:
    clerk, writer = arrive("clerk@ptc.example"), arrive("chair@ptc.example", phone=True)
    held = datetime.now(LONDON) - timedelta(days=3)
    enter_meeting(clerk, held)
    minute = f"Minute 712/26, {held:%-d %B %Y}"

    number = acts.begin(writer, "ptc", "notice")
    assert [one for one in offered(writer) if "712/26" in one or "713/26" in one] == [minute]
    text = acts.notice(TITLE, "The roof of the bandstand is renewed in spring.")
    acts.write(writer, {**text, "Purpose": "People know when it is closed."}, RESTS)
    writer.press("Save").sees("Saved as revision 1.", "It is said to rest on a minute").shoot("basis-missing")
    writer.fill(FIELD, "Minute 799/26").press("Save").sees("Saved as revision 2.", UNKNOWN)
    writer.shoot("basis-unknown")
    writer.fill(FIELD, minute).press("Save").sees("Saved as revision 3.").misses(UNKNOWN)
    writer.press("Save and preview").follow("Read it under its meeting").sees("renewed in spring")
    writer.shoot("basis-read")

    writer.go(f"/ptc/desk/drafts/{number}/")
    acts.submit(writer, "ptc")
    acts.open_review(clerk, "ptc", TITLE)
    clerk.sees(minute, "Read it under its meeting").shoot("basis-review")
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")
    anybody = arrive()
    anybody.waits_for("/ptc/", TITLE).follow(TITLE).sees("renewed in spring")
    anybody.misses("713/26", "A quarrel over the lease")
