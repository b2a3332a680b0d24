"""Signing in: each way of it, the second step after every one, and what the record says."""

import json
import re
import smtplib

import pytest
from django.core.mail import EmailMessage
from django.test import Client, override_settings

from portal.councils.models import User
from portal.records.models import INSTALLATION, LedgerEntry
from tests.councils.accounts.conftest import by_password, is_signed_in
from tests.makers.accounts import code_now, make_app
from tests.makers.councils import PASSWORD

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[str, dict[str, object]]]:
    """Return what the installation's record holds: verbs with their facts, in order."""
    rows = LedgerEntry.objects.filter(council_id=INSTALLATION).order_by("number")
    return [(row.verb, json.loads(row.body)["facts"]) for row in rows]


def mailed_code(mailbox: list[EmailMessage]) -> str:
    found = re.search(r"^([A-Z0-9-]{6,12})$", str(mailbox[-1].body), re.MULTILINE)
    assert found is not None
    return found.group(1)


def asks_for_code(user: User) -> Client:
    client = Client()
    answer = client.post("/accounts/login/code/", {"email": user.email})
    assert answer.headers["Location"] == "/accounts/login/code/confirm/"
    return client


def test_a_password_signs_in_where_there_is_no_second_step(user: User) -> None:
    assert is_signed_in(by_password(user))
    assert noted() == [("signed_in", {"steps": ["password"]})]


def test_a_wrong_password_is_recorded_without_what_was_typed(user: User) -> None:
    assert not is_signed_in(by_password(user, "wrong words"))
    assert noted() == [("sign_in_failed", {"step": "password"})]


def test_a_password_alone_leaves_somebody_with_an_app_signed_out(user: User) -> None:
    make_app(user)
    client = by_password(user)
    assert not is_signed_in(client)
    assert client.get("/pellworth/desk/").status_code == 302
    assert noted() == []


def test_the_code_of_the_app_completes_the_sign_in(user: User) -> None:
    make_app(user)
    client = by_password(user)
    page = client.get("/accounts/2fa/authenticate/")
    assert "You are not signed in yet" in page.content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_signed_in(client)
    assert noted() == [("signed_in", {"steps": ["password", "totp"]})]


def test_a_wrong_code_is_said_and_recorded(user: User) -> None:
    make_app(user)
    client = by_password(user)
    wrong = "000000" if code_now() != "000000" else "111111"
    page = client.post("/accounts/2fa/authenticate/", {"code": wrong}).content.decode()
    assert "wait for the next one" in page
    assert not is_signed_in(client)
    assert noted() == [("sign_in_failed", {"step": "code"})]


def test_the_code_of_an_app_works_once(user: User) -> None:
    make_app(user)
    code = code_now()
    by_password(user).post("/accounts/2fa/authenticate/", {"code": code})
    again = by_password(user)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_signed_in(again)


def test_the_second_step_is_asked_in_each_session(user: User) -> None:
    make_app(user)
    first = by_password(user)
    first.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_signed_in(first)
    assert not is_signed_in(by_password(user))


def test_a_mailed_code_signs_in(user: User, mailoutbox: list[EmailMessage]) -> None:
    client = asks_for_code(user)
    assert not is_signed_in(client)
    client.post("/accounts/login/code/confirm/", {"code": mailed_code(mailoutbox)})
    assert is_signed_in(client)
    assert noted() == [("signed_in", {"steps": ["code"]})]


def test_after_a_mailed_code_the_second_step_is_still_asked(
    user: User, mailoutbox: list[EmailMessage]
) -> None:
    make_app(user)
    client = asks_for_code(user)
    answer = client.post("/accounts/login/code/confirm/", {"code": mailed_code(mailoutbox)})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_signed_in(client)
    assert noted() == [("signed_in", {"steps": ["code", "totp"]})]


def test_a_wrong_mailed_code_is_recorded_and_three_of_them_end_the_try(
    user: User, mailoutbox: list[EmailMessage]
) -> None:
    client = asks_for_code(user)
    statuses = [client.post("/accounts/login/code/confirm/", {"code": "WRONG"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 302]
    client.post("/accounts/login/code/confirm/", {"code": mailed_code(mailoutbox)})
    assert not is_signed_in(client)
    assert noted() == [("sign_in_failed", {"step": "mailed code"})] * 3


@pytest.mark.parametrize("code", ["-", " ", "\u200b", "WRONG"])
def test_an_unknown_address_gets_the_same_page_and_no_code_fits_it(
    code: str, mailoutbox: list[EmailMessage]
) -> None:
    client = Client()
    answer = client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert answer.headers["Location"] == "/accounts/login/code/confirm/"
    assert client.post("/accounts/login/code/confirm/", {"code": code}).status_code == 200
    assert not is_signed_in(client)
    assert noted() == []


def test_a_code_that_cannot_be_mailed_is_said(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = Client().post("/accounts/login/code/", {"email": user.email})
    assert answer.status_code == 503
    assert "The mail could not be sent." in answer.content.decode()


def test_after_five_wrong_passwords_even_the_right_one_waits(user: User) -> None:
    for _ in range(5):
        by_password(user, "wrong words")
    client = Client()
    page = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).content.decode()
    assert "Too many tries" in page
    assert "five minutes" in page
    assert not is_signed_in(client)


def test_five_wrong_second_steps_close_it_too(user: User) -> None:
    make_app(user)
    client = by_password(user)
    wrong = "000000" if code_now() != "000000" else "111111"
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": wrong})
    page = client.post("/accounts/2fa/authenticate/", {"code": code_now()}).content.decode()
    assert "Too many tries" in page
    assert not is_signed_in(client)


def test_too_many_tries_from_one_place_get_a_page_that_says_what_to_do() -> None:
    client = Client()
    statuses = {client.post("/accounts/login/", {}).status_code for _ in range(30)}
    answer = client.post("/accounts/login/", {})
    assert statuses == {200}
    assert answer.status_code == 429
    assert "Wait a minute, then go back and try again." in answer.content.decode()


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_each_visitor_is_counted_for_themselves() -> None:
    client = Client()
    for _ in range(31):
        client.post("/accounts/login/", {}, headers={"X-Forwarded-For": "192.0.2.1"})
    tries = {
        place: client.post("/accounts/login/", {}, headers={"X-Forwarded-For": place}).status_code
        for place in ("192.0.2.1", "192.0.2.2")
    }
    assert tries == {"192.0.2.1": 429, "192.0.2.2": 200}


def test_an_account_that_is_closed_gets_in_by_no_way(user: User, mailoutbox: list[EmailMessage]) -> None:
    user.is_active = False
    user.save()
    assert not is_signed_in(by_password(user))
    Client().post("/accounts/login/code/", {"email": user.email})
    assert not re.search(r"^[A-Z0-9-]{6,12}$", str(mailoutbox[-1].body), re.MULTILINE)
