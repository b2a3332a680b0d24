"""Who may open and do what on the desk: every address with every role, against the table in docs/roles.md."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from portal.councils.powers import Power, Role, powers_of
from portal.drafts.models import Communication
from tests.makers import make_council, make_person, sign_in
from tests.walks.addresses import Address, addresses
from tests.walks.forms import Data, Form
from tests.walks.world import World

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
ROLES = (
    "anonymous",
    "stranger",
    "clerk",
    "officer",
    "officer with delegation",
    "chair",
    "deputy",
    "committee chair",
    "councillor",
    "auditor",
    "suspended councillor",
    "ended membership",
)
OUTSIDERS = (Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER)
OWN = " (own)"
ITEMS = ("draft", "submitted", "scheduled", "issued", "withdrawn")
"""The things of the world that somebody wrote: their addresses are walked a second time as their author."""
_LET_IN = {200, 400, 409, 422}
_ROW = re.compile(r"^\| `([a-z_]{4,})`( \(own\))? \|(.+)\|$", re.MULTILINE)
_OTHERS = "## Co-opted members, and people from outside\n"
_ABOUT_CLERK = "## A case about a clerk\n"
_MANAGER = "## A member who manages a channel\n"


def written() -> dict[str, dict[str, str]]:
    """Return the table of docs/roles.md: by row, what each role gets."""
    return _read(TABLE.read_text(encoding="utf-8").partition(_OTHERS)[0], ROLES)


def written_of_clerk(roles: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what docs/roles.md says of a case about a clerk, as written() does; its columns are ``roles``."""
    return _read(TABLE.read_text(encoding="utf-8").partition(_ABOUT_CLERK)[2].partition("\n## ")[0], roles)


def written_of_manager(columns: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what docs/roles.md says of a member who manages a channel, as written() does."""
    return _read(TABLE.read_text(encoding="utf-8").partition(_MANAGER)[2].partition("\n## ")[0], columns)


def _read(text: str, roles: Sequence[str]) -> dict[str, dict[str, str]]:
    found = {}
    for name, own, cells in _ROW.findall(text):
        codes = [cell.strip().strip("`") for cell in cells.split("|")]
        assert len(codes) == len(roles), f"The row of {name} has {len(codes)} cells, not {len(roles)}."
        found[name + own] = dict(zip(roles, codes, strict=True))
    return found


def client_of(role: str, world: World) -> Client:
    """Return a browser in which somebody with ``role`` is signed in."""
    if role == "anonymous":
        return Client()
    if role == "stranger":
        return sign_in(make_person(council=make_council(), role="clerk"))
    return sign_in(world.people[role])


def code(client: Client, method: str, path: str, data: Data) -> str:
    """Return one letter for what ``client`` gets; what the request changed is undone."""
    client.raise_request_exception = False
    before = transaction.savepoint()
    try:
        answer = client.get(path) if method == "GET" else client.post(path, data)
    finally:
        transaction.savepoint_rollback(before)
    if answer.status_code == 302:
        return "s" if answer.headers["Location"].startswith("/accounts/login/") else "y"
    if answer.status_code in _LET_IN:
        return "y"
    return {403: "n", 404: "0", 405: "."}.get(answer.status_code, f"[{answer.status_code}]")


def codes(client: Client, world: World, address: Address, forms: dict[str, Data]) -> str:
    """Return two letters: for opening the address, and for sending its form filled in."""
    path = address.path(world)
    return "".join(code(client, method, path, forms.get(path, {})) for method in ("GET", "POST"))


def walk(role: str, world: World, forms: dict[str, Data]) -> dict[str, str]:
    """Return what ``role`` gets at every address of the desk, and as an author at those of their own items."""
    client = client_of(role, world)
    desk = [address for address in addresses() if address.of_desk]
    found = {address.name: codes(client, world, address, forms) for address in desk}
    before = transaction.savepoint()
    if role in world.people:
        mine = [world.things[name].pk for name in ITEMS]
        Communication.objects.filter(pk__in=mine).update(author=world.people[role].membership)
    of_items = [address for address in desk if set(address.things().values()) & set(ITEMS)]
    found |= {address.name + OWN: codes(client, world, address, forms) for address in of_items}
    transaction.savepoint_rollback(before)
    return found


@pytest.fixture
def filled(clerk_s_forms: dict[str, Form]) -> dict[str, Data]:
    """Return what a clerk could send to each address; without the mark that says for whom a form was made."""
    filled = {path: form.filled() for path, form in clerk_s_forms.items()}
    return {
        path: {k: v for k, v in data.items() if (k, ":" in v) != ("holder", True)}
        for path, data in filled.items()
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_at_every_address_what_the_table_says(
    role: str, world: World, filled: dict[str, Data]
) -> None:
    found = walk(role, world, filled)
    table = written()
    wrong = {
        name: f"found {got}, written {table.get(name, {}).get(role, 'nothing')}"
        for name, got in found.items()
        if table.get(name, {}).get(role) != got
    }
    assert wrong == {}
    assert set(table) == set(found), "docs/roles.md has rows of addresses that are no more"


def test_what_a_member_has_not_submitted_is_at_no_address_for_those_who_read_every_draft(
    world: World, filled: dict[str, Data]
) -> None:
    draft, deputy = world.things["draft"], world.people["deputy"]
    Communication.objects.filter(pk=draft.pk).update(author=deputy.membership, shared_at=None)
    of_draft = [one for one in addresses() if one.of_desk and "draft" in one.things().values()]
    assert len(of_draft) > 10
    for role in ("clerk", "officer", "officer with delegation", "auditor", "chair"):
        client = client_of(role, world)
        found = {one.name: codes(client, world, one, filled) for one in of_draft}
        assert {name: got for name, got in found.items() if "y" in got} == {}, role
        assert found["draft"] == "00"


def written_of_outsiders() -> dict[str, str]:
    """Return what people from outside get where that is not what a councillor gets."""
    text = TABLE.read_text(encoding="utf-8").partition(_OTHERS)[2].partition("\n## ")[0]
    return {name + own: cells.strip().strip("`") for name, own, cells in _ROW.findall(text)}


@pytest.mark.parametrize("role", [Role.CO_OPTED, Role.CONTRACTOR])
def test_the_co_opted_get_what_councillors_get_and_outsiders_too_but_for_what_is_written(
    role: Role, world: World, filled: dict[str, Data]
) -> None:
    world.people.setdefault(role, make_person(council=world.council, role=role))
    found = walk(role, world, filled)
    council = {name: row["councillor"] for name, row in written().items()}
    differs = {name: got for name, got in found.items() if got != council.get(name)}
    assert differs == (written_of_outsiders() if role in OUTSIDERS else {})


def test_volunteers_contractors_and_partners_have_the_same_powers_so_that_one_stands_for_all() -> None:
    for suspended in (False, True):
        held = {
            role: powers_of(role, delegated=list(Power.__members__), suspended=suspended)
            for role in OUTSIDERS
        }
        assert len(set(held.values())) == 1


def test_the_clerk_s_forms_filled_in_by_the_walk_are_taken(world: World, filled: dict[str, Data]) -> None:
    """Else the walk would prove nothing: a refusal of the input would hide a missing refusal of the person."""
    client = sign_in(world.clerk)
    client.raise_request_exception = False
    refused = {}
    for path, data in filled.items():
        before = transaction.savepoint()
        answer = client.post(path, data)
        transaction.savepoint_rollback(before)
        if answer.status_code != 302:
            refused[re.sub(r"\d+", "N", path)] = answer.status_code
    nothing_to_do = {
        "/here/desk/ask/": 200,  # what is found is shown; only its other button sends anything
        "/here/desk/policies/versions/N/signed-page/": 422,  # a file is no field that the walk fills in
        "/here/desk/media/add/": 422,  # a file, again
        "/here/desk/moderation/packs/match/": 422,  # and again
        "/here/desk/moderation/N/picture/": 422,  # and again
        "/here/desk/moderation/notices/N/letters/N/posted/": 409,  # a mail carries it: none is posted
        **{
            f"/here/desk/moderation/packs/N/{part}/": 200 for part in ("archive", "json", "pdf")
        },  # hands it out
        "/here/desk/recordings/add/": 422,
        "/here/desk/recordings/N/words/": 422,
        "/here/desk/settings/resume/": 409,
        "/here/desk/record/keeping/erase/": 422,
        "/here/desk/ask/questions/erase/": 409,
        "/here/desk/meetings/N/items/read/": 200,  # shows what was read
        "/here/desk/conduct/N/pack/": 200,  # the answer is the file
        "/here/desk/left/N/take/": 200,  # and here
    }
    assert refused == nothing_to_do
