"""Others are asked before the clerk decides: a solicitor by private link, the Mayor for a view that clears nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "The lane by the mill is closed"


def test_a_solicitor_comments_by_link_the_mayor_is_consulted_and_the_clerk_approves(
    arrive: Arrive, portal: Portal
) -> None:
    deputy, clerk = arrive("deputy@ptc.example"), arrive("clerk@ptc.example")
    number = acts.hand_in(deputy, "ptc", "notice", acts.notice(TITLE))

    clerk.go(f"/ptc/desk/drafts/{number}/").follow("Reviewers: ask somebody to read it").follow(
        "Ask somebody to read it"
    )
    clerk.fill("Name of somebody outside", "Sol Olicitor").fill("Their organisation", "Olicitor and Sons")
    clerk.fill("Their email address", "sol@olicitor.example").fill(
        "What do you ask of them?", "May we close it?"
    )
    clerk.fill("Until", (timezone.localdate() + timedelta(days=5)).isoformat()).shoot("reviewer-ask")
    clerk.press("Ask them").sees("Sol Olicitor, Olicitor and Sons, gets a private link by email.")
    clerk.shoot("reviewer-list")
    (mail,) = portal.post.told("Dear Sol Olicitor,", 1)
    link = re.search(r"https?://[^/\s]+(/ptc/read/[0-9a-f]{64}/)", mail.text)
    assert mail.to == "sol@olicitor.example"
    assert link is not None

    solicitor = arrive(phone=True, scripted=False)
    solicitor.go(link[1]).sees("A text to read before it goes out", "May we close it?").shoot("reviewer-link")
    solicitor.fill("Your comment", "Yes, under section 14.")
    solicitor.fill("About which words? You can leave this out", "closed from nine to four")
    solicitor.press("Send this comment").sees("Your comment is kept.", "Yes, under section 14.")
    solicitor.press("I have finished").sees("Thank you: you have finished").shoot("reviewer-link-done")
    solicitor.go(link[1], status=404).sees("This link is no longer valid").shoot("reviewer-link-over")

    clerk.go(f"/ptc/desk/consultations/item/{number}/").follow("Consult somebody")
    clerk.choose_from("Who", ", Mayor").fill("What do you ask?", "Is the day right?").shoot("consult")
    clerk.press("Ask for their view").sees("is asked on the desk, and told by email.")
    mayor = arrive("chair@ptc.example", phone=True)
    mayor.go("/ptc/desk/").sees("Asked of you").shoot("asked-of-you")
    mayor.follow(f"Your view: {TITLE}")
    mayor.choose("I have concerns").fill("In your words", "It is market day.").shoot("consult-view")
    mayor.press("Give this view").sees("Your view is recorded: has concerns.")

    acts.open_review(clerk, "ptc", TITLE)
    clerk.sees("has concerns", "Yes, under section 14.").shoot("review-with-others")
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")
