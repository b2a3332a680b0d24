"""What members are asked on their phones: confidentiality before a closed session, silence on a sensitive matter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_confidentiality_is_asked_for_given_on_a_phone_and_noted_from_paper(arrive: Arrive) -> None:
    clerk, chair = arrive("clerk@ptc.example"), arrive("chair@ptc.example", phone=True)
    clerk.go("/ptc/desk/").follow("Calendar", "nav").follow("Meetings", "nav[aria-label='Council business']")
    clerk.shoot("meetings")
    clerk.follow("Enter a meeting")
    tomorrow = timezone.localdate() + timedelta(days=1)
    clerk.fill("Meeting", "Staffing committee").fill("Held on", tomorrow.isoformat())
    clerk.press("Enter the meeting").follow("Add an item")
    clerk.fill("Reference", "9/26").fill("Item", "An appointment")
    clerk.field("Taken in").select_option(label="Closed session")
    clerk.press("Add the item").follow("Ask to reaffirm confidentiality").shoot("pledge-ask")
    clerk.press("Ask them").sees("asked by email", "have not yet").shoot("pledge-asked")

    chair.go("/ptc/desk/").sees("Before a closed session").shoot("home-asked")
    chair.follow("Reaffirm confidentiality: Staffing committee").shoot("pledge-phone")
    chair.press("I reaffirm this").sees("You reaffirmed this on").shoot("pledge-given")

    clerk.go(clerk.path).follow("Note one given on paper or aloud").choose("On paper").shoot("pledge-note")
    clerk.press("Note it").sees("It is noted: on paper.")
    clerk.go("/ptc/desk/meetings/").follow("Staffing committee").sees("on the desk", "on paper", "not yet")
    clerk.shoot("meeting-pledged")


def test_members_accept_to_say_nothing_on_a_flagged_matter_outside_the_portal(arrive: Arrive) -> None:
    clerk, chair = arrive("clerk@ptc.example"), arrive("chair@ptc.example", phone=True)
    clerk.go("/ptc/desk/matters/open/").fill("Title", "The zither lessons contract").press("Open the matter")
    clerk.follow("Flag as especially sensitive").fill("Reason", "Talks are at a delicate stage.")
    clerk.press("Flag the matter").shoot("matter-flagged")
    clerk.follow("Which members have accepted").sees("not accepted yet").shoot("matter-requests")

    chair.go("/ptc/desk/").follow("Say nothing for now: The zither lessons contract").shoot("matter-request")
    chair.press("I accept this").sees("You accepted this on")

    clerk.press("Ask those who have not accepted, and members who came later").sees("asked by email")
    clerk.shoot("matter-requests-later")


def test_meetings_and_what_i_may_say_are_two_taps_away_on_a_phone(arrive: Arrive) -> None:
    member = arrive("chair@ptc.example", phone=True)
    for name, heading in (("Meetings", "Meetings"), ("What I may say", "What I may say")):
        member.go("/ptc/desk/")
        member.page.locator("summary", has_text="Menu").click()
        member.shoot(f"menu-{name[:4]}", "window")
        member.follow(name, "nav[aria-label='Parts of the desk, menu']", exact=True).sees(heading)
