"""The mail server is down, or the worker is killed in the middle: nothing is lost, nothing arrives twice."""

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

NEWSPAPERS = 4


def _approved(arrive: Arrive, title: str) -> tuple[Visitor, int]:
    """Return the clerk, and the number of a release that they have just approved."""
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "press_release", acts.release(title))
    clerk = arrive("clerk@ptc.example")
    acts.approve(clerk, "ptc", title)
    return clerk, clerk.number_in_address()


def test_while_the_mail_server_is_down_the_desk_says_why_and_a_retry_delivers_once(
    arrive: Arrive, portal: Portal
) -> None:
    title = "Swimming pool opens early"
    portal.mail_server.stop()
    try:
        clerk, number = _approved(arrive, title)
        clerk.waits_for("/ptc/desk/queue/deliveries/", title)
        clerk.sees("cannot be reached").shoot("deliveries")
        clerk.go("/ptc/desk/").sees("need somebody", "cannot be reached")
        arrive().waits_for("/ptc/", title)
    finally:
        portal.mail_server.start(portal.variables)
    assert portal.post.about(title) == []
    for _ in range(NEWSPAPERS):
        clerk.go(f"/ptc/desk/queue/item/{number}/")
        clerk.page.get_by_role("button", name="Try again").first.click()
        clerk.sees("Another attempt at")
    portal.post.arrives(title, NEWSPAPERS)
    clerk.waits_for(f"/ptc/desk/queue/item/{number}/", "Sent").has_no_button("Try again")
    clerk.go("/ptc/desk/queue/deliveries/").misses(title)
    assert len({mail.to for mail in portal.post.arrives(title, NEWSPAPERS)}) == NEWSPAPERS


@pytest.mark.parametrize(
    "step", ["body", "accepted"], ids=["before the mail is handed over", "after it is taken"]
)
def test_a_worker_that_is_killed_while_it_mails_is_followed_by_one_that_asks_first(
    arrive: Arrive, portal: Portal, step: str
) -> None:
    title = f"Cycle racks at the station: {step}"
    portal.kill_the_next_worker_while_it_mails(step)
    clerk, number = _approved(arrive, title)
    portal.waits_until_the_worker_is_dead()
    portal.worker.start(portal.variables)
    mails = portal.post.arrives(title, NEWSPAPERS)
    assert len({mail.to for mail in mails}) == NEWSPAPERS
    clerk.waits_for_no_more(f"/ptc/desk/queue/item/{number}/", "Being sent")
    assert len(portal.post.about(title)) == NEWSPAPERS
    clerk.misses("Unclear", "Failed", "Waiting")
