"""A locum at the inbox of all councils, two clerks at one item, and an impatient finger on "approve"."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.post import Post

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_locum_sees_both_councils_opens_claims_and_comes_back(arrive: Arrive, *, phone: bool) -> None:
    place = "phone" if phone else "desk"
    here, there = f"Bench by the pond, {place}", f"Bins on Tuesday, {place}"
    acts.hand_in(arrive("councillor@pitstone.example"), "pitstone", "notice", acts.notice(here))
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "notice", acts.notice(there))
    clerk = arrive("clerk@both.example", phone=phone)

    clerk.go("/desk/").sees("Pitstone Parish Council", "Pellworth Town Council", here, there)
    clerk.shoot(f"inbox-{place}")
    clerk.follow(here)
    assert clerk.path.startswith("/pitstone/desk/queue/")
    clerk.press("Take it in hand")
    clerk.go("/desk/").sees(here, there)
    row = clerk.main.locator(".queue-row").filter(has_text=here)
    expect(row).to_contain_text("In your hand until")
    clerk.shoot(f"inbox-claimed-{place}")


def test_of_two_clerks_in_two_browsers_one_decides_and_the_other_is_told_who(
    arrive: Arrive,
) -> None:
    title = "Two clerks, one notice"
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "notice", acts.notice(title))
    first, second = arrive("clerk@ptc.example"), arrive("clerk@both.example")
    for clerk in (first, second):
        acts.open_review(clerk, "ptc", title)
    button = acts.approve_button(second)

    first.press(acts.approve_button(first)).sees("Approved under reference")
    second.press(button, status=409)

    second.sees("This review is over: it was approved by Octavia Quillfeather.")
    second.shoot("race-lost")


def test_a_double_click_on_approve_approves_once(arrive: Arrive) -> None:
    title = "Clicked twice"
    item = acts.hand_in(arrive("deputy@ptc.example"), "ptc", "notice", acts.notice(title))
    clerk = arrive("clerk@ptc.example")
    acts.open_review(clerk, "ptc", title)
    button = clerk.page.get_by_role("button", name=acts.approve_button(clerk), exact=True)

    with clerk.page.expect_navigation(wait_until="load"):
        button.dblclick()

    clerk.look().sees("Approved under reference")
    clerk.go(f"/ptc/desk/record/?item={item}&verb=approved")
    expect(clerk.main.locator(".timeline > li")).to_have_count(1)
    clerk.shoot("record-of-one-item")


def test_each_clerk_gets_a_mail_of_their_own_about_what_waits(arrive: Arrive, post: Post) -> None:
    title = "Told one by one"
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "notice", acts.notice(title))

    told = post.told(title, 2)

    assert [mail.to for mail in told] == ["clerk@both.example", "clerk@ptc.example"]
    assert [str(mail.message["To"]).count("@") for mail in told] == [1, 1]
    assert len({str(mail.message["Message-ID"]) for mail in told}) == 2
