"""Bringing drafts: the desk's own verbs, as the key's holder, and nothing twice."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Review
from policies.drafting import set_drafting_rules
from portal.api.models import ApiRequest
from portal.api.repeating import forget_requests
from portal.councils.models import Suspension
from portal.councils.powers import Role
from portal.drafts.models import Communication, Revision
from tests.api.conftest import Program
from tests.channels.posts import Staff, make_staff
from tests.makers import content_for, make_person, make_revision
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.threads import at_once

NOTICE = content_for("notice")


def _begin(program: Program, **sent: Any) -> Any:
    return program.ask("POST", "drafts", {"kind": "notice", "content": NOTICE, **sent})


def test_a_draft_is_begun_changed_judged_and_submitted(staff: Staff, program: Program) -> None:
    made = _begin(program)
    assert made.status_code == 201
    draft = made.json()
    item = Communication.objects.get()
    assert (item.author, item.kind, item.stage) == (staff.author.membership, "notice", "draft")
    assert draft["revision"]["sha256"] == Revision.objects.get().sha256
    assert draft["content"]["title"] == "Mill Lane is closed"
    assert draft["url"] == f"http://localhost:8000/pellworth/desk/drafts/{item.pk}/"

    changed = program.ask(
        "PUT",
        f"drafts/{item.pk}",
        {"based_on": draft["revision"]["id"], "content": {**NOTICE, "title": "Mill Lane reopens"}},
    ).json()
    assert (changed["revision"]["number"], changed["title"]) == (2, "Mill Lane reopens")
    judged = program.read(f"drafts/{item.pk}/findings")
    assert judged["revision"] == changed["revision"]["id"]

    sent = program.ask("POST", f"drafts/{item.pk}/submit", {"revision": changed["revision"]["id"]})
    assert sent.status_code == 200
    assert sent.json()["stage"] == "submitted"
    assert Review.objects.get().submitted_by == staff.author.membership
    assert [one["id"] for one in program.read("drafts")["drafts"]] == [item.pk]


def test_formatted_text_is_made_safe_as_on_the_desk(program: Program) -> None:
    body = '<p onclick="x()">Words<script>alert(1)</script></p>'
    draft = _begin(program, content={**NOTICE, "body": body}).json()
    assert "script" not in draft["content"]["body"]
    assert "onclick" not in draft["content"]["body"]


def test_a_newer_version_is_a_conflict_that_names_it(staff: Staff, program: Program) -> None:
    draft = _begin(program).json()
    item = Communication.objects.get()
    newer = make_revision(author=staff.author, communication=item, **{**NOTICE, "title": "On the desk"})
    answer = program.ask("PUT", f"drafts/{item.pk}", {"based_on": draft["revision"]["id"], "content": NOTICE})
    assert answer.status_code == 409
    told = answer.json()
    assert (told["type"].rpartition("#")[2], told["current"]) == ("stale", newer.pk)
    assert Revision.objects.count() == 2


def test_what_the_policy_blocks_is_told_with_its_clause(staff: Staff, program: Program) -> None:
    version = make_adopted_policy(clerk=staff.clerk)
    make_clause_rule(
        clerk=staff.clerk, version=version, ref="2.1", check_id="party-political", severity="block"
    )
    draft = _begin(program, content={**NOTICE, "body": "<p>Vote Labour on Thursday.</p>"}).json()
    judged = program.read(f"drafts/{draft['id']}/findings")["findings"]
    assert "2.1" in {one["clause"] for one in judged}
    answer = program.ask("POST", f"drafts/{draft['id']}/submit", {"revision": draft["revision"]["id"]})
    assert answer.status_code == 409
    told = answer.json()
    assert told["type"].rpartition("#")[2] == "blocked"
    assert "2.1" in {one["clause"] for one in told["findings"]}
    assert not Review.objects.exists()


def test_who_needs_the_clerks_permission_on_the_desk_needs_it_here(staff: Staff, program: Program) -> None:
    set_drafting_rules(actor=staff.clerk, kind="notice", roles=[Role.CHAIR], clause="4.2")
    answer = _begin(program)
    assert answer.status_code == 403
    assert "clause 4.2" in answer.json()["title"]
    assert "notice" not in {one["slug"] for one in program.read("drafts/kinds")}
    assert not Communication.objects.exists()


def test_a_suspension_takes_the_power_and_leaves_the_reading(staff: Staff, program: Program) -> None:
    draft = _begin(program).json()
    Suspension.objects.create(
        member=staff.author.membership,
        ordered_by=staff.clerk.membership,
        starts_at=timezone.now() - timedelta(hours=1),
        until=timezone.now() + timedelta(days=1),
        reason="A breach.",
    )
    named, based = f"drafts/{draft['id']}", draft["revision"]["id"]
    changed = {"based_on": based, "content": {**NOTICE, "title": "Another title"}}
    refused = [
        _begin(program),
        program.ask("PUT", named, changed),
        program.ask("POST", f"{named}/submit", {"revision": based}),
    ]
    assert [one.status_code for one in refused] == [403, 403, 403]
    assert [program.ask("GET", path).status_code for path in (named, "drafts")] == [200, 200]
    assert (Communication.objects.count(), Revision.objects.count(), Review.objects.count()) == (1, 1, 0)


def test_the_draft_of_somebody_else_is_not_there(
    staff: Staff, program: Program, program_of: Callable[..., Program]
) -> None:
    draft = _begin(program).json()
    colleague = program_of(make_person(council=staff.council))
    stranger = program_of(make_staff(slug="elsewhere").clerk)
    for other in (colleague, stranger):
        for method, path, body in (
            ("GET", "", None),
            ("GET", "/findings", None),
            ("PUT", "", {"based_on": draft["revision"]["id"], "content": NOTICE}),
            ("POST", "/submit", {"revision": draft["revision"]["id"]}),
        ):
            assert other.ask(method, f"drafts/{draft['id']}{path}", body).status_code == 404
        assert other.read("drafts")["drafts"] == []


def test_a_voice_of_another_council_is_refused_and_leaves_nothing(staff: Staff, program: Program) -> None:
    theirs = make_staff(slug="elsewhere").council.own_voice
    assert theirs is not None
    answer = _begin(program, body=theirs.pk)
    assert (answer.status_code, answer.json()["title"]) == (400, "This council has no such body.")
    assert not Communication.objects.exists()
    [own] = program.read("drafts/bodies")
    assert _begin(program, body=own["id"]).status_code == 201


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "poem"}, 400),
        ({"kind": "notice", "content": {"headline": "There is no such part"}}, 400),
        ({"content": {**NOTICE, "title": "x" * 301}}, 400),
        ({"content": {**NOTICE, "title": "nul\x00"}}, 400),
        ({"content": {**NOTICE, "concerns_on": "31 June"}}, 400),
        ({"content": [1]}, 422),
        ({"content": None}, 422),
        ({"kind": None}, 422),
        ({"author": 1}, 422),
        ({"body": "council"}, 422),
        ({"body": 2**63}, 422),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    program: Program, sent: dict[str, Any], status: int
) -> None:
    answer = _begin(program, **sent)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Communication.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[" * 100_000,
        '{"kind": NaN}',
        "[1]",
        "null",
        '"x"',
        b"\xff\xfe",
        '{"a": 1' + "0" * 5000 + "}",
    ],
)
def test_what_is_no_json_is_refused(program: Program, body: Any) -> None:
    answer = program.ask("POST", "drafts", body)
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_what_is_not_called_json_is_refused(program: Program, kind: str) -> None:
    answer = program.client.generic(
        "POST",
        "/api/v1/drafts",
        json.dumps({"kind": "notice", "content": NOTICE}),
        content_type=kind,
        HTTP_AUTHORIZATION=f"Bearer {program.key}",
    )
    assert answer.status_code == 415


def test_sent_again_under_one_key_it_is_the_same_draft(program: Program) -> None:
    first = program.ask("POST", "drafts", {"kind": "notice", "content": NOTICE}, idempotency_key="n-1")
    again = program.ask("POST", "drafts", {"kind": "notice", "content": NOTICE}, idempotency_key="n-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert json.loads(first.content)["id"] == json.loads(again.content)["id"]
    other = program.ask("POST", "drafts", {"kind": "letter", "content": {}}, idempotency_key="n-1")
    assert other.status_code == 422
    assert Communication.objects.count() == 1

    assert forget_requests() == 0
    assert forget_requests(timezone.now() + timedelta(days=1, minutes=1)) == 1
    assert not ApiRequest.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 65, "with space", "é"])
def test_a_name_of_a_request_that_is_none_is_refused(program: Program, name: str) -> None:
    answer = program.ask("POST", "drafts", {"kind": "notice", "content": NOTICE}, idempotency_key=name)
    assert answer.status_code == 400
    assert not Communication.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_under_one_key_make_one_draft(program: Program) -> None:
    def send() -> int:
        sent = {"kind": "notice", "content": NOTICE}
        answer = Program(program.key).ask("POST", "drafts", sent, idempotency_key="n-1")
        return int(answer.status_code)

    assert sorted(at_once(send, send)) == [200, 201]
    assert Communication.objects.count() == 1


@pytest.mark.parametrize(
    "wished", ["2027-01-31T12:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_wished_time_that_cannot_be_is_refused(program: Program, wished: str) -> None:
    draft = _begin(program).json()
    sent = {"revision": draft["revision"]["id"], "wished_at": wished}
    assert program.ask("POST", f"drafts/{draft['id']}/submit", sent).status_code == 400
    assert not Review.objects.exists()


def test_drafts_are_listed_newest_first_page_by_page(program: Program) -> None:
    made = [_begin(program).json()["id"] for _ in range(3)]
    first = program.read("drafts?limit=2")
    rest = program.read(f"drafts?limit=2&before={first['next']}")
    assert [one["id"] for one in [*first["drafts"], *rest["drafts"]]] == made[::-1]
    assert rest["next"] is None
