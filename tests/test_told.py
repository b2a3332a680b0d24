"""A message shows where it belongs: on a page of its council, or on the page that its act led to.

The latter is what tests/test_interrupted.py asks of the sign-in page.
"""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from tests.makers import make_council, make_membership, make_person, sign_in

pytestmark = pytest.mark.django_db
TOLD = "The hold is in force."


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="here"), role=Role.CLERK)


@pytest.fixture
def client(clerk: Person) -> Client:
    """Return the browser of a clerk of two councils, who has just done something in the first."""
    there = make_membership(council=make_council(slug="there"), role=Role.CLERK, user=clerk.membership.user)
    assert person_now(there.pk).is_clerk
    browser = sign_in(clerk)
    answer = browser.post("/here/desk/record/keeping/hold/", {"item": "", "reason": "A request"})
    assert answer.headers["Location"] == "/here/desk/record/keeping/"
    return browser


def told(client: Client, path: str) -> bool:
    return TOLD in client.get(path).content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["/there/desk/", "/there/desk/drafts/", "/there/desk/drafts/999999/", "/desk/", "/"]
)
def test_a_message_waits_for_a_page_of_its_council_and_is_told_once(client: Client, elsewhere: str) -> None:
    assert not told(client, elsewhere)
    assert not told(client, elsewhere)
    assert told(client, "/here/desk/")
    assert not told(client, "/here/desk/")


@pytest.mark.parametrize(
    "nowhere", ["/here/desk/drafts/999999/", "/here/desk/no-such-page/", "/no/such/page/"]
)
def test_a_page_that_does_not_exist_tells_nothing_and_takes_nothing_away(
    client: Client, nowhere: str
) -> None:
    answer = client.get(nowhere)
    assert (answer.status_code, TOLD in answer.content.decode()) == (404, False)
    assert told(client, "/here/desk/record/keeping/")


def test_each_of_two_councils_is_told_its_own(client: Client) -> None:
    client.post("/there/desk/settings/hold/", {"reason": "A flood"})
    assert not told(client, "/there/desk/")
    assert told(client, "/here/desk/")


def test_what_nobody_comes_to_read_is_dropped_from_the_oldest_on(client: Client) -> None:
    for _ in range(25):
        client.post("/here/desk/record/verify/")
    page = client.get("/here/desk/").content.decode()
    assert (page.count("The record holds"), TOLD in page) == (20, False)


def test_code_that_asks_for_the_messages_gets_those_of_its_page(client: Client) -> None:
    answer = client.get("/there/desk/drafts/")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == []
