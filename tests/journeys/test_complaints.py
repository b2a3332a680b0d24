"""A resident complains on a phone and follows it on a page: acknowledged, asked, answered, then reviewed by another."""

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

WRONG = "Your notice of 3 May names the wrong road, and nobody corrected it."
QUESTION = "Which road should it have been?"
ANSWER = "The notice names the road that the county closed."
STILL_WRONG = "The county closed Mill Lane and not Mill Road."


def test_a_complaint_is_followed_on_its_page_to_the_end(arrive: Arrive) -> None:
    resident, clerk = arrive(phone=True), arrive("clerk@ptc.example")
    page = _a_resident_complains(resident)
    reference = page.split("/")[-2].partition("-")[0]

    _the_clerk_acknowledges_and_asks(clerk, reference)
    resident.go(page).sees("A question waits for an answer", "Robin, thank you.", QUESTION)
    resident.fill("Your words", "Mill Lane.").press("Send my answer").sees("Being looked at", "Mill Lane.")
    _the_clerk_answers(clerk, reference)

    resident.go(page).sees("Answered", ANSWER, "not upheld").has_no_button("Withdraw it")
    resident.fill("Why is the answer wrong?", STILL_WRONG).press("Ask for a review")
    resident.sees("Under review", STILL_WRONG).shoot("complaint-review")
    clerk.go("/ptc/desk/complaints/?show=reviews").follow(reference).follow("Decide the review")
    clerk.choose("Upheld").fill("The answer", "It was Mill Lane.")
    clerk.press("Decide", status=422).sees("Enter the minute.")
    _somebody_else_reviews(arrive("clerk@both.example"), reference)
    resident.go(page).sees("Answered after a review", "It was Mill Lane.").shoot("complaint-over")


def _a_resident_complains(resident: Visitor) -> str:
    """Find the procedure, complain, and return the address of the page that is shown for it."""
    resident.go("/ptc/").follow("Make a complaint, and follow it", within="footer")
    resident.sees("within 5 working days").shoot("complaints")
    resident.follow("Make a complaint")
    resident.choose("Something that the council published, said or did not answer")
    resident.fill("What went wrong?", WRONG).fill("Your name", "Robin Resident")
    resident.press("Send my complaint", status=422).sees("or another way to answer you")
    resident.fill("Your email address", "robin@people.example").press("Send my complaint")
    resident.sees("Received.", WRONG).shoot("complaint-sent")
    return resident.path


def _the_clerk_acknowledges_and_asks(clerk: Visitor, reference: str) -> None:
    clerk.go("/ptc/desk/moderation/").follow("Complaints", exact=True).follow(reference).sees(WRONG)
    clerk.shoot("complaint-desk")
    clerk.follow("Acknowledge it")
    clerk.fill("What do you add?", "Robin, thank you.").press("Acknowledge it")
    clerk.sees("It is acknowledged.").follow("Ask whoever complained")
    clerk.fill("Your question", QUESTION).press("Ask").sees("Your question stands on their page.")


def _the_clerk_answers(clerk: Visitor, reference: str) -> None:
    clerk.go("/ptc/desk/complaints/?show=mine").follow(reference).sees("Mill Lane.").follow("Answer it")
    clerk.choose("Not upheld").fill("The answer", ANSWER).press("Give this answer").sees("It is answered.")


def _somebody_else_reviews(second: Visitor, reference: str) -> None:
    second.go("/ptc/desk/complaints/?show=reviews").follow(reference).follow("Decide the review")
    second.choose("Upheld").fill("The answer", "It was Mill Lane.").press("Decide")
    second.sees("The review is decided.")
