"""A locum clerk of two councils: sees what waits in both, and neither council sees into the other."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_a_clerk_of_two_councils_changes_between_them_and_opens_none_through_the_other(
    arrive: Arrive,
) -> None:
    title = "Allotment gates are painted"
    number = acts.hand_in(arrive("councillor@pitstone.example"), "pitstone", "notice", acts.notice(title))
    clerk = arrive("clerk@both.example")
    clerk.go("/ptc/desk/queue/").sees("Also waiting:", "in Pitstone Parish Council").misses(title)
    clerk.follow("in Pitstone Parish Council").sees(title)
    assert clerk.path == "/pitstone/desk/queue/"
    clerk.go("/ptc/desk/").page.get_by_text("Change council").first.click()
    clerk.shoot("change-council", "window")
    clerk.follow("Pitstone Parish Council", within=".desk-header__person")
    expect(clerk.page.locator(".desk-header__council")).to_contain_text("Pitstone Parish Council")
    clerk.sees(title)
    clerk.follow(title)
    review = clerk.number_in_address()
    for address in (
        f"drafts/{number}/",
        f"drafts/{number}/history/",
        f"drafts/{number}/preview/",
        f"queue/{review}/",
        f"queue/item/{number}/",
        f"queue/urgent/{number}/",
    ):
        clerk.go(f"/ptc/desk/{address}", status=404)
    assert clerk.post(f"/ptc/desk/queue/{review}/approve/", revision_id="1", when="now") == 404
    stranger = arrive("clerk@ptc.example")
    stranger.go("/pitstone/desk/", status=404)
    stranger.go(f"/pitstone/desk/drafts/{number}/", status=404)
