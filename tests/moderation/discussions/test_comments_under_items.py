"""Residents comment under an item where an officer allowed it: no account, a form once, the email never shown."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from moderation.discussions.allowing import allow_comments, close_comments
from moderation.discussions.marks import SENT_AT_MOST
from moderation.models import Comment, Discussion
from moderation.ruling import Judged, rule
from moderation.states import Showing
from portal.channels.models import Channel, NewsItem
from portal.councils.people import Person
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers.comments import TEXT, make_comment, make_house_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def open_item(item: NewsItem, officer: Person) -> NewsItem:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    return item


def address(item: NewsItem) -> str:
    return f"/{item.council.slug}/comments/{item.slug}/"


def page_of(item: NewsItem) -> str:
    return Client().get(f"/{item.council.slug}/news/{item.slug}/").content.decode()


def filled(item: NewsItem, **changes: str) -> dict[str, str]:
    html = Client().get(address(item)).content.decode()
    found = re.search(r'name="mark" value="([^"]+)"', html)
    assert found is not None
    return {"mark": found[1], "name": "Robin", "email": "robin@people.example", "text": TEXT, **changes}


def test_nobody_comments_where_nobody_allowed_it(item: NewsItem) -> None:
    assert Client().get(address(item)).status_code == 404
    assert "Comments" not in page_of(item)
    assert not Discussion.objects.exists()


def test_a_comment_stands_beneath_the_item_at_once_without_its_email(
    open_item: NewsItem, clerk: Person
) -> None:
    make_house_rules(clerk)
    client = Client()
    before = client.get(address(open_item)).content.decode()
    assert "abuse, threats or insults;" in before
    assert "criticism of the council stays" in before

    answer = client.post(address(open_item), filled(open_item), follow=True)

    made = Comment.objects.get()
    assert made.reference in answer.content.decode()
    shown = page_of(open_item)
    assert TEXT in shown
    assert "Robin" in shown
    assert "robin@people.example" not in shown
    assert "not responsible for what others say" in shown
    assert client.cookies == {}


def test_the_same_form_is_taken_once(open_item: NewsItem) -> None:
    sent = filled(open_item)

    first, second = (Client().post(address(open_item), sent) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Comment.objects.count() == 1


def test_what_is_held_shows_only_after_somebody_left_it(
    item: NewsItem, officer: Person, clerk: Person
) -> None:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=True)
    answer = Client().post(address(item), filled(item), follow=True)
    assert "looks at it before it shows" in answer.content.decode()
    assert TEXT not in page_of(item)

    judged = Judged(version=1, outcome="leave", answering="nothing")
    rule(actor=clerk, comment_id=Comment.objects.get().pk, judged=judged, reason="")

    assert TEXT in page_of(item)


@pytest.mark.parametrize(("outcome", "named"), [("hide", True), ("remove", False)])
def test_what_is_taken_down_leaves_a_placeholder_with_the_rule(
    open_item: NewsItem, clerk: Person, outcome: str, *, named: bool
) -> None:
    version = make_house_rules(clerk)
    clause = version.clauses.get(ref="7.9/b1")
    comment = make_comment(item=open_item, author="Quentin", text="You are all vermin.")
    judged = Judged(version=1, outcome=outcome, ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults.")

    shown = page_of(open_item)

    assert "vermin" not in shown
    assert ("Quentin" in shown) is named
    because = "7.9, bullet 1, Comments policy (version 1, adopted 4 November 2026, minute 34/26)"
    assert f"took this comment down: insulting, threatening or abusive, under {because}" in shown


def test_what_is_written_is_never_run_or_let_loose(open_item: NewsItem) -> None:
    make_comment(item=open_item, text="<script>alert(1)</script>Z" + "\u0351" * 300, author="<b>Bold</b>")

    shown = page_of(open_item)

    assert "<script>alert(1)" not in shown
    assert "&lt;b&gt;Bold" in shown
    assert "\u0351" * 3 not in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter the name"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"text": " "}, "Write your comment"),
        ({"text": "x" * 3001}, "at most 3000 characters"),
        ({"homepage": "https://spam.example/"}, "to stop machines"),
        ({"mark": "forged"}, "nothing was sent yet"),
    ],
)
def test_what_cannot_be_sent_is_shown_again_with_what_was_typed(
    open_item: NewsItem, changes: dict[str, str], words: str
) -> None:
    answer = Client().post(address(open_item), filled(open_item, **changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Comment.objects.exists()
    if "text" not in changes:
        assert TEXT in answer.content.decode()


def test_a_mark_of_another_item_is_worth_nothing(open_item: NewsItem, officer: Person, clerk: Person) -> None:
    sent = filled(open_item)
    Discussion.objects.all().delete()
    allow_comments(actor=officer, communication_id=open_item.communication_id, hold_all=False)
    assert Client().post(address(open_item), {**sent, "mark": sent["mark"][:-1]}).status_code == 422
    assert clerk.council.pk == open_item.council_id


def test_one_network_sends_so_many_in_an_hour(open_item: NewsItem) -> None:
    answers = [
        Client()
        .post(address(open_item), filled(open_item, text=f"This is comment number {number}."))
        .status_code
        for number in range(SENT_AT_MOST + 1)
    ]

    assert answers == [302] * SENT_AT_MOST + [429]
    assert Comment.objects.count() == SENT_AT_MOST


def test_closed_comments_stay_and_say_why(open_item: NewsItem, officer: Person) -> None:
    make_comment(item=open_item)
    sent = filled(open_item, text="One more word.")

    close_comments(
        actor=officer, communication_id=open_item.communication_id, public_message="Closed as announced."
    )

    shown = page_of(open_item)
    assert TEXT in shown
    assert "Closed as announced." in shown
    answer = Client().post(address(open_item), sent)
    assert answer.status_code == 409
    assert "One more word." in answer.content.decode()
    assert Comment.objects.count() == 1
    with pytest.raises(Refusal):
        close_comments(actor=officer, communication_id=open_item.communication_id, public_message="Again")


def test_a_closed_newsroom_takes_none(open_item: NewsItem) -> None:
    Channel.objects.filter(council=open_item.council, connector="newsroom").update(
        is_open=False, closed_message="Closed for the election."
    )

    shown = Client().get(address(open_item)).content.decode()

    assert "Closed for the election." in shown
    assert 'name="text"' not in shown


def test_a_withdrawn_item_shows_none(open_item: NewsItem) -> None:
    make_comment(item=open_item)
    from_now: dict[str, Any] = {"withdrawn_at": open_item.published_at, "withdrawal_note": "Wrong day."}
    NewsItem.objects.filter(pk=open_item.pk).update(html="", text="", **from_now)

    assert TEXT not in page_of(open_item)
    assert Client().get(address(open_item)).status_code == 404


def test_officers_decide_and_nobody_else(item: NewsItem, officer: Person, councillor: Person) -> None:
    with pytest.raises(NotYours):
        allow_comments(actor=councillor, communication_id=item.communication_id, hold_all=False)
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=True)
    with pytest.raises(NotYours):
        close_comments(actor=councillor, communication_id=item.communication_id, public_message="No.")
    with pytest.raises(InvalidInput):
        close_comments(actor=officer, communication_id=item.communication_id, public_message=" ")


def test_comments_are_allowed_only_under_what_the_newsroom_shows(item: NewsItem, officer: Person) -> None:
    NewsItem.objects.filter(pk=item.pk).update(taken_down_at=item.published_at, html="", text="")

    with pytest.raises(Refusal, match="does not show"):
        allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)


def test_the_page_of_what_was_sent_is_of_its_own_item(open_item: NewsItem) -> None:
    made = make_comment(item=open_item, held=True)
    client = Client()

    assert client.get(f"{address(open_item)}sent/{made.reference}/").status_code == 200
    assert client.get(f"{address(open_item)}sent/AAAAAAAAAA/").status_code == 404
    assert made.showing == Showing.HELD
