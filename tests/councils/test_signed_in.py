"""Who a session belongs to: told with the membership in one statement, else by Django's own rules."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.councils.models import Membership, User
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_membership, make_person, sign_in

pytestmark = pytest.mark.django_db

DESK = "/ptc/desk/drafts/"


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def asked_of(table: str, client: Client) -> tuple[int, int]:
    """Return the answer's status and how many statements began with reading ``table``."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(DESK)
    begins = f'SELECT "{table}"."id"'
    return answer.status_code, sum(one["sql"].startswith(begins) for one in captured.captured_queries)


def change_session(client: Client, name: str, value: str | None) -> None:
    session = client.session
    assert isinstance(session, SessionStore)
    if value is None:
        del session[name]
    else:
        session[name] = value
    session.save()


def test_the_user_comes_with_the_membership_and_is_not_asked_for_alone(clerk: Person) -> None:
    assert asked_of("councils_user", sign_in(clerk)) == (200, 0)


def test_who_is_no_member_here_learns_nothing(clerk: Person) -> None:
    stranger = make_person(council=make_council(slug="else"))

    assert sign_in(stranger).get(DESK).status_code == 404


def test_a_session_begun_with_another_password_is_over(clerk: Person) -> None:
    desk = sign_in(clerk)
    user = User.objects.get(pk=clerk.user_id)
    user.set_password("another one altogether")
    user.save()

    answer = desk.get(DESK)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={DESK}")
    assert SESSION_KEY not in desk.session


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SESSION_KEY, None),
        (HASH_SESSION_KEY, "0" * 64),
        (HASH_SESSION_KEY, ""),
        (HASH_SESSION_KEY, None),
        (BACKEND_SESSION_KEY, "django.contrib.auth.backends.RemoteUserBackend"),
        (BACKEND_SESSION_KEY, None),
    ],
)
def test_a_session_that_was_tampered_with_lets_nobody_in(clerk: Person, name: str, value: str | None) -> None:
    desk = sign_in(clerk)
    change_session(desk, name, value)

    answer = desk.get(DESK)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={DESK}")


def test_a_session_of_somebody_else_with_ones_own_hash_lets_nobody_in(clerk: Person) -> None:
    colleague = make_membership(council=clerk.council, role=Role.CLERK)
    desk = sign_in(clerk)
    change_session(desk, SESSION_KEY, str(colleague.user_id))

    assert desk.get(DESK).status_code == 302


def test_a_session_begun_under_an_earlier_secret_goes_on_and_is_renewed(
    clerk: Person, settings: Settings
) -> None:
    desk = sign_in(clerk)
    before, earlier = desk.session[HASH_SESSION_KEY], settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next one", [earlier]

    assert desk.get(DESK).status_code == 200
    assert desk.session[HASH_SESSION_KEY] != before


def test_whoever_was_made_inactive_or_left_is_out_at_once(clerk: Person) -> None:
    desk = sign_in(clerk)
    User.objects.filter(pk=clerk.user_id).update(is_active=False)
    assert desk.get(DESK).status_code == 302

    User.objects.filter(pk=clerk.user_id).update(is_active=True)
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())
    assert sign_in(clerk).get(DESK).status_code == 404
