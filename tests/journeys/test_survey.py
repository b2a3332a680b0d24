"""A survey: written and approved, answered on a phone and on paper, closed, and its results told in the newsroom."""

from datetime import timedelta

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor
from tests.makers.surveys import today

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "Where should the new benches stand?"
QUESTION = "Which place needs a bench most?"


def test_a_survey_goes_from_draft_to_results(arrive: Arrive) -> None:
    officer, clerk = arrive("officer@ptc.example"), arrive("clerk@ptc.example")
    _the_officer_asks(officer)
    acts.approve(clerk, "ptc", TITLE)
    _a_resident_answers_on_a_phone(arrive(phone=True))
    _the_officer_enters_paper_and_closes(officer)
    _the_results_are_told(officer, clerk, arrive())


def _the_officer_asks(officer: Visitor) -> None:
    acts.begin(officer, "ptc", "survey_invitation")
    acts.write(
        officer,
        {
            "Headline": TITLE,
            "Invitation": "The council buys three benches this winter. Tell us where they are needed.",
            "Closing date": (today() + timedelta(days=10)).isoformat(),
            "Purpose": "Residents say where benches are needed.",
        },
    )
    officer.page.get_by_role("button", name="Add a question").click()
    officer.fill("Question", QUESTION).fill("Answers offered, one a line", "The river path\nMarket Square")
    officer.field("Is an answer needed?").select_option("yes")
    officer.press("Save and submit").sees("It cannot be submitted yet.", "what is done with the replies")
    officer.follow("Back to the draft").shoot("survey-draft")
    officer.fill("What is done with the replies", "The council reads them when it chooses the places.")
    officer.fill("Replies are erased after", (today() + timedelta(days=60)).isoformat())
    acts.submit(officer, "ptc")


def _a_resident_answers_on_a_phone(resident: Visitor) -> None:
    resident.waits_for("/ptc/", TITLE)
    resident.follow(TITLE).shoot("survey-invitation")
    resident.follow("Answer the survey").sees("What is done with your answers", "11:59 pm").shoot(
        "survey-form"
    )
    resident.press("Look my answers over", status=422).sees("Choose an answer: this question needs one.")
    resident.shoot("survey-error")
    resident.choose("The river path").press("Look my answers over").sees("Nothing was sent yet.")
    resident.shoot("survey-look-over")
    resident.press("Change them").press("Look my answers over")
    resident.press("Send my answers").sees("Thank you: your answers were sent", "Your reference is")
    resident.shoot("survey-sent")


def _the_officer_enters_paper_and_closes(officer: Visitor) -> None:
    officer.go("/ptc/desk/surveys/").sees(TITLE).shoot("survey-list")
    officer.follow(TITLE).follow("Enter a sheet").shoot("survey-sheet")
    officer.fill("Number of the sheet", "1").choose("Market Square").press("Enter it").sees(
        "Sheet 1 is entered."
    )
    officer.sees("2 of 2 answered", "50%").shoot("survey-replies")
    officer.follow("Close it early").fill("Reason", "The benches were delivered early.")
    officer.press("Close it").sees("The survey is closed.")


def _the_results_are_told(officer: Visitor, clerk: Visitor, anybody: Visitor) -> None:
    officer.follow("Draft the results").press("Begin the draft").sees("The draft is begun.")
    officer.shoot("survey-results-draft")
    acts.submit(officer, "ptc")
    told = f"What you told us: {TITLE}"
    acts.approve(clerk, "ptc", told)
    anybody.waits_for("/ptc/", told)
    anybody.follow(told).sees(QUESTION, "The river path: 1 (50%)", "they are no sample").shoot(
        "survey-results"
    )
