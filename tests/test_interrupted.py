"""What a desk keeps of a POST that its session did not outlive, for whom, for how long, and what it leaves out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal import interrupted
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.interrupted import all_kept
from tests.makers import make_council, make_person, make_review, sign_in

pytestmark = pytest.mark.django_db
TYPED = "A reason that nobody may lose."


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="here"), role=Role.CLERK, name="Clara Clerk")


def token_of(client: Client) -> str:
    found = re.search(r'X-CSRFToken": "(\w{64})"', client.get("/here/desk/").content.decode())
    assert found is not None
    return found[1]


def send(
    token: str, path: str = "/here/desk/settings/hold/", client: Client | None = None, **more: str
) -> Any:
    data = {"reason": TYPED, "csrfmiddlewaretoken": token, **more}
    return (client or Client()).post(path, data)


def test_a_form_on_a_page_of_its_own_is_filled_again_without_an_error(clerk: Person) -> None:
    author = make_person(council=clerk.council, role=Role.OFFICER)
    review = make_review(author=author)
    client = sign_in(clerk)
    token = token_of(client)
    for act, field in (("return", "return-reason"), ("reject", "reason")):
        path = f"/here/desk/queue/{review.pk}/{act}/"
        data = {field: TYPED, "csrfmiddlewaretoken": token}
        answer: Any = Client().post(path, data)
        assert answer.headers["Location"] == f"/accounts/login/?next={path}"
        page = client.get(path).content.decode()
        assert page.count(TYPED) == 2
        assert "<title>Error" not in page
    review.refresh_from_db()
    assert review.state == "waiting"


def test_the_sign_in_page_says_that_it_is_kept(clerk: Person) -> None:
    visitor = Client()
    answer = send(token_of(sign_in(clerk)), client=visitor)
    assert "What you typed is kept for an hour" in visitor.get(answer.headers["Location"]).content.decode()


def test_a_form_from_before_another_person_s_sign_in_is_kept_for_whom_it_was_made(clerk: Person) -> None:
    token = token_of(sign_in(clerk))
    other = make_person(council=clerk.council, role=Role.CLERK)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(other.membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.get("/here/desk/")
    answer = send(token, client=browser)
    assert answer.status_code == 403
    assert "What you typed is kept for an hour for whoever opened the form" in answer.content.decode()
    assert [kept.data["reason"] for kept in all_kept(clerk.user_id)] == [TYPED]
    assert all_kept(other.user_id) == []


def test_passwords_tokens_and_files_are_not_kept(clerk: Person) -> None:
    send(token_of(sign_in(clerk)), new_password="a secret", holder="signed")
    (kept,) = all_kept(clerk.user_id)
    assert kept.typed == {"reason": [TYPED]}


@pytest.mark.parametrize("token", ["", "x" * 64, "x" * 32, "é" * 64, "short"])
def test_a_form_that_is_nobody_s_is_not_kept(clerk: Person, token: str) -> None:
    sign_in(clerk).get("/here/desk/")
    assert send(token).headers["Location"].startswith("/accounts/login/")
    assert all_kept(clerk.user_id) == []


def test_an_hour_later_it_is_gone(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    send(token_of(sign_in(clerk)))
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert all_kept(clerk.user_id) == []


def test_what_is_kept_cannot_be_read_in_the_cache_nor_moved_to_another_person(clerk: Person) -> None:
    send(token_of(sign_in(clerk)))
    slot = f"interrupted-desk:{clerk.user_id}"
    sealed = cache.get(slot)
    assert b"reason" not in sealed
    cache.set(f"interrupted-desk:{clerk.user_id + 1}", sealed)
    assert all_kept(clerk.user_id + 1) == []
    cache.set(slot, sealed[:-4])
    assert all_kept(clerk.user_id) == []


def test_of_many_forms_the_latest_are_kept_and_what_is_longer_than_any_form_is_not(clerk: Person) -> None:
    token = token_of(sign_in(clerk))
    for number in range(interrupted.MOST + 2):
        send(token, f"/here/desk/people/{number + 1}/end/")
    kept = all_kept(clerk.user_id)
    assert [one.path for one in kept] == [
        f"/here/desk/people/{n}/end/" for n in range(3, interrupted.MOST + 3)
    ]
    send(token, reason="x" * (interrupted.LONGEST + 1))
    assert all_kept(clerk.user_id) == kept


def test_the_first_page_of_the_desk_shows_all_and_another_council_s_desk_none(clerk: Person) -> None:
    client = sign_in(clerk)
    send(token_of(client))
    assert TYPED in client.get("/here/desk/").content.decode()
    assert TYPED not in client.get("/here/desk/people/").content.decode()


def test_a_cache_that_is_away_loses_no_page(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionError

    client = sign_in(clerk)
    token = token_of(client)
    for name in ("get", "set", "delete"):
        monkeypatch.setattr(cache, name, away)
    assert send(token).headers["Location"].startswith("/accounts/login/")
    assert client.get("/here/desk/people/").status_code == 200
