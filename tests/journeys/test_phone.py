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
    """Return a JPEG as a phone would take it: a street at dusk with strings of lights."""
    image = Image.new("RGB", (1600, 1000))
    draw = ImageDraw.Draw(image)
    for y in range(1000):
        draw.line((0, y, 1600, y), (24 + y // 9, 34 + y // 14, 74 + y // 22))
    for number, height in enumerate((520, 430, 560, 470, 610, 500, 450, 540)):
        left = number * 200
        draw.polygon([(left, height), (left + 100, height - 90), (left + 200, height)], "#161c2c")
        draw.rectangle((left, height, left + 200, 1000), "#1b2236")
        for window in range(3):
            draw.rectangle((left + 35 + window * 50, 700, left + 65 + window * 50, 750), "#f2c879")
    for sag in (190, 300):
        for x in range(0, 1600, 40):
            y = sag + int(110 * (1 - ((x % 800 - 400) / 400) ** 2))
            draw.ellipse((x - 9, y - 9, x + 9, y + 9), "#7a6234")
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), "#ffe2a0")
    written = io.BytesIO()
    image.save(written, "JPEG", quality=90)
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
    deputy.sees("No permission is recorded for picture 1.")
    expect(deputy.main.locator(".finding__why").first).not_to_be_empty()
    deputy.shoot("no-description")
    deputy.follow("Back to the draft").press("Say who is in picture 1 and who made it")
    acts.describe_picture(deputy, "Lights at dusk")
    deputy.fill("Description for those who cannot see picture 1", ALT)
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
