"""A rule asks: the deputy answers on the page that submits, and the clerk approves on the train with one tick."""

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_the_author_answers_and_the_clerk_reads_it_and_ticks_the_advice(arrive: Arrive) -> None:
    title = "Bus timetable"
    text = "Sign the petition against the new bus timetable! #pellworthbusesforeverybody"
    deputy, clerk = arrive("deputy@ptc.example"), arrive("clerk@ptc.example", phone=True)
    acts.begin(deputy, "ptc", "social_post")
    acts.write(deputy, acts.social_post(title, text))
    deputy.press("Save and submit").sees("Your answer").shoot("asked")
    deputy.press("Submit to the Town Clerk", status=409).sees(
        "There is a problem", "Answer this finding:"
    ).shoot("refused")
    answer = deputy.page.locator("textarea[name^=answer-]").first
    answer.fill("The council resolved to petition the county, minute 31/26.")
    deputy.press("Submit it as it stands now").sees("Submitted. The clerk is told")

    clerk.go("/ptc/desk/queue/").follow(title)
    clerk.sees("Answered by", "minute 31/26").shoot("review")
    clerk.press(acts.approve_button(clerk), status=409).sees("Tick that you have seen this advice").shoot(
        "unseen"
    )
    clerk.page.get_by_label("beside the text").check()
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")
