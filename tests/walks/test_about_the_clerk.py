"""What is about a clerk, walked with every role: the chairman handles it, and to a clerk it is at no address."""

import pytest
from django.db import transaction

from tests.makers import sign_in
from tests.walks.addresses import Address, addresses
from tests.walks.besides import forms_at
from tests.walks.forms import Data
from tests.walks.misbehaving import report_the_clerk
from tests.walks.test_roles import client_of, codes, written_of_clerk
from tests.walks.world import World

pytestmark = pytest.mark.django_db
ROLES = ("clerk", "second clerk", "officer with delegation", "chair", "deputy", "councillor", "auditor")


@pytest.fixture
def of_cases(world: World) -> list[Address]:
    """Return the addresses of one case, which are now those of a clerk's."""
    report_the_clerk(world)
    return [one for one in addresses() if one.of_desk and one.name.startswith("conduct_") and one.things()]


def the_chair_s_forms(world: World, found: list[Address]) -> dict[str, Data]:
    """Return what the chairman could send to each address."""
    client = sign_in(world.people["chair"])
    shown = [form for one in found for form in forms_at(client, one.path(world))]
    return {form.action: form.filled() for form in shown if "/desk/conduct/" in form.action}


def test_the_chairman_handles_what_is_about_a_clerk_and_no_clerk_finds_it_at_any_address(
    world: World, of_cases: list[Address]
) -> None:
    forms = the_chair_s_forms(world, of_cases)
    found = {}
    for role in ROLES:
        client = client_of(role, world)
        for one in of_cases:
            found[one.name, role] = codes(client, world, one, forms)

    rows = written_of_clerk(ROLES)
    assert found == {(name, role): got for name, row in rows.items() for role, got in row.items()}


def test_the_chairman_s_forms_filled_in_by_the_walk_are_taken(world: World, of_cases: list[Address]) -> None:
    client, answers = sign_in(world.people["chair"]), {}
    for path, data in the_chair_s_forms(world, of_cases).items():
        before = transaction.savepoint()
        answers[path.rsplit("/", 2)[-2]] = client.post(path, data).status_code
        transaction.savepoint_rollback(before)

    assert answers == {**dict.fromkeys(answers, 302), "pack": 200}  # the answer is the file
    assert len(answers) == 11
