"""One's account: setting a second step up and taking it off, its picture, recovery codes, open sessions."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from portal.councils.models import User
from portal.councils.people import Person
from portal.records.models import INSTALLATION, LedgerEntry
from tests.councils.accounts.conftest import by_password, confirmed, is_signed_in
from tests.makers import make_council, make_person, sign_in
from tests.makers.accounts import code_now, make_app

pytestmark = pytest.mark.django_db
APP, PICTURE = "/accounts/2fa/app/", "/accounts/2fa/app/picture.svg"


def verbs() -> list[str]:
    rows = LedgerEntry.objects.filter(council_id=INSTALLATION).order_by("number")
    return list(rows.values_list("verb", flat=True))


def last_facts() -> dict[str, object]:
    body = LedgerEntry.objects.filter(council_id=INSTALLATION).latest("number").body
    return dict(json.loads(body)["facts"])


def set_up_app(client: Client) -> None:
    page = client.get(APP).content.decode()
    key = re.search(r'id="totp-key">([A-Z2-7]+)<', page)
    assert key is not None
    answer = client.post(APP, {"code": code_now(key.group(1))})
    assert answer.headers["Location"] == "/accounts/2fa/codes/"


def test_setting_up_asks_who_is_there_first(user: User) -> None:
    answer = by_password(user).get(APP)
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Fapp%2F"


@pytest.mark.parametrize(
    "path",
    [
        APP,
        PICTURE,
        "/accounts/2fa/passkeys/add/",
        "/accounts/2fa/codes/new/",
        "/accounts/2fa/passkeys/1/remove/",
        "/accounts/2fa/passkeys/1/edit/",
        "/accounts/2fa/app/remove/",
    ],
)
def test_nothing_is_changed_without_confirming_who_is_there(user: User, path: str) -> None:
    make_app(user)
    client = Client()
    client.force_login(user)
    answer = client.post(path)
    assert answer.status_code in {302, 405}
    if path not in {APP, PICTURE}:
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(user=user).count() == 1


def test_an_app_is_set_up_recorded_and_gives_recovery_codes(
    user: User,
) -> None:
    client = confirmed(user)
    set_up_app(client)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert verbs()[-1] == "second_step_added"
    assert last_facts() == {"step": "app"}
    page = client.get("/accounts/2fa/codes/").content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code>", page)) == 10
    assert client.get("/accounts/2fa/codes/file/").headers["Content-Type"].startswith("text/plain")


def test_a_recovery_code_completes_a_sign_in_once(user: User) -> None:
    client = confirmed(user)
    set_up_app(client)
    code = re.search(r"<li><code>(\d{8})</code>", client.get("/accounts/2fa/codes/").content.decode())
    assert code is not None
    first, second = by_password(user), by_password(user)
    first.post("/accounts/2fa/authenticate/", {"code": code.group(1)})
    second.post("/accounts/2fa/authenticate/", {"code": code.group(1)})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_session_that_began_with_the_password_alone_ends_when_a_second_step_is_set_up(user: User) -> None:
    thief, owner = by_password(user), confirmed(user)
    assert is_signed_in(thief)
    set_up_app(owner)
    assert thief.get("/accounts/").status_code == 302
    assert owner.get("/accounts/").status_code == 200
    assert verbs()[-2:] == ["session_ended", "second_step_added"]


def test_the_picture_is_a_file_for_this_session_while_the_app_is_being_set_up(user: User) -> None:
    client, other = confirmed(user), confirmed(user)
    assert client.get(PICTURE).status_code == 404
    assert "data:" not in client.get(APP).content.decode()
    answer = client.get(PICTURE)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"<svg" in answer.content
    assert b"style=" not in answer.content
    assert other.get(PICTURE).status_code == 404
    key = re.search(r'id="totp-key">([A-Z2-7]+)<', client.get(APP).content.decode())
    assert key is not None
    client.post(APP, {"code": code_now(key.group(1))})
    assert client.get(PICTURE).status_code == 404


def test_the_last_second_step_can_be_taken_off_and_the_page_says_what_is_lost(
    user: User, clerk: Person
) -> None:
    clerk.council.second_factor_required = True
    clerk.council.save()
    client = confirmed(user)
    set_up_app(client)
    page = client.get("/accounts/2fa/app/remove/").content.decode()
    assert "This is your last second step." in page
    assert "you cannot approve, issue or administer there" in page
    client.post("/accounts/2fa/app/remove/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert verbs()[-1] == "second_step_removed"


def test_new_recovery_codes_are_recorded(user: User) -> None:
    client = confirmed(user)
    set_up_app(client)
    client.post("/accounts/2fa/codes/new/")
    assert verbs()[-1] == "recovery_codes_made"


FORGED = [
    "",
    "null",
    "[]",
    "{}",
    '{"id": "x"}',
    '"x"',
    "not json",
    '{"id":"AA","rawId":"AA","response":{},"type":"x"}',
]
FORGED += [
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA"}}'
]
FORGED += [
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"signature":"AA","userHandle":null}}',
]


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_passkey_is_refused_with_words(user: User, credential: str) -> None:
    client = confirmed(user)
    client.get("/accounts/2fa/passkeys/add/")
    assert client.post("/accounts/2fa/passkeys/add/", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()
    stranger = Client()
    stranger.get("/accounts/2fa/passkeys/login/", headers={"Accept": "application/json"})
    answer = stranger.post("/accounts/2fa/passkeys/login/", {"credential": credential})
    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_signed_in(stranger)
    make_app(user)
    step = by_password(user)
    step.get("/accounts/2fa/authenticate/")
    assert step.post("/accounts/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert not is_signed_in(step)


def test_the_sessions_are_listed_and_one_or_all_others_can_be_ended(user: User) -> None:
    here, there, elsewhere = by_password(user), by_password(user), by_password(user)
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count('<li class="card">') == 3
    ends = re.findall(r"/accounts/sessions/\d+/end/", page)
    assert len(ends) == 2
    here.post(ends[0])
    assert sorted([there.get("/accounts/").status_code, elsewhere.get("/accounts/").status_code]) == [
        200,
        302,
    ]
    here.post("/accounts/sessions/")
    assert [client.get("/accounts/").status_code for client in (here, there, elsewhere)] == [200, 302, 302]
    assert verbs().count("session_ended") == 2


def test_somebody_else_s_session_is_not_found(user: User) -> None:
    by_password(user)
    stranger = sign_in(make_person(council=make_council()))
    number = user.usersession_set.get().pk  # type: ignore[attr-defined]
    assert stranger.post(f"/accounts/sessions/{number}/end/").status_code == 404
    assert user.usersession_set.count() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("sessions", [1, 15])
def test_the_sessions_page_asks_the_database_as_often_for_many(
    user: User, sessions: int, django_assert_max_num_queries: object
) -> None:
    clients = [by_password(user) for _ in range(sessions)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert clients[0].get("/accounts/sessions/").status_code == 200


def test_the_account_page_says_what_is_set_up(user: User) -> None:
    client = by_password(user)
    assert "You sign in with one step." in client.get("/accounts/").content.decode()
    make_app(user)
    assert "You sign in with one step." not in client.get("/accounts/").content.decode()


def test_the_operator_can_take_a_lost_second_step_off(user: User) -> None:
    make_app(user)
    call_command("remove_second_step", user.email)
    assert is_signed_in(by_password(user))
    assert verbs() == ["second_step_removed", "signed_in"]


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_by_mail_and_a_dead_mail_server_undoes_nothing(
    user: User, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = confirmed(user)
    set_up_app(client)
    assert [mail.subject for mail in mailoutbox] == ["[testserver] An authenticator app was set up"]

    def refuse(*_: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    client.post("/accounts/2fa/app/remove/")
    assert not Authenticator.objects.exists()
