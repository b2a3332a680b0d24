"""A notice goes up on a board: the clerk ticks it, a councillor proves it from the street, and takes it down again."""

import io

import pytest
from django.utils import timezone
from PIL import Image

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

BOARD = "Board in Weir Street"
TITLE = "Weir Street is closed on Friday"


def photograph(colour: str) -> bytes:
    """Return a JPEG of one colour, as a telephone sends it."""
    written = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(written, "JPEG")
    return written.getvalue()


def prove(keeper: Visitor, colour: str) -> None:
    """Add a photograph on the form of a proof and send it."""
    keeper.page.locator("input[type=file]").set_input_files(
        {"name": "board.jpg", "mimeType": "image/jpeg", "buffer": photograph(colour)}
    )
    keeper.press("Send the proof")


def test_a_sheet_is_put_up_proved_and_taken_down(arrive: Arrive) -> None:
    clerk, officer = arrive("clerk@ptc.example"), arrive("officer@ptc.example")
    clerk.go("/ptc/desk/channels/open/").choose_from("What sort of channel", "Noticeboard")
    clerk.fill("Minute", "52/26").fill("On which day", timezone.localdate().isoformat())
    clerk.fill("Name", BOARD).press("Open it").sees(f"{BOARD} is open.")
    clerk.follow("Where it is, and who serves it", within=f'main li:has-text("{BOARD}")').fill(
        "Where it is", "Beside the bus stop"
    )
    clerk.choose_from("Who gets its jobs", "Cllr Barnaby Thistledown, Councillor").shoot("board-place")
    clerk.press("Save").sees(f"{BOARD} is described.", "Beside the bus stop").shoot("boards")

    acts.hand_in(officer, "ptc", "notice", acts.notice(TITLE))
    acts.open_review(clerk, "ptc", TITLE)
    clerk.choose(BOARD).shoot("board-ticked")
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")

    keeper = arrive("councillor@ptc.example", phone=True)
    keeper.waits_for("/ptc/desk/jobs/", TITLE).shoot("jobs")
    keeper.follow(TITLE)
    keeper.sees("To be done", "Beside the bus stop", "Nobody has proved anything yet.").shoot("job")
    keeper.follow("It is done: add the proof").shoot("job-proof")
    keeper.press("Send the proof", status=400).sees("Add a photograph, or write who saw it.")
    prove(keeper, "darkgreen")
    keeper.sees("Thank you. It is proved", "Done on").shoot("job-proved")

    clerk.go("/ptc/desk/jobs/?all=yes").sees("Up").follow(TITLE).shoot("job-up")
    clerk.follow("Have it taken down").fill("Reason", "The closure is over.")
    clerk.press("Ask for it to be taken down")
    keeper.waits_for("/ptc/desk/jobs/", "To be taken down").follow(TITLE).shoot("job-to-take-down")
    keeper.follow("It is down: add the proof")
    prove(keeper, "white")
    keeper.sees("nothing is left to do", "Taken down")
    clerk.go("/ptc/desk/jobs/").misses(TITLE)
