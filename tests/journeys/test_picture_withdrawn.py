"""Somebody in a picture withdraws: the clerk finds every use, withdraws one item, shows another picture in the next."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

FACES = "A gardener plants bulbs beside the bandstand."
BULBS = "Bulbs in a wheelbarrow, nobody near."


def picture(colour: str) -> bytes:
    """Return a JPEG of one colour."""
    written = io.BytesIO()
    Image.new("RGB", (640, 420), colour).save(written, "JPEG")
    return written.getvalue()


def add(clerk: Visitor, colour: str, alt: str, who: str) -> int:
    """Put a picture into the library and describe it; returns its number."""
    clerk.go("/ptc/desk/media/add/")
    clerk.page.locator("input[type=file]").set_input_files(
        {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": picture(colour)}
    )
    clerk.press("Add it")
    number = clerk.number_in_address()
    acts.describe_picture(clerk, alt, who)
    return number


def publish(deputy: Visitor, clerk: Visitor, title: str) -> None:
    """Let the deputy write a post with the picture of the gardener from the library, and the clerk approve it."""
    acts.begin(deputy, "ptc", "social_post")
    acts.write(deputy, acts.social_post(title, f"{title}: come and look."))
    deputy.press("Choose from the library").fill("Words", "gardener").press("Search")
    deputy.press(f"Choose {FACES}").sees("The picture is in your draft.")
    acts.submit(deputy, "ptc")
    acts.approve(clerk, "ptc", title)
    deputy.waits_for("/ptc/", title)


def test_a_permission_is_withdrawn_and_every_use_is_decided_on_one_screen(arrive: Arrive) -> None:
    clerk, deputy = arrive("clerk@ptc.example"), arrive("deputy@ptc.example")
    faces = add(clerk, "darkgreen", FACES, "People can be recognised; each is named with their permission")
    clerk.sees("Name somebody in this picture").fill("Name", "Gwen Gardener")
    clerk.choose("They gave it in writing")
    clerk.field("How it was written").select_option("A signed form")
    clerk.press("Add this person").sees("Gwen Gardener is named.", "May be used").shoot("picture")
    add(clerk, "saddlebrown", BULBS, "Nobody can be recognised")
    publish(deputy, clerk, "Bulbs by the bandstand")
    publish(deputy, clerk, "Gardeners at work")

    clerk.go(f"/ptc/desk/media/{faces}/").follow("They withdrew it").shoot("withdrawal")
    clerk.fill("Reason", "Letter of today").press("They withdrew it")
    clerk.sees("What uses this picture", "In public now", "Not used: a permission was withdrawn").shoot(
        "uses"
    )
    first = clerk.page.locator(".card", has_text="Bulbs by the bandstand")
    first.get_by_label("Withdraw it in public").check()
    first.get_by_label("Reason").fill("The picture is not used any more.")
    with clerk.page.expect_navigation(wait_until="load"):
        first.get_by_role("button").click()
    clerk.look().sees("“Bulbs by the bandstand” is withdrawn in public.")
    second = clerk.page.locator(".card", has_text="Gardeners at work")
    second.get_by_label("Show another picture instead; it needs a new approval").check()
    second.get_by_label("Picture to show instead").select_option(label=BULBS)
    with clerk.page.expect_navigation(wait_until="load"):
        second.get_by_role("button").click()
    clerk.look().sees("“Gardeners at work” shows the other picture in a new draft")

    reader = arrive()
    reader.waits_for("/ptc/", "The picture is not used any more.")
    acts.begin(deputy, "ptc", "social_post")
    acts.write(deputy, acts.social_post("Once more", "Once more in spring."))
    deputy.press("Choose from the library").press(f"Choose {FACES}")
    deputy.press("Save and submit").sees(
        "It cannot be submitted yet.", "The permission for picture 1 was withdrawn."
    )
    _looks_at_them_on_a_phone(arrive, clerk, faces)


def _looks_at_them_on_a_phone(arrive: Arrive, clerk: Visitor, faces: int) -> None:
    clerk.go("/ptc/desk/media/").shoot("library")
    phone = arrive("clerk@ptc.example", phone=True)
    phone.go("/ptc/desk/media/").shoot("library")
    phone.go(f"/ptc/desk/media/{faces}/").shoot("picture")
    phone.go(f"/ptc/desk/media/{faces}/uses/").shoot("uses")
    expect(phone.main).to_contain_text("Gardeners at work")
