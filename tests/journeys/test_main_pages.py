"""Every main page of both councils, on a phone as on the bus and at a desk: each is looked at by axe."""

import re

import pytest

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

OF_THE_DESK = (
    "",
    "drafts/",
    "drafts/new/",
    "drafts/new/letter/",
    "queue/",
    "queue/decided/",
    "queue/scheduled/",
    "queue/deliveries/",
    "queue/expired/",
    "queue/confirm/",
    "queue/second-looks/",
    "queue/report/",
    "channels/",
    "channels/press-list/",
    "channels/press-list/add/",
    "channels/open/",
    "letters/",
    "letters-in/",
    "letters-in/new/",
    "press/",
    "press/new/",
    "quotes/",
    "quotes/?show=all",
    "jobs/",
    "jobs/?all=yes",
    "magazine/",
    "magazine/add/",
    "campaigns/",
    "surveys/",
    "media/",
    "media/add/",
    "recordings/",
    "recordings/add/",
    "costs/",
    "calendar/",
    "calendar/?view=list",
    "calendar/link/",
    "periods/",
    "meetings/",
    "positions/",
    "matters/",
    "permissions/",
    "permissions/grant/speak/",
    "personal-accounts/",
    "notifications/",
    "messages/",
    "people/",
    "people/add/",
    "people/delegate/",
    "settings/",
    "settings/details/",
    "settings/drafting/press_release/",
    "settings/hold/",
    "record/",
    "record/search/",
    "record/keeping/",
)


ONE_OF_EACH = {
    "ptc": (
        ("press/", "Buses on Sundays"),
        ("surveys/", "The play area in Mill Lane"),
        ("media/", "The winner of the allotment prize"),
        ("recordings/", "A steward looks forward"),
        ("queue/", "Eleven local groups share"),
    ),
    "pitstone": (
        ("jobs/?all=yes", "Board at the village hall"),
        ("jobs/?all=yes", "Board at the pavilion"),
        ("magazine/", "Parish magazine"),
        ("channels/", "Board in Church Road"),
    ),
}
"""A list, and how the link to one thing in it begins: an enquiry with its card, a survey, a job with its proof."""


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
@pytest.mark.parametrize("council", ["ptc", "pitstone"])
def test_the_main_pages_are_fit_for_a_phone_and_a_desk(arrive: Arrive, council: str, phone: bool) -> None:
    clerk = arrive(f"clerk@{council}.example", phone=phone)
    for page in OF_THE_DESK:
        clerk.go(f"/{council}/desk/{page}").shoot(f"page-{council}-{re.sub('[^a-z]', '-', page)}")
    for number, (page, name) in enumerate(ONE_OF_EACH[council]):
        clerk.go(f"/{council}/desk/{page}").follow(name).shoot(f"one-{council}-{number}")


@pytest.mark.parametrize("kind", ["press_release", "notice", "social_post", "letter"])
def test_what_waits_or_went_out_is_fit_for_a_phone(arrive: Arrive, kind: str) -> None:
    clerk = arrive("clerk@ptc.example", phone=True)
    clerk.go(f"/ptc/desk/drafts/?kind={kind}")
    addresses = [link.get_attribute("href") or "" for link in clerk.main.locator(".queue-row h3 a").all()[:3]]
    assert addresses
    for number, address in enumerate(addresses):
        clerk.go(address).shoot(f"kind-{kind}-{number}-draft")
        clerk.go(f"{address}history/").shoot(f"kind-{kind}-{number}-history")
        item = address.rstrip("/").rsplit("/", 1)[1]
        clerk.go(f"/ptc/desk/queue/item/{item}/").shoot(f"kind-{kind}-{number}-item")
