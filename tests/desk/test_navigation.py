"""The parts of the desk: every member reaches meetings and what was agreed."""

import pytest

from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_everybody_reaches_meetings_and_positions_from_menu_and_calendar(role: str) -> None:
    client = sign_in(make_person(council=make_council(slug="ptc"), role=role))
    home = client.get("/ptc/desk/").content.decode()
    assert "{#" not in home
    wide, _, phone = home.partition('aria-label="Parts of the desk, menu"')
    links = ('href="/ptc/desk/meetings/"', 'href="/ptc/desk/positions/"')
    assert [link in wide for link in links] == [False, False]
    assert [link in phone for link in links] == [True, True]
    calendar = client.get("/ptc/desk/periods/").content.decode()
    assert 'aria-label="Council business"' in calendar
    assert [link in calendar.partition("<main")[2] for link in links] == [True, True]


@pytest.mark.parametrize("path", ["meetings/", "positions/", "periods/"])
def test_the_part_one_is_in_is_marked_once_in_each_list(path: str) -> None:
    client = sign_in(make_person(council=make_council(slug="ptc")))
    page = client.get(f"/ptc/desk/{path}").content.decode()
    assert page.count(f'href="/ptc/desk/{path}" aria-current="page"') in {2, 3}
    wide = page.partition('aria-label="Parts of the desk, menu"')[0]
    assert wide.count("aria-current") == 1


@pytest.mark.parametrize("role", Role.values)
def test_the_record_is_offered_to_whoever_may_read_it(role: str) -> None:
    client = sign_in(make_person(council=make_council(slug="ptc"), role=role))
    offered = 'href="/ptc/desk/record/"' in client.get("/ptc/desk/").content.decode()
    assert offered == (client.get("/ptc/desk/record/").status_code == 200)
    assert offered == (role not in {Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER})
