"""The pages of conduct cost as many queries for thirty cases, pieces of evidence and outcomes as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from moderation.conduct import listing
from moderation.conduct.capturing import Shown, capture
from moderation.conduct.reminding import tell_new_handlers
from moderation.conduct.triaging import set_aside
from moderation.models import ConductCase
from policies.models import Clause
from portal.councils.people import Person
from tests.makers import sign_in
from tests.makers.conduct import make_answered, make_case, make_outcome

pytestmark = pytest.mark.django_db
MANY = 12


def cost(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_list_costs_the_same_for_one_case_and_for_many(clerk: Person, councillor: Person) -> None:
    client, home = sign_in(clerk), f"/{clerk.council.slug}/desk/conduct/"
    make_case(about=councillor, by=clerk)
    one = cost(client, home)

    for _ in range(MANY):
        make_case(about=councillor, by=clerk)

    assert cost(client, home) == one
    assert one <= 12


def test_a_case_costs_the_same_with_one_of_each_and_with_many(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    case = make_answered(about=councillor, handler=clerk, clause=clause, shown=Shown(pasted="One"))
    make_outcome(case, by=clerk)
    pages: dict[Any, str] = {clerk: f"{case.pk}/", councillor: f"mine/{case.pk}/"}
    home = f"/{clerk.council.slug}/desk/conduct/"
    before = {at: cost(sign_in(who), home + at) for who, at in pages.items()}

    for _ in range(MANY):
        capture(case, Shown(pasted="More"), None, by=clerk.membership, kept=[])
        make_outcome(case, by=clerk)
    ConductCase.objects.get(pk=case.pk).evidence.update(shared=True)

    assert {at: cost(sign_in(who), home + at) for who, at in pages.items()} == before
    assert max(before.values()) <= 16


def test_looking_for_new_handlers_asks_the_same_for_one_case_and_for_many(
    clerk: Person, councillor: Person
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert tell_new_handlers() == 0
        return len(caught)

    make_case(about=councillor, by=clerk)
    one = asked()

    for _ in range(MANY):
        make_case(about=councillor)

    assert asked() == one
    assert one <= 5


def test_an_auditor_reads_all_that_is_over_page_by_page(
    clerk: Person, auditor: Person, councillor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    made = [make_case(about=councillor) for _ in range(3)]
    for one in made:
        set_aside(actor=clerk, case_id=one.pk, why="no_case", reason="Nothing in it.")
    client, home = sign_in(auditor), f"/{clerk.council.slug}/desk/conduct/"

    pages = [client.get(home, {"page": number}).content.decode() for number in (1, 2)]

    assert [[one.reference in page for one in made] for page in pages] == [
        [False, True, True],
        [True, False, False],
    ]
    assert "the auditor reads its reference" in pages[0]
