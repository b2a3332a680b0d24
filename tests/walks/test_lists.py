"""However much there is, a page of the desk asks the database as often as before: every list is looked at, twice."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import sign_in
from tests.walks.addresses import Address, addresses
from tests.walks.growing import grow
from tests.walks.world import World

pytestmark = pytest.mark.django_db

NO_LISTS = frozenset(
    {
        "add_body",
        "add_contact",
    }
)
"""Pages that show no list of anything that a council collects: forms, settings, and who may draft what."""


def pages() -> list[Address]:
    """Return the addresses of the desk that name nothing but the council."""
    return [one for one in addresses() if one.of_desk and not one.parameters]


def seen(client: Client, world: World) -> dict[str, tuple[int, str]]:
    """Return of every page that can be read how many queries it took once it was warm, and what it showed."""
    found: dict[str, tuple[int, str]] = {}
    for page in pages():
        path = page.path(world, {})
        cache.clear()
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code == 200:
            found[page.name] = (len(asked), b"".join(answer).decode("utf-8", "replace"))
    return found


def test_the_lists_of_the_desk_ask_as_much_for_many_rows_as_for_a_few(world: World) -> None:
    client = sign_in(world.clerk)
    grow(world, 1)
    few = seen(client, world)
    for number in range(2, 5):
        grow(world, number)
    many = seen(client, world)
    more = {name: (few[name][0], many[name][0]) for name in few if few[name][0] != many[name][0]}
    assert more == {}
    stood_still = {name for name in few if len(many[name][1]) <= len(few[name][1])}
    assert stood_still == NO_LISTS
