"""The Mayor drafts a release on a phone, with their own words and a picture: it reaches the newspapers whole."""

import hashlib
import io

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "The old pump runs again"
WORDS = "My grandmother fetched water here."
ALT = "Water runs from the green pump into a stone trough."
NEWSPAPERS = 4


def _pump() -> bytes:
    """Return a JPEG of a green pump over a trough."""
    image = Image.new("RGB", (1200, 800), "#c9d8e4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 1200, 800), fill="#8a8f7a")
    draw.rectangle((540, 160, 640, 620), fill="#2f5d3a")
    draw.arc((620, 200, 800, 380), 180, 360, fill="#2f5d3a", width=36)
    draw.rectangle((780, 300, 792, 600), fill="#dff1fb")
    draw.rectangle((660, 600, 960, 700), fill="#6d6a63")
    written = io.BytesIO()
    image.save(written, "JPEG", quality=88)
    return written.getvalue()


def test_the_mayors_release_with_a_quotation_and_a_picture_reaches_the_newspapers(
    arrive: Arrive, portal: Portal
) -> None:
    mayor, clerk = arrive("chair@ptc.example", phone=True), arrive("clerk@ptc.example")
    _the_mayor_writes_it_on_a_phone(mayor)
    acts.open_review(clerk, "ptc", TITLE)
    clerk.sees(WORDS, f"Described as: {ALT}", "Pictures with this mail")
    clerk.shoot("mayors-release-review")
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")

    reader = arrive(phone=True)
    reader.waits_for("/ptc/", TITLE).follow(TITLE).sees(WORDS, "Cllr Tobias Lanternlight, Mayor")
    shown = reader.main.get_by_role("img", name=ALT)
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    reader.shoot("mayors-release")
    fetched = reader.context.request.get(f"{reader.url}{shown.get_attribute('src')}").body()
    mails = portal.post.arrives(TITLE, NEWSPAPERS)
    assert len({mail.to for mail in mails}) == NEWSPAPERS
    for mail in mails:
        assert f"“{WORDS}”" in mail.text
        assert "Cllr Tobias Lanternlight, Mayor" in mail.text
        assert f"1. {ALT} Picture: Clara Lowe" in " ".join(mail.text.split())
        (file,) = mail.message.iter_attachments()
        assert file.get_content_type() == "image/jpeg"
        assert hashlib.sha256(file.get_content()).digest() == hashlib.sha256(fetched).digest()


def _the_mayor_writes_it_on_a_phone(mayor: Visitor) -> None:
    acts.begin(mayor, "ptc", "press_release")
    acts.write(mayor, acts.release(TITLE, "The pump in the market square runs again."))
    mayor.page.get_by_role("button", name="Add a quotation").click()
    mayor.fill("Exact words", WORDS).fill("Speaker", "Cllr Tobias Lanternlight").fill("Office", "Mayor")
    mayor.page.locator("input[type=file]").set_input_files(
        {"name": "pump.jpg", "mimeType": "image/jpeg", "buffer": _pump()}
    )
    mayor.press("Add this picture").press("Say who is in picture 1 and who made it")
    acts.describe_picture(mayor, ALT)
    mayor.fill("Description for those who cannot see picture 1", ALT).press("Save")
    number = mayor.number_in_address()
    mayor.sees("Not approved yet.").follow("Ask for approval").press("Ask for approval")
    mayor.sees("These are your own words.", "Do you approve these words?").shoot("mayors-own-words")
    mayor.press("Approve these exact words").sees("You approved these exact words.")
    mayor.go(f"/ptc/desk/drafts/{number}/").sees("approved by Cllr Tobias Lanternlight")
    mayor.shoot("mayors-release-draft")
    acts.submit(mayor, "ptc")
