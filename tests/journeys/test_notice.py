"""A resident says that a comment defames them: sent back, completed, passed on, answered, removed, each told of it."""

import re

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "What the summer fête brought in"
COMMENT = "Everybody here knows that Vera kept the money of the tombola."
MEANING = "What do you take them to mean?"


def test_a_notice_goes_from_defective_to_decided(portal: Portal, arrive: Arrive) -> None:
    clerk, vera = arrive("clerk@ptc.example"), arrive(phone=True)
    _an_item_with_a_comment(clerk, arrive("officer@ptc.example"), vera)
    own_page = _vera_complains(vera)
    notice = f"Notice {own_page.split('/')[3]}"
    _the_clerk_sends_it_back(clerk, notice)
    _vera_completes_it(vera, own_page)
    _the_clerk_passes_it_on(clerk, notice)
    _its_poster_agrees(arrive(phone=True), portal)
    _the_clerk_removes_it(clerk, notice)

    vera.go(own_page).sees("The comment was removed.").shoot("notice-status")
    vera.go("/ptc/").follow(TITLE).misses("kept the money").sees("a notice of defamation under the 2013")
    assert portal.post.told("because whoever posted it agrees", 1, to="vera@people.example")


def _an_item_with_a_comment(clerk: Visitor, officer: Visitor, reader: Visitor) -> None:
    number = acts.hand_in(officer, "ptc", "notice", acts.notice(TITLE, "The fête brought in 300 pounds."))
    acts.approve(clerk, "ptc", TITLE)
    reader.waits_for("/ptc/", TITLE)
    clerk.go(f"/ptc/desk/moderation/items/{number}/").choose("At once; somebody looks at it afterwards")
    clerk.press("Let residents comment")
    reader.go("/ptc/").follow(TITLE).follow("Say something yourself")
    reader.fill("Your name", "Bert Poster").fill("Your email address", "bert@people.example")
    reader.fill("Your comment", COMMENT).press("Send my comment").sees("your comment was sent")
    clerk.go("/ptc/desk/moderation/")
    with clerk.page.expect_navigation(wait_until="load"):
        clerk.page.locator('main li:has-text("Bert Poster") h2 a').first.click()
    clerk.look().choose("Leave it standing")
    clerk.field("If it is left: what about an answer?").select_option("reply")
    clerk.press("Rule, and open the next").sees("You ruled on")


def _vera_complains(vera: Visitor) -> str:
    """Send a notice without the meaning, and return the address of the page on which it is followed."""
    vera.go("/ptc/").follow(TITLE).follow("This defames me").shoot("notice-form")
    vera.fill("Which words do you complain of?", COMMENT).fill(
        "Why do they defame you?", "They make me a thief."
    )
    vera.fill("What in them is factually wrong, or opinion that no fact supports?", "The accounts show it.")
    vera.choose("I do not know enough about whoever wrote it to bring proceedings against them")
    vera.fill("Your name", "Vera Example").press("Send the notice", status=422).sees(
        "without it we cannot answer"
    )
    vera.fill("Your email address", "vera@people.example")
    for group in ("May we give your name to whoever wrote it?", "May we give them your email address?"):
        vera.page.get_by_role("group", name=group).get_by_label("No, withhold it").check()
    vera.press("Send the notice").sees("Somebody checks whether it is complete.")
    return vera.path


def _the_clerk_sends_it_back(clerk: Visitor, notice: str) -> None:
    clerk.go("/ptc/desk/moderation/").follow("Notices of defamation").shoot("notices")
    clerk.follow(notice, within="main h2").sees("Act by").follow("Check whether it is complete").press(
        "That is how it is"
    )
    clerk.sees("It is sent back: the letter names what is missing.").shoot("notice-defective")


def _vera_completes_it(vera: Visitor, own_page: str) -> None:
    vera.go(own_page).sees("the meaning that the complainant takes the statement to have")
    vera.fill(MEANING, "That I stole.").press("Send the notice again").sees("Somebody checks")


def _the_clerk_passes_it_on(clerk: Visitor, notice: str) -> None:
    clerk.go("/ptc/desk/moderation/notices/").follow(notice, within="main h2").follow(
        "Check whether it is complete"
    )
    clerk.press("That is how it is").sees("It is complete.").follow("Pass it on to the poster")
    clerk.press("Pass it on").sees("It is passed on.").shoot("notice-waiting")


def _its_poster_agrees(poster: Visitor, portal: Portal) -> None:
    (told,) = portal.post.told("Answer on this page, which is yours alone", 1, to="bert@people.example")
    assert "Vera Example" not in told.text
    found = re.search(r"/ptc/notices/\w+/answer/\w+/", told.text)
    assert found is not None
    poster.go(found[0]).sees("Somebody complains about your comment", "[withheld]").shoot("notice-answer")
    poster.choose("No, I stand by it").press("Send my answer", status=422).sees("Enter your full name")
    poster.choose("Yes, remove it").press("Send my answer").sees("You agree that the comment is removed.")


def _the_clerk_removes_it(clerk: Visitor, notice: str) -> None:
    clerk.go("/ptc/desk/moderation/notices/").follow(notice, within="main h2").sees("They agree to it")
    clerk.follow("Remove the comment").choose("Remove the comment because its poster agrees").press(
        "Remove it"
    )
    clerk.sees("The comment is removed, and the complainant told.").shoot("notice-removed")
