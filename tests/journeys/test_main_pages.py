"""Every main page of both councils on a phone, as somebody on the bus looks through them: each is looked at by axe."""

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
    "queue/second-looks/",
    "queue/report/",
    "channels/",
    "channels/press-list/",
    "channels/press-list/add/",
    "letters/",
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


@pytest.mark.parametrize("council", ["ptc", "pitstone"])
def test_the_main_pages_are_fit_for_a_phone(arrive: Arrive, council: str) -> None:
    clerk = arrive(f"clerk@{council}.example", phone=True)
    for page in OF_THE_DESK:
        clerk.go(f"/{council}/desk/{page}").shoot(f"page-{council}-{page.replace('/', '-')}")


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
