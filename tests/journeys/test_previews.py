"""A clerk sees both halves of a press mail as readers will have them, on the page where it is decided."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_the_laid_out_half_of_a_press_mail_stands_in_a_frame_beside_its_text(
    arrive: Arrive, *, phone: bool
) -> None:
    title = f"The weir is mended, seen {'by phone' if phone else 'at the desk'}"
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "press_release", acts.release(title))
    clerk = arrive("clerk@ptc.example", phone=phone)
    clerk.go("/ptc/desk/queue/").follow(title)
    preview = clerk.page.locator("details.preview").filter(has=clerk.page.locator("iframe"))
    preview.locator("summary").click()
    mail = preview.frame_locator("iframe")
    expect(mail.get_by_role("heading", name=title)).to_be_visible()
    expect(mail.get_by_role("link", name="Take me off the list")).to_be_visible()
    text = preview.locator(".preview__plain")
    expect(text).to_contain_text(title)
    expect(preview).to_contain_text(f"Subject: {title}")
    clerk.look().shoot("press-mail-preview")
    frame, beside = (one.bounding_box() for one in (preview.locator("iframe"), text))
    assert frame is not None
    assert beside is not None
    assert (beside["y"] > frame["y"] + frame["height"]) is phone  # beside each other where there is room


def test_a_click_on_a_link_of_the_previewed_mail_leaves_the_mail_and_the_review_as_they_stand(
    arrive: Arrive,
) -> None:
    title = "The ford is dry"
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "press_release", acts.release(title))
    clerk = arrive("clerk@ptc.example")
    clerk.go("/ptc/desk/queue/").follow(title)
    preview = clerk.page.locator("details.preview").filter(has=clerk.page.locator("iframe"))
    preview.locator("summary").click()
    expect(preview).to_contain_text("Its links lead nowhere here.")
    mail, address = preview.frame_locator("iframe"), clerk.page.url
    for link in mail.get_by_role("link").all():
        link.click()
        link.press("Enter")
        clerk.page.wait_for_timeout(300)  # as long as another page would take to come
        expect(mail.get_by_role("heading", name=title)).to_be_visible()
    assert mail.get_by_role("link").count() > 1
    assert clerk.page.url == address
    assert clerk.context.pages == [clerk.page]
