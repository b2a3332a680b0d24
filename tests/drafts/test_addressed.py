"""Whom a letter names: read the same each time, part of its hash, and nobody twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.drafts.addressed import clean_people, emailed, on_paper, people_in
from portal.drafts.content import InvalidContent, normalise, plain_whole, serialise
from portal.drafts.kinds import KINDS
from tests.makers import content_for

LETTER = KINDS["letter"]
PIECES = [
    "Jo",
    "Example, Jo",
    "<a@b.example>",
    "a@b.example",
    "c@d.example",
    ";",
    ",",
    "\n",
    '"',
    " ",
    "<",
    ">",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_saving_again_never_changes_who_gets_a_letter(typed: str) -> None:
    try:
        once = clean_people("Copies", typed)
    except ValueError:
        return
    assert clean_people("Copies", once) == once


def test_each_line_is_a_name_an_address_or_both() -> None:
    people = people_in("Jo Example <jo@example.org>\nb@example.org\nCounty Highways")
    assert [(one.name, one.address, one.shown) for one in people] == [
        ("Jo Example", "jo@example.org", "Jo Example"),
        ("", "b@example.org", "b@example.org"),
        ("County Highways", "", "County Highways"),
    ]


def test_whoever_stands_in_two_places_gets_it_once_in_the_open_one() -> None:
    content = {"to": "a@b.example", "cc": "A <A@B.example>\nHighways", "bcc": "c@d.example\na@b.example"}
    assert emailed(content) == {"to": ("a@b.example",), "bcc": ("c@d.example",)}
    assert emailed({"cc": "County Highways"}) == {}


def test_each_recipient_is_part_of_what_is_approved_and_old_letters_keep_their_hash() -> None:
    def digest(**changes: str) -> str:
        return serialise(LETTER, 1, normalise(LETTER, content_for("letter", **changes)))[1]

    changed = [{"to": "a@b.example"}, {"cc": "a@b.example"}, {"bcc": "a@b.example"}, {"answers": "all"}]
    assert len({digest(**one) for one in ({}, *changed)}) == 5
    text, _ = serialise(LETTER, 1, normalise(LETTER, content_for("letter")))
    assert not any(f'"{name}":' in text for name in ("to", "cc", "bcc", "answers"))


def test_the_archive_has_every_recipient_blind_ones_too() -> None:
    said = plain_whole(
        LETTER, normalise(LETTER, content_for("letter", cc="County Highways", bcc="a@b.example"))
    )
    assert "Copies (cc): County Highways" in said
    assert "Blind copies (bcc): a@b.example" in said


@pytest.mark.parametrize(
    "typed", ["County Highways", "b@solicitor.example\nCounty Highways", "The Warden; C <c@d.example>"]
)
def test_a_blind_copy_needs_an_address_for_nobody_would_tell_them(typed: str) -> None:
    with pytest.raises(InvalidContent) as refused:
        normalise(LETTER, content_for("letter", bcc=typed))
    assert list(refused.value.errors) == ["bcc"]
    said = refused.value.errors["bcc"]
    assert said.startswith("Blind copies (bcc): “")
    assert "has no email address" in said
    assert said.endswith("or name them under Copies (cc).")


def test_with_addresses_blind_copies_are_taken_and_open_ones_by_name_alone_too() -> None:
    typed = {
        "to": "The Manager",
        "cc": "County Highways",
        "bcc": "Ann Example <ann@example.org>; b@solicitor.example",
    }
    content = normalise(LETTER, content_for("letter", **typed))
    assert content["bcc"] == "Ann Example <ann@example.org>\nb@solicitor.example"
    assert (content["to"], content["cc"]) == ("The Manager", "County Highways")


def test_who_is_named_openly_without_an_address_gets_it_on_paper() -> None:
    content = {
        "to": "The Manager\na@b.example",
        "cc": "Highways\nJo <jo@example.org>\nThe Manager",
        "bcc": "",
    }
    assert on_paper(content) == ("The Manager", "Highways")
    assert on_paper({}) == ()
