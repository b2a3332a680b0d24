"""The list of drafts: whose, which first, narrowed how, and how many questions it asks."""

import re

import pytest

from portal.councils.powers import Role
from portal.drafts.inviting import invite
from portal.drafts.models import Communication, WorkingCopy
from tests.drafts.views.conftest import Desk, asked, client_of, words_of
from tests.makers import (
    make_channels,
    make_communication,
    make_council,
    make_person,
    make_revision,
    make_shared,
)
from tests.makers.standing import Cast, make_public

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    return re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', page)


def listed(desk: Desk, query: str = "", person: object = None) -> list[str]:
    client = desk.office if person is None else client_of(person)  # type: ignore[arg-type]
    return titles(words_of(client.get(desk.at(query))))


@pytest.fixture
def filled(desk: Desk) -> Desk:
    make_revision(author=desk.clerk, kind="notice", title="The clerk's notice")
    make_shared(make_revision(author=desk.author, kind="notice", title="The deputy's notice").communication)
    release = make_revision(author=desk.author, title="The deputy's release").communication
    make_revision(author=make_person(council=make_council()), title="Somebody else's")
    make_channels(desk.council, "newsroom", "press_email")
    make_public(release, Cast(author=desk.author, clerk=desk.clerk, other=desk.somebody(Role.CLERK)))
    return desk


def test_mine_come_first_then_the_latest(filled: Desk) -> None:
    assert listed(filled) == ["The clerk's notice", "The deputy's release", "The deputy's notice"]


def test_everybody_sees_their_own_what_was_issued_and_what_they_are_invited_to(filled: Desk) -> None:
    friend = filled.somebody()
    assert listed(filled, person=friend) == ["The deputy's release"]
    item = Communication.objects.get(title="The deputy's notice")
    invite(actor=filled.author, communication=item, member_id=friend.membership.pk)
    assert listed(filled, person=friend) == ["The deputy's release", "The deputy's notice"]
    assert len(listed(filled, person=filled.somebody(Role.AUDITOR))) == 3


def test_nobody_finds_what_a_member_has_not_submitted(filled: Desk) -> None:
    item = make_revision(author=filled.author, kind="notice", title="The deputy's own").communication
    readers = [filled.clerk, *(filled.somebody(role) for role in (Role.OFFICER, Role.AUDITOR, Role.CHAIR))]
    for query in ("", "?words=own", "?stage=draft", "?kind=notice"):
        assert "The deputy's own" in listed(filled, query, person=filled.author)
        assert all("The deputy's own" not in listed(filled, query, person=reader) for reader in readers)
    make_shared(item)
    assert [len(listed(filled, "?words=own", person=reader)) for reader in readers] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?stage=issued", ["The deputy's release"]),
        ("?kind=notice", ["The clerk's notice", "The deputy's notice"]),
        ("?words=DEPUTY", ["The deputy's release", "The deputy's notice"]),
        ("?words=2026/0001", ["The deputy's release"]),
        ("?words=deputy&kind=notice", ["The deputy's notice"]),
        ("?words=nothing+of+the+kind", []),
        ("?words=%25", []),
        (
            "?stage=nonsense&kind=nonsense&page=x",
            ["The clerk's notice", "The deputy's release", "The deputy's notice"],
        ),
        ("?words=%00", ["The clerk's notice", "The deputy's release", "The deputy's notice"]),
    ],
)
def test_the_list_is_narrowed(filled: Desk, query: str, found: list[str]) -> None:
    assert listed(filled, query) == found


def test_an_empty_list_says_what_will_stand_there(desk: Desk) -> None:
    assert "No drafts yet" in words_of(desk.writer.get(desk.at()))
    assert "Nothing here matches" in words_of(desk.writer.get(desk.at("?words=x")))


def test_unsaved_changes_are_mentioned_to_whoever_typed_them(filled: Desk) -> None:
    item = Communication.objects.get(title="The deputy's notice")
    WorkingCopy.objects.create(communication=item, person=filled.author.membership, typed={})
    assert "You have unsaved changes in it." in words_of(filled.writer.get(filled.at()))
    assert "You have unsaved changes in it." not in words_of(filled.office.get(filled.at()))


def test_an_untitled_draft_has_a_name_and_thirty_have_two_pages(desk: Desk) -> None:
    for _ in range(30):
        make_shared(make_communication(author=desk.author, kind="notice"))
    assert listed(desk) == ["Untitled notice"] * 25
    assert listed(desk, "?page=2") == ["Untitled notice"] * 5
    assert listed(desk, "?page=99") == ["Untitled notice"] * 5


@pytest.mark.parametrize("role", [Role.CLERK, Role.COUNCILLOR])
def test_thirty_drafts_cost_as_many_questions_as_one(desk: Desk, role: str) -> None:
    person = desk.somebody(role)
    client = client_of(person)
    make_revision(author=person, kind="notice")
    one = asked(lambda: client.get(desk.at()))
    for _ in range(29):
        make_revision(author=person, kind="notice")
    assert asked(lambda: client.get(desk.at())) == one
    assert one <= 8
