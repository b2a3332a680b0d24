"""A clerk alone: the urgent notice with its debt, and own work that is marked or, by a setting, refused."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

FLOOD = "Flood warning for the lower village"
WHY = "The Environment Agency expects the water within the hour."


def test_an_urgent_notice_leaves_a_debt_that_only_somebody_else_can_settle(arrive: Arrive) -> None:
    clerk, chair, anybody = arrive("clerk@pitstone.example"), arrive("chair@pitstone.example"), arrive()
    number = acts.begin(clerk, "pitstone", "notice")
    clerk.field("Notice title").fill(FLOOD)
    clerk.field("Notice").fill("Move your cars to the recreation ground now.")
    clerk.choose("For the council")
    clerk.press("Save").sees("Saved as revision 1.")
    clerk.go(f"/pitstone/desk/queue/urgent/{number}/").sees("What will be waived", "Move your cars").shoot(
        "urgent"
    )
    clerk.press("Issue it now", status=422).sees("Say why this cannot wait")
    clerk.fill("Why can this not wait?", WHY).press("Issue it now")
    clerk.sees("A second look is owed.", WHY, "Urgent")
    anybody.waits_for("/pitstone/", FLOOD)
    clerk.go("/pitstone/desk/").sees("Second looks owed", FLOOD, "Somebody else must look")
    clerk.go("/pitstone/desk/queue/second-looks/").follow(FLOOD).sees("You issued this yourself")
    look = clerk.path
    clerk.has_no_button("I have looked at it")
    assert clerk.post(look, verdict="It was right.") in {403, 409}
    chair.go("/pitstone/desk/").follow(f"Look again at {FLOOD}").sees(WHY, "Move your cars").shoot(
        "second-look"
    )
    chair.fill("What did you find?", "It was right, and in time.").press("I have looked at it")
    chair.sees("the second look is on the record")
    expect(clerk.go("/pitstone/desk/").page.locator(".queue-row--debt", has_text=FLOOD)).to_have_count(0)
    clerk.go(f"/pitstone/desk/queue/item/{number}/").sees("Urgent")
    expect(clerk.page.locator("body")).to_contain_text("It was right, and in time.")


def test_own_work_is_marked_as_self_cleared_or_refused_where_a_second_officer_is_required(
    arrive: Arrive,
) -> None:
    clerk, auditor = arrive("clerk@pitstone.example"), arrive("auditor@pitstone.example")
    title = "Parish office closed on Friday"
    number = acts.hand_in(clerk, "pitstone", "notice", acts.notice(title))
    acts.open_review(clerk, "pitstone", title)
    clerk.sees("it will be marked as self-cleared")
    clerk.press(acts.approve_button(clerk)).sees("Self-cleared")
    auditor.go(f"/pitstone/desk/queue/item/{number}/").sees("Self-cleared")
    auditor.go("/pitstone/desk/queue/report/").sees("Self-cleared: approved by their own author", title)
    auditor.shoot("report")
    _require_a_second_officer(clerk=arrive("clerk@pitstone.example"), required=True)
    try:
        again = "Parish office closed on Monday"
        acts.hand_in(clerk, "pitstone", "notice", acts.notice(again))
        acts.open_review(clerk, "pitstone", again)
        clerk.sees("requires that a second officer approves it").has_no_button("Approve").shoot(
            "second-officer"
        )
        other = arrive("clerk@both.example")
        acts.open_review(other, "pitstone", again)
        other.press(acts.approve_button(other)).sees("Approved under reference").misses("Self-cleared")
    finally:
        _require_a_second_officer(clerk=arrive("clerk@pitstone.example"), required=False)


def _require_a_second_officer(clerk: Visitor, *, required: bool) -> None:
    clerk.go("/pitstone/desk/settings/").follow("Change the second officer rule")
    clerk.choose(
        "A second officer: nobody may approve what they wrote themselves"
        if required
        else "Whoever may approve, also the one who wrote it; it is marked as self-cleared"
    )
    clerk.press(clerk.page.locator("main form .govuk-button").inner_text())
    clerk.sees("A second officer is required now." if required else "No second officer is required now.")
