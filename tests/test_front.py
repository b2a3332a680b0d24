"""What robots and browsers ask for at the top of the portal."""

import io

import pytest
from django.test import Client, override_settings
from PIL import Image

from tests.makers import make_council


@pytest.mark.django_db
@override_settings(SITE_URL="https://portal.example.org")
def test_robots_may_read_newsrooms_by_their_maps_and_nothing_of_the_desks() -> None:
    make_council(slug="ottery")
    make_council(slug="ashford")

    answer = Client().get("/robots.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /accounts/",
        "Disallow: /*/desk/",
        "Disallow: /*/press/opt-out/",
        "",
        "Sitemap: https://portal.example.org/ashford/sitemap.xml",
        "Sitemap: https://portal.example.org/ottery/sitemap.xml",
    ]
    assert Client().get("/ashford/sitemap.xml").status_code == 200


def test_the_icon_is_there_for_who_asks_at_the_old_address() -> None:
    answer = Client().get("/favicon.ico")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/x-icon")
    with Image.open(io.BytesIO(answer.content)) as icon:
        assert icon.format == "ICO"
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico"])
def test_nobody_writes_there(path: str) -> None:
    assert Client().post(path).status_code == 405
