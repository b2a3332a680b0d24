"""What holds for every address: no POST without its token, no GET that changes anything, the headers of every page."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.makers import make_council, make_person, sign_in
from tests.walks.addresses import Address, addresses
from tests.walks.belonging import everything
from tests.walks.world import World

pytestmark = pytest.mark.django_db

BY_TOKEN = {
    "press_opt_out": 200,
    "quote_link": 422,
    "reviewer_link": 422,
    "survey_form": 422,
    "comment_form": 422,
    "appeal_form": 422,
    "notice_form": 422,
    "notice_status": 422,
    "notice_answer": 422,
    "conduct_form": 422,
    "complaint_form": 422,
    "complaint_status": 422,
}
"""The token in the address is the whole permission: mail programs post to the first (RFC 8058), somebody without an
account to the second, which asks for a decision, and to the third, which asks for a comment. The forms of a
survey, of a comment, of a notice, of a complaint and of a report of conduct are for everybody: each carries a mark of
its own, and there is no session that a forged request could ride."""
_NO_KEY, _NO_SUCH_WAY = 401, 405
BY_KEY = {
    **dict.fromkeys(("api_drafts", "api_draft_begin", "api_draft_submit", "api_comment_bring"), _NO_KEY),
    **dict.fromkeys(("api_draft", "api_draft_revise", "api_draft_findings"), _NO_SUCH_WAY),
    **dict.fromkeys(("api_publications", "api_publication", "api_channels"), _NO_SUCH_WAY),
    **dict.fromkeys(("api_policies", "api_policy", "api_kinds", "api_bodies"), _NO_SUCH_WAY),
    "api_nothing": 404,
}
"""The API knows no session: it asks for a key in a header, which no other site's form can send."""
NOTED_BY_READING = {"drafts_presence", "account_emailaddress", "django_session"}
CSP = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


def clerk_s(world: World, *, checks_tokens: bool = False) -> Client:
    client = sign_in(world.clerk)
    client.handler.enforce_csrf_checks = checks_tokens
    client.raise_request_exception = False
    return client


def ask(client: Client, method: str, path: str) -> Any:
    """Return the answer; a page that signs the person out is undone."""
    kept = SimpleCookie(client.cookies)
    before = transaction.savepoint()
    answer = client.generic(method, path)
    transaction.savepoint_rollback(before)
    client.cookies = kept
    return answer


def test_no_post_is_taken_without_its_token(world: World) -> None:
    client = clerk_s(world, checks_tokens=True)
    taken = {
        address.name: status
        for address in addresses()
        if (status := ask(client, "POST", address.path(world)).status_code) != 403
    }
    assert taken == BY_TOKEN | BY_KEY


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_nothing(world: World, method: str) -> None:
    client = clerk_s(world)
    before = everything()
    faults = {}
    for address in addresses():
        answer = client.generic(method, address.path(world))
        if answer.status_code >= 500:
            faults[address.name] = answer.status_code
        if method == "HEAD":
            assert b"".join(answer) == b"", address.name
    after = everything()
    changed = {table for table in before if before[table] != after[table]}
    assert faults == {}
    assert changed <= NOTED_BY_READING


def faults_of(answer: HttpResponse, address: Address) -> list[str]:
    """Return which of the headers that every answer has are missing or wrong."""
    headers = answer.headers
    policy = sorted(part.strip() for part in headers.get("Content-Security-Policy", "").split(";"))
    faults = [
        name
        for name, wanted in (
            ("X-Frame-Options", "DENY"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        )
        if headers.get(name) != wanted
    ]
    if policy != sorted(CSP):
        faults.append(f"CSP {policy}")
    private = address.of_desk or address.route.startswith("accounts/") or address.name == "front"
    if private and headers.get("Cache-Control") != "private, no-store":
        faults.append(f"Cache-Control {headers.get('Cache-Control')}")
    return faults


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["clerk", "nobody", "stranger"])
def test_every_answer_has_the_headers_that_protect_its_reader(world: World, method: str, who: str) -> None:
    people: dict[str, Callable[[], Client]] = {
        "clerk": lambda: clerk_s(world),
        "nobody": Client,
        "stranger": lambda: sign_in(make_person(council=make_council(), role="clerk")),
    }
    client = people[who]()
    client.raise_request_exception = False
    faults = {}
    for address in addresses():
        if found := faults_of(ask(client, method, address.path(world)), address):
            faults[address.name] = found
    assert faults == {}
