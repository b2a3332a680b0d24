"""From a request for an interview to the card that was read: passed on by a councillor, given by the Mayor."""

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def pass_on(councillor: Visitor) -> str:
    """Pass on what the Mercury asks; return where it stands."""
    councillor.go("/ptc/desk/press/").follow("Pass on a request").shoot("press-pass-on")
    councillor.choose("An interview with a councillor or officer")
    councillor.fill("Who asks?", "Jasper Headline").fill("For whom?", "Mill Valley Mercury")
    councillor.fill("Topic", "The brass band").fill("What do they ask?", "Who pays for the new tubas?")
    councillor.press("Pass it on").sees("It is passed on.", "Who pays for the new tubas?")
    councillor.shoot("press-passed-on")
    return councillor.page.url.removeprefix(councillor.url)


def test_a_request_for_an_interview_becomes_a_card_that_the_mayor_reads(arrive: Arrive) -> None:
    councillor = arrive("councillor@ptc.example", phone=True)
    clerk, mayor = arrive("clerk@ptc.example"), arrive("chair@ptc.example", phone=True)
    where = pass_on(councillor)

    clerk.go("/ptc/desk/").sees("The press asks").follow("The brass band")
    clerk.sees("Before you put somebody forward, ask").shoot("press-clerk")
    clerk.press("They were told that we have it").sees("It is noted that they were told.")
    clerk.follow("Choose who speaks").choose_from("Who speaks?", ", Mayor")
    clerk.press("Put them forward", status=409).sees("was not asked yet").go(where)
    clerk.follow("Ask for a view").choose_from("Whom do you ask?", ", Mayor").press("Ask").sees("is asked.")

    mayor.go("/ptc/desk/").sees("Your view is asked for.").follow("The brass band")
    mayor.follow("Say what you think of it").fill("The view", "I was at the concert. I will do it.")
    mayor.press("Say it").sees("Your view is recorded.").shoot("press-view-said")

    clerk.go(where).sees("I was at the concert.").follow("Choose who speaks").choose_from(
        "Who speaks?", ", Mayor"
    )
    clerk.press("Put them forward").sees("is put forward. Make the card next.")
    clerk.follow("Make the card").shoot("press-make-card")
    clerk.fill("Facts", "Three tubas, £6,000, from the bandstand fund.")
    clerk.press("Give them the card").sees("The card is made.").shoot("press-carded")

    mayor.go("/ptc/desk/").sees("You were put forward to speak.").follow("The brass band")
    mayor.sees("Your card", "Three tubas", "say first that it is your personal view").shoot("press-card")
    mayor.press("I have read this card").sees("It is noted that you read the card.")

    clerk.go(where).follow("Note how it ended").choose("The interview was given")
    clerk.fill("What was said", "The Mayor gave the figures.").press("Note it").sees(
        "The interview was given"
    )
    clerk.follow("Keep what appeared").fill("Headline", "Tubas for all").choose("Yes")
    clerk.press("Keep it").sees("The cutting is kept.", "Tubas for all").shoot("press-ended")
    councillor.go(where).sees("The interview was given", "Tubas for all")
    councillor.go(f"{where}choose/", status=403)
