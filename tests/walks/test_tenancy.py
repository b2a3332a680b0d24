"""Another council's things do not exist: every address with a stranger's number is 404, and nothing there changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.makers import sign_in
from tests.walks.addresses import Address, addresses, value_of
from tests.walks.belonging import rows_of
from tests.walks.forms import Field, Form
from tests.walks.world import World, make_world

pytestmark = pytest.mark.django_db

_NAMING = {"hidden", "select", "select-multiple", "checkbox", "radio", "number"}
SAME_ANSWER_TO_ALL = {
    # A second click on "take back" must be told that it is done; a stranger's number gets the same words.
    ("draft_remove", "collaborator"): {409},
}
"""Where a number that is not there is answered by words that do not depend on whose it is."""


@pytest.fixture
def here(world: World) -> World:
    return world


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


# What a field names, by the start of its name: the thing of the other council that is put there.
NAMED_BY: dict[str, Callable[[World], int]] = {
    "signer": lambda world: world.people["chair"].membership.pk,
    "replaced": lambda world: world.things["signed version"].signature.pk,
    "member": lambda world: world.people["officer"].membership.pk,
    "members": lambda world: world.people["officer"].membership.pk,
    "holder": lambda world: world.people["officer"].membership.pk,
    "line_manager": lambda world: world.people["officer"].membership.pk,
    "body": lambda world: world.things["newsroom"].body_id,
    "consulted": lambda world: world.people["committee chair"].membership.pk,
    "concerned": lambda world: world.people["officer"].membership.pk,
    "hours": lambda _: 7,
    **dict.fromkeys(
        ("members1", "members2", "members3"), lambda world: world.people["officer"].membership.pk
    ),
    "reviewer": lambda world: world.people["officer"].membership.pk,
    "spoken_by": lambda world: world.people["officer"].membership.pk,
    "bodies": lambda world: world.things["newsroom"].body_id,
    "voice": lambda world: world.things["newsroom"].body_id,
    "channels": lambda world: world.things["newsroom"].pk,
    "publication": lambda world: world.things["news"].publication_id,
    "officers": lambda world: world.people["officer"].membership.pk,
    "revision_id": lambda world: world.things["draft"].current_revision_id,
    "based_on": lambda world: world.things["draft"].current_revision_id,
    "item": lambda world: world.things["draft"].pk,
    "agenda_item": lambda world: world.things["closed item"].pk,
    "matter": lambda world: world.things["matter"].pk,
    "channel": lambda world: world.things["newsroom"].pk,
    "position": lambda world: world.things["position"].pk,
    "picture": lambda world: world.things["media"].pk,
    "recording": lambda world: world.things["recording"].pk,
    "instead": lambda world: world.things["media"].pk,
    "streets": lambda world: world.things["ticked street"].pk,
    "many": lambda _: 7,
    "edition": lambda _: 7,
    "hour": lambda _: 7,
    "retention_years": lambda _: 7,
    "child_age": lambda _: 16,
    "press_hours": lambda _: 24,
    "net": lambda _: 7,
    "sheet": lambda _: 7,
    "vat": lambda _: 0,
    **dict.fromkeys(("keeper", "assignee", "taker"), lambda world: world.people["officer"].membership.pk),
    "capacity": lambda _: 7,
    "days": lambda _: 7,
    "magazine": lambda world: world.things["magazine"].pk,
    "issue": lambda world: world.things["magazine issue"].pk,
    **dict.fromkeys(("acknowledge_days", "answer_days", "review_days", "review_within"), lambda _: 7),
    "word_limit": lambda _: 70,
    "contact": lambda world: world.things["contact"].pk,
    "entry_id": lambda world: world.things["cost"].pk,
    "clause": lambda world: world.things["version"].clauses.get(ref="2.1").pk,
    **dict.fromkeys(("clause2", "clause3"), lambda world: world.things["version"].clauses.get(ref="2.1").pk),
    "evidence": lambda world: world.things["conduct file"].pk,
    "shown_in": lambda world: world.things["conduct file"].pk,
    "seen": lambda _: 7,
    "version": lambda _: 7,
    "last": lambda _: 7,
    "steps": lambda _: 7,
    "also": lambda world: world.things["comment"].pk,
    "same": lambda world: world.things["answered notice"].pk,
    "ruling": lambda world: world.things["comment to hide by hand"].rulings.latest("pk").pk,
    "concerns": lambda world: world.people["officer"].membership.pk,
    "positions": lambda world: world.things["position"].pk,
}


def named_by(field: Field) -> Callable[[World], int] | None:
    """Return what a field whose values are numbers names; None for any other field. Fails for an unknown one."""
    values = [value for value in [*field.held, *field.offered] if value]
    if field.name in NAMED_BY and ":" not in "".join(values):
        return NAMED_BY[field.name]
    if values and field.sort in _NAMING and all(value.isdecimal() for value in values):
        pytest.fail(f"The field {field.name!r} holds numbers: say in NAMED_BY what they name.")
    return None


def test_every_form_with_a_stranger_s_numbers_in_its_fields_changes_nothing_there(
    here: World, there: World, clerk_s_forms: dict[str, Form]
) -> None:
    client = sign_in(here.clerk)
    client.raise_request_exception = False
    before = rows_of(there.council)
    faults, tried = [], set()
    for path, form in clerk_s_forms.items():
        for field in form.fields.values():
            thing = named_by(field)
            if thing is None:
                continue
            tried.add(field.name)
            saved = transaction.savepoint()
            answer = client.post(path, {**form.filled(), field.name: str(thing(there))})
            if answer.status_code >= 500:
                faults.append(f"{path} with a strange {field.name}: {answer.status_code}")
            if rows_of(there.council) != before:
                faults.append(f"{path} with a strange {field.name} changed the other council")
            transaction.savepoint_rollback(saved)
    assert not faults, "\n".join(faults)
    assert tried >= {"member", "holder", "body", "channels", "revision_id", "based_on", "item"}
