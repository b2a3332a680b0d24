"""No address answers with an empty page: what is asked in a way that it does not take gets words and a way back."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.makers import sign_in
from tests.walks.addresses import addresses
from tests.walks.world import World

pytestmark = pytest.mark.django_db


def wrong_ways(client: Client, world: World) -> list[tuple[str, str, Any]]:
    """Return each address and method that is answered by 405, with the answer."""
    client.raise_request_exception = False
    found = []
    for address in addresses():
        path = address.path(world)
        if not (address.of_council or path.startswith("/accounts/")) or "logout" in path:
            continue
        for method in ("GET", "PUT"):
            answer: Any = client.generic(method, path)
            if answer.status_code == 405:
                found.append((method, path, answer))
    return found


def test_every_405_has_words_an_allow_header_and_a_way_back_that_opens(world: World) -> None:
    client = sign_in(world.clerk)
    wrong = []
    answers = wrong_ways(client, world)
    for method, path, answer in answers:
        page = answer.content.decode()
        said = "This address is for sending a form" if method == "GET" else "This page takes no form"
        back = re.search(
            r'govuk-button" href="([^"]+)">(?:Go to the page it belongs to|Open it to read)<', page
        )
        if said not in page or not answer.headers.get("Allow") or back is None:
            wrong.append(f"{method} {path}: no words")
        elif back[1] != path and client.get(back[1]).status_code not in {200, 302}:
            wrong.append(f"{method} {path}: {back[1]} does not open")
    assert wrong == []
    opened = [path for method, path, _ in answers if method == "GET"]
    assert len(opened) > 10


def test_the_way_back_is_the_page_that_the_request_came_from(world: World) -> None:
    client = sign_in(world.clerk)
    path = "/here/desk/record/verify/"
    here = client.get(path, headers={"Referer": "http://testserver/here/desk/record/"})
    assert here.headers["Allow"] == "POST"
    assert 'href="/here/desk/record/">Go to the page it belongs to' in here.content.decode()
    elsewhere = client.get(path, headers={"Referer": "https://elsewhere.example/here/desk/people/"})
    assert 'href="/here/desk/record/">Go to the page it belongs to' in elsewhere.content.decode()
