"""The addresses that texts give: which are looked at, and what the checks say of them afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.judging import judge
from policies.links_given import addresses_in, want_links_of_texts
from policies.screening import Draft, screen
from policies.subjects import subject_of
from portal.channels.models import LinkProbe
from portal.channels.probing.probing import key_of
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import normalise
from portal.drafts.editing import keep_typing
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication, Revision
from tests.makers import make_approved, make_person, make_review, make_revision, make_shared
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
BODY = (
    '<p>See www.example.org/plan, or <a href="https://www.example.org/hidden">the map</a>. '
    "Also https://www.example.org/words.</p>"
)
GIVEN = {
    "https://www.example.org/plan",
    "https://www.example.org/hidden",
    "https://www.example.org/words",
}


@pytest.fixture(autouse=True)
def _on(settings: Any) -> None:
    settings.LINK_PROBES = True


@pytest.fixture
def author(member: Person) -> Person:
    return make_person(council=member.council, role=Role.DEPUTY)


def ruled(author: Person, check: str) -> None:
    """Let a clause of the author's council ask for ``check``."""
    clerk = make_person(council=author.council, role=Role.CLERK)
    make_clause_rule(clerk=clerk, version=make_adopted_policy(clerk=clerk), ref="2.1", check_id=check)


def noted() -> set[str]:
    return set(LinkProbe.objects.values_list("address", flat=True))


def seen(address: str, state: str = "works", status: int = 200, led_to: str = "", title: str = "") -> None:
    LinkProbe.objects.create(
        sha256=key_of(address),
        address=address,
        state=state,
        status=status,
        led_to=led_to or address,
        title=title,
        probed_at=timezone.now(),
    )


def test_addresses_are_found_in_words_behind_words_and_in_parts_of_their_own() -> None:
    text = subject_of("notice", normalise(KINDS["notice"], {"body": BODY}))

    assert addresses_in(text) == {
        "www.example.org/plan",
        "https://www.example.org/hidden",
        "https://www.example.org/words",
    }


def test_a_submitted_text_is_looked_at_and_a_draft_of_ones_own_is_not(author: Person) -> None:
    make_revision(author=author, kind="notice", body="<p>See https://private.example/secret</p>")
    make_review(author=author, kind="notice", body=BODY)

    want_links_of_texts()

    assert noted() >= GIVEN
    assert not any("private.example" in address for address in noted())


def test_what_is_typed_in_a_shared_text_is_looked_at_and_in_a_private_one_is_not(author: Person) -> None:
    for shared, address in ((True, "https://a.example/typed"), (False, "https://private.example/typed")):
        revision = make_revision(author=author, kind="notice")
        if shared:
            make_shared(revision.communication)
        typed = {**revision.content, "body": f"<p>See {address}</p>"}
        keep_typing(
            actor=author,
            communication=revision.communication,
            typed=typed,
            based_on_id=revision.pk,
            edition=0,
        )

    want_links_of_texts()

    assert "https://a.example/typed" in noted()
    assert "https://private.example/typed" not in noted()


def test_what_is_over_is_looked_at_no_more(author: Person, clerk: Person) -> None:
    item = make_approved(author=author, clerk=clerk, kind="notice", body=BODY).communication
    Communication.objects.filter(pk=item.pk).update(stage="issued")

    want_links_of_texts(None)

    assert noted() & GIVEN == set()


def test_every_minute_only_what_changed_is_read_and_every_hour_all(author: Person) -> None:
    item = make_review(author=author, kind="notice", body=BODY).communication
    Communication.objects.filter(pk=item.pk).update(shared_at=timezone.now() - timedelta(hours=1))

    want_links_of_texts(timedelta(microseconds=1))
    assert noted() == set()
    want_links_of_texts(None)
    assert noted() >= GIVEN


def test_a_link_that_a_worker_saw_broken_is_found_behind_words_too(author: Person) -> None:
    revision = make_revision(author=author, kind="notice", body=BODY)
    ruled(author, "links")
    assert _messages(revision, "links") == []
    seen("https://www.example.org/plan", "broken", 404)
    seen("https://www.example.org/hidden", "broken", 0)
    seen("https://www.example.org/words", "unknown", 503)

    assert _messages(revision, "links") == ["This link does not work: nothing was found behind it."] * 2


def test_a_link_that_leads_to_a_party_is_party_political(author: Person) -> None:
    revision = make_revision(author=author, kind="notice", body="<p>See https://go.example.org/x today.</p>")
    ruled(author, "party-political")
    assert _messages(revision, "party-political") == []
    seen("https://go.example.org/x", led_to="https://www.labour.org.uk/join", title="Join")

    assert _messages(revision, "party-political") == [
        "“https://go.example.org/x” leads to a political party."
    ]


def test_a_screened_text_is_told_what_a_worker_saw(author: Person) -> None:
    ruled(author, "party-political")
    seen("https://go.example.org/x", led_to="https://www.labour.org.uk/join")
    draft = Draft("See https://go.example.org/x today.", "notice", "official")

    [verdict] = screen(author.council, [draft])

    assert [finding.check for finding in verdict.findings if finding.check == "party-political"] == [
        "party-political"
    ]


def test_judging_asks_one_query_more_for_a_text_with_links_and_none_without(
    author: Person, django_assert_num_queries: DjangoAssertNumQueries, settings: Any
) -> None:
    revision = make_revision(author=author, kind="notice", body=BODY)
    item = Communication.objects.select_related("council", "current_revision").get(
        pk=revision.communication_id
    )
    settings.LINK_PROBES = False
    judge(item, revision.content)
    with CaptureQueriesContext(connection) as without:
        judge(item, revision.content)
    settings.LINK_PROBES = True
    with django_assert_num_queries(len(without) + 1):
        judge(item, revision.content)


def _messages(revision: Revision, check: str) -> list[str]:
    item = Communication.objects.get(pk=revision.communication_id)
    return [finding.message for finding in judge(item, revision.content).findings if finding.check == check]
