"""A crisis: the clerk holds everything back with one switch, and lets it go on item by item."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts, clock, founding
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

FAIR, PUMP, GATE = "The summer fair", "The village pump is back", "The park gate is repainted"


def test_what_waited_during_a_hold_goes_out_only_as_the_clerk_confirms_it(
    arrive: Arrive, portal: Portal
) -> None:
    founding.found(portal, "held", "Holdwell Town Council")
    officer, clerk, anybody = arrive("officer@held.example"), arrive("clerk@held.example"), arrive()
    by_phone = arrive("clerk@held.example", phone=True)
    _let_them_wait(officer, clerk)

    clerk.go("/held/desk/settings/").follow("Hold everything back")
    _shoot(clerk, by_phone, "hold-everything")
    clerk.press("Hold everything", status=422).sees("Hold everything back?")
    clerk.fill("Reason", "A death in the village.").press("Hold everything")
    clerk.sees("Everything is held back: 2 items waited to go out.")
    _shoot(clerk, by_phone, "everything-held")
    officer.go("/held/desk/")
    expect(officer.page.locator("body")).to_contain_text("Issuing is on hold.")
    acts.approve(clerk, "held", GATE)
    clerk.go("/held/desk/queue/scheduled/").sees("Held: The clerk holds everything back at the moment.")
    _shoot(clerk, by_phone, "held-back")
    anybody.go("/held/").misses(GATE)

    clerk.go("/held/desk/settings/").follow("Resume issuing")
    _shoot(clerk, by_phone, "resume-issuing")
    clerk.fill("Reason", "After the funeral.").press("Resume issuing").sees(
        "3 items waited: confirm, change or stop each one.", FAIR, PUMP, GATE
    )
    _shoot(clerk, by_phone, "to-confirm")
    anybody.go("/held/").misses(GATE)
    clerk.press(f"Let it go out now : {GATE}").sees(f"Confirmed: “{GATE}” goes out now.", FAIR, PUMP)
    anybody.waits_for("/held/", GATE)
    clerk.press(f"Let it go out at its hour : {PUMP}").sees(f"Confirmed: “{PUMP}” goes out on", FAIR)
    clerk.follow(f"Stop it : {FAIR}").fill("Why is it stopped?", "It is cancelled.")
    acts.cite(clerk, "1.", name="clause")
    clerk.press("Stop it")
    clerk.sees("It was stopped.")
    clerk.go("/held/desk/queue/confirm/").sees("Nothing waits to be confirmed")
    clerk.go("/held/desk/queue/scheduled/").sees(PUMP).misses(FAIR, "Held:")


def _let_them_wait(officer: Visitor, clerk: Visitor) -> None:
    """Have two notices approved for another day, and a third one handed in."""
    for title, hours in ((FAIR, 30), (PUMP, 24)):
        acts.hand_in(officer, "held", "notice", acts.notice(title))
        acts.open_review(clerk, "held", title)
        clerk.choose("At a date and time").fill("Date and time", clock.in_(hours=hours))
        clerk.press(acts.approve_button(clerk)).sees("Approved under reference")
    acts.hand_in(officer, "held", "notice", acts.notice(GATE))


def _shoot(clerk: Visitor, by_phone: Visitor, name: str) -> None:
    """Take a picture of the page where the clerk is, as it stands at the desk and on a phone."""
    clerk.shoot(name)
    by_phone.go(clerk.path).shoot(name)
