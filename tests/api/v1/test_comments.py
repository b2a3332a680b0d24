"""Comments come in where the portal cannot look: once, as the desk would enter them, and by nobody who could not."""

from collections.abc import Callable
from typing import Any

import pytest

from moderation.models import LONGEST_TEXT, Comment, CommentVersion
from portal.api.models import ApiKey
from portal.api.v1.schemas import LONGEST_SENT
from portal.councils.models import Membership
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.api.conftest import Program
from tests.channels.posts import Staff, go_live, make_post, make_staff

TEXT = "When is the lane open again?"


@pytest.fixture
def forum(staff: Staff, program_of: Callable[..., Program]) -> Program:
    return program_of(staff.clerk, "comments")


def said(staff: Staff, **changes: Any) -> dict[str, Any]:
    """Return a comment as a program sends it."""
    channel = staff.council.channels.order_by("pk").first()
    assert channel is not None
    return {"channel": channel.pk, "name": "forum-1", "text": TEXT, "author": "Jo", **changes}


def test_it_is_received_once_however_often_it_is_sent(staff: Staff, forum: Program) -> None:
    first, again = (forum.ask("POST", "comments", said(staff)) for _ in range(2))

    (kept,) = Comment.objects.all()
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (first.json()["reference"], first.json()["version"]) == (kept.reference, 1)
    assert (kept.text, kept.author, kept.way, kept.entered_by) == (
        TEXT,
        "Jo",
        "network",
        staff.clerk.membership,
    )
    assert LedgerEntry.objects.filter(verb="comment_received").count() == 1


def test_other_words_under_one_name_are_a_new_version(staff: Staff, forum: Program) -> None:
    forum.ask("POST", "comments", said(staff))

    answer = forum.ask("POST", "comments", said(staff, text="Never mind, I saw it."))

    assert answer.json()["version"] == 2
    assert [row.text for row in CommentVersion.objects.order_by("number")] == [TEXT, "Never mind, I saw it."]


def test_it_says_what_it_answers_by_the_reference_that_stands_in_each_post(
    staff: Staff, forum: Program
) -> None:
    post = make_post(staff)
    reference = post.communication.reference
    assert forum.ask("POST", "comments", said(staff, item=reference)).status_code == 400
    go_live(post.publication)

    answer = forum.ask("POST", "comments", said(staff, item=reference))

    assert answer.status_code == 200
    assert Comment.objects.get().publication == post.publication


def test_its_author_is_told_from_others_by_what_is_theirs_there_before_any_name(
    staff: Staff, forum: Program
) -> None:
    told: list[dict[str, str]] = [
        {"name": "1", "author_name": "jo"},
        {"name": "2", "author_name": "jo", "author_id": "42"},
        {"name": "3", "author_name": "jo-of-mill-lane", "author_id": "42"},
        {"name": "4", "author_name": "jo", "author_id": "43"},
    ]
    for one in told:
        assert forum.ask("POST", "comments", said(staff, **one)).status_code == 200

    rows = Comment.objects.order_by("pk").values_list("author_key", "author_lasts", "author_address")
    keys, lasts, names = zip(*rows, strict=True)
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert lasts == (True, True, True, True)
    assert names == ("jo", "jo", "jo-of-mill-lane", "jo")


@pytest.mark.parametrize(
    ("length", "cut"),
    [(50_001, False), (LONGEST_TEXT, False), (LONGEST_TEXT + 1, True), (LONGEST_SENT, True)],
)
def test_a_long_one_is_taken_as_every_way_in_takes_it_and_the_cut_is_noted(
    staff: Staff, forum: Program, length: int, cut: bool
) -> None:
    first, again = (forum.ask("POST", "comments", said(staff, text="y" * length)) for _ in range(2))

    assert (first.status_code, again.json()["version"]) == (200, 1)
    assert Comment.objects.get().text == "y" * min(length, LONGEST_TEXT)
    assert CommentVersion.objects.get().cut is cut


def test_the_description_says_how_much_of_a_comment_is_kept(program: Program) -> None:
    told = program.read("openapi.json")["components"]["schemas"]["CommentIn"]["properties"]["text"]

    assert (told["minLength"], told["maxLength"]) == (1, LONGEST_SENT)
    assert "200,000 characters" in told["description"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 422),
        ({"name": " "}, 400),
        ({"text": ""}, 422),
        ({"text": " \n"}, 400),
        ({"text": "x" * (LONGEST_SENT + 1)}, 422),
        ({"text": "x" * 7_000_000}, 413),
        ({"item": "ABC-2026-0001"}, 400),
        ({"item": "a\x00b"}, 400),
        ({"written_at": "2026-01-01T10:00:00"}, 400),
        ({"written_at": "2126-01-01T10:00:00+00:00"}, 400),
        ({"moderated": True}, 422),
        ({"channel": 2**62}, 400),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    staff: Staff, forum: Program, wrong: dict[str, Any], status: int
) -> None:
    assert forum.ask("POST", "comments", said(staff, **wrong)).status_code == status
    assert not Comment.objects.exists()


def test_another_council_s_channel_does_not_exist(staff: Staff, forum: Program) -> None:
    other = make_staff("newsroom", slug="ottermouth")

    answer = forum.ask("POST", "comments", said(staff, channel=other.council.channels.get().pk))

    assert (answer.status_code, answer.json()["title"]) == (400, "This council has no such channel.")
    assert not Comment.objects.exists()


def test_a_key_for_other_things_does_not_bring_comments(staff: Staff, program: Program) -> None:
    assert program.ask("POST", "comments", said(staff)).status_code == 403


def test_a_key_ends_to_bring_them_when_its_holder_may_no_more(staff: Staff, forum: Program) -> None:
    assert ApiKey.objects.get().scopes == ["comments"]
    Membership.objects.filter(pk=staff.clerk.membership.pk).update(role=Role.COUNCILLOR)

    assert forum.ask("POST", "comments", said(staff)).status_code == 403
    assert not Comment.objects.exists()
