"""A public form sent a second time with something else: nothing of the first is shown, and nothing is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from moderation.discussions.allowing import allow_comments
from moderation.models import Comment, ConductCase, DefamationNotice
from moderation.resending import GOOD_FOR
from portal.channels.models import NewsItem
from portal.councils.models import Council
from portal.councils.people import Person

pytestmark = pytest.mark.django_db

REPORT = {"office": "other", "who": "Cleo Councillor", "words": "They shouted at me."}
NOTICE = {
    "name": "Vera Example",
    "email": "vera@people.example",
    "where": "The second comment",
    "statement": "Vera stole the bench.",
    "why": "I stole nothing.",
    "meaning": "That I am a thief.",
    "wrong": "It is still there.",
    "name_passed": "yes",
    "email_passed": "no",
}
COMMENT = {"name": "Robin", "email": "robin@people.example", "text": "The bins were missed."}


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def mark_of(page: Any) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("where", "model", "given", "changes"),
    [
        ("conduct/", ConductCase, REPORT, {"words": "They threw the minutes at me."}),
        ("conduct/", ConductCase, REPORT, {"email": "sam@people.example"}),
        ("notices/", DefamationNotice, NOTICE, {"name": "Sam", "email": "sam@people.example"}),
        ("notices/", DefamationNotice, NOTICE, {"statement": "Vera stole the lamp."}),
    ],
)
def test_the_second_of_one_form_sees_nothing_of_the_first_and_sends_it_again(
    council: Council, clerk: Person, councillor: Person, where: str, model: Any, given: Any, changes: Any
) -> None:
    client, at = Client(), f"/{council.slug}/{where}"
    sent = {**given, "mark": mark_of(client.get(at))}
    first = client.post(at, sent)
    assert first.status_code == 302
    assert client.post(at, sent)["Location"] == first["Location"]

    refused = client.post(at, {**sent, **changes})

    assert (refused.status_code, model.objects.count()) == (422, 1)
    page = refused.content.decode()
    assert "Something else was sent by this form before." in page
    assert next(iter(changes.values())) in page
    assert first["Location"].rstrip("/").rsplit("/", 1)[-1] not in page
    again = client.post(at, {**sent, **changes, "mark": mark_of(refused)})
    assert again.status_code == 302
    assert again["Location"] != first["Location"]
    assert model.objects.count() == 2


@pytest.fixture
def comments_at(item: NewsItem, officer: Person) -> str:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    return f"/{item.council.slug}/comments/{item.slug}/"


def test_somebody_else_s_words_are_their_own_comment_and_never_stand_under_another_name(
    comments_at: str,
) -> None:
    client = Client()
    sent = {**COMMENT, "mark": mark_of(client.get(comments_at))}
    first = client.post(comments_at, sent)

    second = client.post(
        comments_at, {**sent, "name": "Sam", "email": "sam@people.example", "text": "I like the benches."}
    )

    assert first["Location"] != second["Location"]
    assert [(one.author, one.text, one.version) for one in Comment.objects.order_by("pk")] == [
        ("Robin", "The bins were missed.", 1),
        ("Sam", "I like the benches.", 1),
    ]


def test_the_same_person_s_form_sent_again_stays_one_comment(comments_at: str) -> None:
    client = Client()
    sent = {**COMMENT, "mark": mark_of(client.get(comments_at))}

    first, again = client.post(comments_at, sent), client.post(comments_at, {**sent, "name": " robin "})

    assert first["Location"] == again["Location"]
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("where", ["conduct/", "notices/", "comments"])
def test_a_form_that_lay_open_for_more_than_a_day_is_shown_once_more(
    council: Council, councillor: Person, comments_at: str, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    at = comments_at if where == "comments" else f"/{council.slug}/{where}"
    given = {"conduct/": REPORT, "notices/": NOTICE, "comments": COMMENT}[where]
    client = Client()
    mark = mark_of(client.get(at))
    late = timezone.now() + GOOD_FOR + timedelta(minutes=1)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", late.timestamp)
        refused = client.post(at, {**given, "mark": mark})
        assert (refused.status_code, "nothing was sent yet" in refused.content.decode()) == (422, True)
        assert client.post(at, {**given, "mark": mark_of(refused)}).status_code == 302
