"""The page of keys: made, shown once, listed, revoked."""

import html
import re

from django.test import Client

from portal.api.keys import bearer_of, make_key
from portal.api.models import ApiKey
from portal.councils.powers import Role
from tests.channels.posts import Staff
from tests.makers import make_person, sign_in

KEYS = "/pellworth/desk/api/"
MADE = re.compile(r'value="(pck_[A-Za-z0-9_-]{43})"')


def _page(client: Client) -> str:
    return html.unescape(client.get(KEYS).content.decode())


def test_a_new_key_is_shown_once_and_works(staff: Staff) -> None:
    client = sign_in(staff.author)
    answer = client.post(f"{KEYS}make/", {"name": "Website", "scopes": ["read", "drafts"], "days": "90"})
    assert answer.headers["Location"] == KEYS

    page = _page(client)
    shown = MADE.search(page)
    assert shown is not None
    found = bearer_of(shown[1])
    assert found is not None
    assert found.key.name == "Website"
    assert MADE.search(_page(client)) is None
    assert "Website" in page


def test_the_session_holds_no_key_in_clear(staff: Staff) -> None:
    client = sign_in(staff.author)
    client.post(f"{KEYS}make/", {"name": "Website", "scopes": ["read"], "days": "30"})
    assert "pck_" not in str(dict(client.session.items()))


def test_a_form_that_lacks_something_is_shown_again(staff: Staff) -> None:
    client = sign_in(staff.author)
    answer = client.post(f"{KEYS}make/", {"name": "Website", "days": "31"})
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert "Choose at least one." in page
    assert 'value="Website"' in page
    assert not ApiKey.objects.exists()


def test_who_may_not_draft_is_offered_reading_alone(staff: Staff) -> None:
    auditor = sign_in(make_person(council=staff.council, role=Role.AUDITOR))
    page = auditor.get(f"{KEYS}make/").content.decode()
    assert re.findall(r'name="scopes" value="([a-z]+)"', page) == ["read"]
    sent = auditor.post(f"{KEYS}make/", {"name": "Tool", "scopes": ["read", "drafts"], "days": "30"})
    assert sent.status_code == 422
    assert not ApiKey.objects.exists()


def test_each_sees_their_own_and_the_clerk_all_of_the_council(staff: Staff) -> None:
    other = make_person(council=staff.council, role=Role.OFFICER)
    make_key(actor=staff.author, name="Author’s tool", scopes=["read"], days=30)
    make_key(actor=other, name="Officer’s tool", scopes=["read"], days=30)
    assert "Officer’s tool" not in _page(sign_in(staff.author))
    page = _page(sign_in(staff.clerk))
    assert "Officer’s tool" in page
    assert "Author’s tool" in page


def test_revoking_is_one_button_and_the_list_says_by_whom(staff: Staff) -> None:
    made, secret = make_key(actor=staff.author, name="Website", scopes=["read"], days=30)
    clerk = sign_in(staff.clerk)
    answer = clerk.post(f"{KEYS}{made.pk}/revoke/", follow=True)
    page = html.unescape(answer.content.decode())
    assert "The key is revoked: it opens nothing any more." in page
    assert f"by {staff.clerk.name}" in page
    assert bearer_of(secret) is None
    assert clerk.post(f"{KEYS}{made.pk}/revoke/").status_code == 409
