"""The second press of a button: told as done, done once; and everything that is no second press."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as CacheIsAway

from portal.channels.models import Contact
from portal.councils import once
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TOLD = "it was carried out when you first pressed the button, and not a second time"
AT = "/ptc/desk/channels/press-list/add/"
FORM = {
    "csrfmiddlewaretoken": "a" * 64,
    "name": "Gina Gazette",
    "outlet": "The Gazette",
    "kind": "newspaper",
    "email": "news@gazette.example",
}


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def desk(clerk: Person) -> Client:
    return sign_in(clerk)


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def added() -> int:
    return LedgerEntry.objects.filter(verb="contact_added").count()


def test_the_second_press_is_told_as_done_and_led_where_the_first_led(desk: Client) -> None:
    first = desk.post(AT, FORM, follow=True)
    second = desk.post(AT, FORM, follow=True)

    assert second.redirect_chain == first.redirect_chain
    assert (TOLD in page(first), TOLD in page(second)) == (False, True)
    assert (Contact.objects.count(), added()) == (1, 1)


@pytest.mark.parametrize(
    "change", [{"csrfmiddlewaretoken": "b" * 64}, {"email": "desk@gazette.example"}], ids=["page", "words"]
)
def test_a_page_opened_again_and_other_words_are_another_wish(desk: Client, change: dict[str, str]) -> None:
    desk.post(AT, FORM)

    answer = desk.post(AT, {**FORM, **change}, follow=True)

    assert TOLD not in page(answer)
    assert added() == (2 if "email" in change else 1)


def test_the_same_form_of_somebody_else_is_theirs(desk: Client, clerk: Person) -> None:
    desk.post(AT, FORM)
    other = sign_in(make_person(council=clerk.council, role=Role.CLERK))

    answer = other.post(AT, FORM)

    assert (answer.status_code, TOLD in page(answer)) == (400, False)


def test_what_was_refused_may_be_sent_again_as_it_is(desk: Client, clerk: Person) -> None:
    wrong = {**FORM, "email": "no address"}

    assert [desk.post(AT, wrong).status_code for _ in range(2)] == [422, 422]
    assert desk.post(AT, FORM).status_code == 302


def test_a_form_without_a_token_is_nobody_s_second(desk: Client) -> None:
    sent = {name: value for name, value in FORM.items() if name != "csrfmiddlewaretoken"}
    desk.post(AT, sent)

    answer = desk.post(AT, sent)

    assert (answer.status_code, TOLD in page(answer)) == (400, False)


def test_a_fault_in_the_act_is_forgotten(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("portal.channels.views.press_list.AddContact.act", lambda *_: 1 / 0)
        assert desk.post(AT, FORM).status_code == 500

    assert desk.post(AT, FORM).status_code == 302
    assert added() == 1


def test_long_after_it_is_another_wish(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, int] = {}
    real = cache.set

    def set_noted(slot: str, value: Any, seconds: int) -> None:
        kept[slot.split(":", maxsplit=1)[0]] = seconds
        real(slot, value, seconds)

    monkeypatch.setattr(cache, "set", set_noted)
    desk.post(AT, FORM)

    assert kept["form-sent"] == once.KNOWN_FOR == 300


def test_without_the_cache_the_verbs_decide(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise CacheIsAway("gone")

    for act in ("add", "get", "set", "delete"):
        monkeypatch.setattr(cache, act, away)

    assert [desk.post(AT, FORM).status_code for _ in range(2)] == [302, 400]
    assert added() == 1


def test_where_the_first_takes_too_long_the_verbs_decide(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "WAITS_FOR", 0.0)
    monkeypatch.setattr(cache, "add", lambda *_: False)
    monkeypatch.setattr(cache, "get", lambda *_: "-")

    assert desk.post(AT, FORM).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_act_and_the_later_waits_for_its_end(
    clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Event()

    class Watched:
        """The cache, which says when somebody found the form busy."""

        def get(self, slot: str) -> Any:
            looked.set()
            return cache.get(slot)

        def __getattr__(self, name: str) -> Any:
            return getattr(cache, name)

    def act_slowly(*_: Any) -> str:
        assert looked.wait(20), "nobody waited for this one"
        return "Added."

    monkeypatch.setattr(once, "cache", Watched())
    monkeypatch.setattr("portal.channels.views.press_list.AddContact.act", act_slowly)
    desks = [sign_in(clerk), sign_in(clerk)]

    answers = at_once(*[lambda desk=desk: desk.post(AT, FORM, follow=True) for desk in desks])

    assert [answer.status_code for answer in answers] == [200, 200]
    assert sorted(TOLD in page(answer) for answer in answers) == [False, True]
