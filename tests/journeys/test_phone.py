"""On a phone: the deputy posts a picture from the street, the clerk approves it on the train."""

import io

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

ALT = "Coloured lights hang across Market Square at dusk."


def _picture() -> bytes:
    """Return a JPEG of some size, as a phone would take it."""
    image = Image.new("RGB", (1600, 1200), "#1d3557")
    draw = ImageDraw.Draw(image)
    for number in range(40):
        draw.ellipse((number * 40, 300 + number % 5 * 30, number * 40 + 24, 324 + number % 5 * 30), "#f4a261")
    written = io.BytesIO()
    image.save(written, "JPEG", exif=Image.Exif())
    return written.getvalue()


def test_a_picture_needs_a_description_and_both_reach_the_newsroom(arrive: Arrive) -> None:
    title = "Christmas lights over the square"
    deputy, clerk = arrive("deputy@ptc.example", phone=True), arrive("clerk@ptc.example", phone=True)
    deputy.go("/ptc/desk/").shoot("desk")
    acts.begin(deputy, "ptc", "social_post")
    acts.write(deputy, acts.social_post(title))
    deputy.page.locator("input[type=file]").set_input_files(
        {"name": "street.jpg", "mimeType": "image/jpeg", "buffer": _picture()}
    )
    deputy.press("Add this picture")
    picture = deputy.page.locator("img.row-picture")
    expect(picture).to_be_visible()
    deputy.press("Save and submit").sees("It cannot be submitted yet.", "Picture 1 has no description.")
    expect(deputy.main.locator(".finding__why").first).not_to_be_empty()
    deputy.shoot("no-description")
    deputy.follow("Back to the draft").fill("Description for those who cannot see picture 1", ALT)
    deputy.shoot("social-post")
    acts.submit(deputy, "ptc")
    acts.open_review(clerk, "ptc", title)
    clerk.sees(f"Described as: {ALT}").shoot("phone")
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference").shoot("phone-approved")
    reader = arrive(phone=True)
    reader.waits_for("/ptc/", title).shoot("newsroom")
    reader.follow(title)
    shown = reader.main.get_by_role("img", name=ALT)
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    reader.shoot("news-item")
