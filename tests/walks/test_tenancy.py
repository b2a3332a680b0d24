"""Another council's things do not exist: every address with a stranger's number is 404, and nothing there changes."""

from typing import Any

import pytest
from django.test import Client

from tests.makers import sign_in
from tests.walks.addresses import Address, addresses, value_of
from tests.walks.belonging import rows_of
from tests.walks.world import World, make_world

pytestmark = pytest.mark.django_db

SAME_ANSWER_TO_ALL = {
    # A second click on "take back" must be told that it is done; a stranger's number gets the same words.
    ("draft_remove", "collaborator"): {409},
}
"""Where a number that is not there is answered by words that do not depend on whose it is."""


@pytest.fixture
def here() -> World:
    return make_world("here")


@pytest.fixture
def there() -> World:
    return make_world("there")


def swaps(address: Address, here: World, there: World) -> list[tuple[str, dict[str, Any]]]:
    """Return the values of ``address`` with one parameter after the other naming the other council's thing."""
    mine = address.values(here)
    named = {name: thing for name, thing in address.things().items() if not thing.startswith("=")}
    return [(name, {**mine, name: value_of(there, name, thing)}) for name, thing in named.items()]


def statuses(client: Client, path: str) -> dict[str, int]:
    client.raise_request_exception = False
    return {"GET": client.get(path).status_code, "POST": client.post(path).status_code}


def test_another_council_s_things_are_not_found_and_not_touched(here: World, there: World) -> None:
    client = sign_in(here.clerk)
    before = rows_of(there.council)
    wrong = []
    tried = 0
    for address in addresses():
        if not address.of_council:
            continue
        for name, values in swaps(address, here, there):
            allowed = {404, 405, *SAME_ANSWER_TO_ALL.get((address.name, name), ())}
            for method, status in statuses(client, address.path(here, values)).items():
                tried += 1
                if status not in allowed:
                    wrong.append(f"{method} {address.name} with a strange {name}: {status}")
    assert wrong == []
    assert tried > 80
    assert rows_of(there.council) == before


def test_another_council_s_desk_is_not_found_at_all(here: World, there: World) -> None:
    client = sign_in(here.clerk)
    before = rows_of(there.council)
    wrong = {
        f"{method} {address.name}": status
        for address in addresses()
        if address.of_desk
        for method, status in statuses(client, address.path(there)).items()
        if status != 404
    }
    assert wrong == {}
    assert rows_of(there.council) == before


def test_every_form_with_a_stranger_s_numbers_in_its_fields_changes_nothing_there(
    here: World, there: World
) -> None:
    from tests.walks.forms import harvest  # noqa: F401
