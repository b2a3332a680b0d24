"""A quotation is its speaker's: a changed character voids it, a private link works once, unscripted on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

WORDS = "We swept the paths together."
OUTSIDE = "Olga Broomfield"


def test_a_changed_character_voids_the_mayors_approval_and_the_clerk_cannot_go_around_it(
    arrive: Arrive,
) -> None:
    title = "The paths are swept"
    deputy, mayor = arrive("deputy@ptc.example"), arrive("chair@ptc.example", phone=True)
    number = acts.begin(deputy, "ptc", "press_release")
    acts.write(deputy, acts.release(title))
    deputy.page.get_by_role("button", name="Add a quotation").click()
    deputy.fill("Exact words", WORDS).fill("Speaker", "Cllr Tobias Lanternlight").fill("Office", "Mayor")
    deputy.press("Save").sees("Not approved yet.")
    acts.ask_for_approval(deputy)
    acts.approve_words(mayor, "ptc", WORDS)

    deputy.go(f"/ptc/desk/drafts/{number}/").fill("Exact words", WORDS.replace("together.", "together!"))
    deputy.press("Save").sees("the words were changed since Cllr Tobias Lanternlight approved others")
    deputy.shoot("quotation-changed")
    deputy.press("Save and submit").sees("It cannot be submitted yet.", "is not as it was approved")
    deputy.follow("Back to the draft").fill("Exact words", WORDS)
    acts.submit(deputy, "ptc")

    mayor.go("/ptc/desk/quotes/?show=all").follow(WORDS).follow("Take the approval back")
    mayor.fill("Reason", "I was not there").press("Take the approval back").sees(
        "The approval is taken back."
    )
    mayor.shoot("quotation-revoked")
    clerk = arrive("clerk@ptc.example")
    acts.open_review(clerk, "ptc", title)
    clerk.sees("Not approved any more:").shoot("quotation-review")
    clerk.press(acts.approve_button(clerk), status=409).sees(
        "Cllr Tobias Lanternlight does not approve the words of quotation 1."
    )


def test_a_speaker_from_outside_approves_on_a_phone_by_a_link_that_works_once(
    arrive: Arrive, portal: Portal
) -> None:
    deputy = arrive("deputy@ptc.example")
    number = acts.begin(deputy, "ptc", "press_release")
    acts.write(deputy, acts.release("Brooms are lent out"))
    deputy.page.get_by_role("button", name="Add a quotation").click()
    deputy.fill("Exact words", "I lend brooms to anybody.").fill("Speaker", OUTSIDE).fill(
        "Office", "Neighbour"
    )
    deputy.press("Save").follow("Ask for approval")
    deputy.fill("Their email address", "olga@broomfield.example").press("Ask for approval")
    deputy.sees(f"{OUTSIDE} gets a private link by email.")
    (mail,) = portal.post.told("The link is yours alone.", 1)
    link = re.search(r"https?://[^/\s]+(/ptc/words/[0-9a-f]{64}/)", mail.text)
    assert mail.to == "olga@broomfield.example"
    assert link is not None

    outside = arrive(phone=True, scripted=False)
    outside.go(link[1]).sees("May we quote you with these words?", "I lend brooms to anybody.")
    outside.shoot("quotation-link")
    outside.press("Approve these exact words").sees("You approved these words").shoot("quotation-link-done")
    outside.go(link[1], status=404).sees("This link is not open any more").shoot("quotation-link-over")

    deputy.go(f"/ptc/desk/drafts/{number}/").sees(f"approved by {OUTSIDE}", "by private link")
    expect(deputy.page.locator(".quote-block--approved")).to_contain_text("I lend brooms to anybody.")
    acts.submit(deputy, "ptc")
