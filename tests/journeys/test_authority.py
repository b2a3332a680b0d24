"""Who can let something out: the clerk, and the officer while a dated delegation is in force. Nobody else."""

import pytest

from tests.journeys import acts, clock
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "Ridge Lane closed for a day"


def test_the_officer_approves_only_while_the_delegation_is_in_force_and_the_record_says_so(
    arrive: Arrive,
) -> None:
    officer, clerk, author = (arrive(f"{who}@ptc.example") for who in ("officer", "clerk", "councillor"))
    acts.hand_in(author, "ptc", "notice", acts.notice(TITLE))
    _cannot_approve(officer, TITLE)
    clerk.go("/ptc/desk/people/").follow("Linus Paperclip").follow(
        "Delegate the clerk’s authority", within="main, aside"
    )
    clerk.fill("From", clock.day()).fill("Until", clock.day(2)).fill("Reason", "A day at the county hall.")
    clerk.page.get_by_label("Decide and issue").check()
    clerk.press("Delegate").sees("Linus Paperclip holds").shoot("delegated")
    officer.go("/ptc/desk/").sees("You are acting under delegation from the clerk.")
    acts.open_review(officer, "ptc", TITLE)
    officer.press(acts.approve_button(officer)).sees("Approved under reference", "under delegation")
    number, reference = officer.number_in_address(), acts.reference(officer)
    officer.go(f"/ptc/desk/drafts/{number}/history/").sees(reference)
    arrive("auditor@ptc.example").go(f"/ptc/desk/queue/item/{number}/").sees(
        "Linus Paperclip", "under delegation", reference
    )
    second = f"{TITLE}, again"
    acts.hand_in(author, "ptc", "notice", acts.notice(second))
    acts.open_review(officer, "ptc", second)
    left_open = officer.number_in_address()
    clerk.go("/ptc/desk/people/").follow("Linus Paperclip").follow("End this delegation")
    clerk.press("End the delegation").sees("The delegation to Linus Paperclip has ended.")
    officer.press(acts.approve_button(officer), status=403).sees(
        "You may not approve, return, reject and issue."
    )
    officer.go(f"/ptc/desk/queue/{left_open}/").has_no_button("Approve")
    acts.approve(clerk, "ptc", second)


@pytest.mark.parametrize("who", ["chair", "deputy", "councillor", "auditor"])
def test_nobody_else_is_offered_the_decision_or_can_forge_it(arrive: Arrive, who: str) -> None:
    title = f"The clock stops for {who}"
    acts.hand_in(arrive("officer@ptc.example"), "ptc", "notice", acts.notice(title))
    clerk = arrive("clerk@ptc.example")
    acts.open_review(clerk, "ptc", title)
    review = clerk.number_in_address()
    revision = clerk.page.locator("input[name=revision_id]").first.get_attribute("value") or ""
    channels = [box.get_attribute("value") or "" for box in clerk.page.locator("input[name=channels]").all()]
    other = arrive(f"{who}@ptc.example")
    other.go("/ptc/desk/").has_no_button("Approve")
    answer = other.go(f"/ptc/desk/queue/{review}/", status=200 if who == "auditor" else 403)
    answer.has_no_button("Approve").has_no_button("Return")
    forged = {"revision_id": revision, "channels": channels[0], "when": "now"}
    assert other.post(f"/ptc/desk/queue/{review}/approve/", **forged) == 403
    assert other.post(f"/ptc/desk/queue/{review}/return/", **{"return-reason": "No."}) == 403
    clerk.go(f"/ptc/desk/queue/{review}/").sees(title)
    assert acts.approve_button(clerk) == "Approve revision 1"
    assert arrive().go("/ptc/").page.get_by_role("link", name=title).count() == 0


def _cannot_approve(person: Visitor, title: str) -> None:
    """Open the review as somebody who may read all, and find nothing to decide by."""
    acts.open_review(person, "ptc", title)
    person.sees("The text: revision 1").has_no_button("Approve").has_no_button("Return").has_no_button(
        "Take it"
    )
