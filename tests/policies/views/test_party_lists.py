"""The clerk edits the list of parties and of exceptions on the rule's own page: the next draft is judged by it."""

import html
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import Rule
from policies.standing import rules_in_force
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, make_revision, sign_in
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db

ORCHARD = "The Otter Orchard Alliance meets in the library on Friday."
GARDEN = "Every resident of Otter Orchard can use the garden. An alliance of growers keeps it."
STREET = "Labour Party rooms in Mill Street are let to the chess club."


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role="clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


@pytest.fixture
def rule(clerk: Person) -> Rule:
    version = make_adopted_policy(clerk=clerk)
    return make_clause_rule(
        clerk=clerk, version=version, ref="2.1", check_id="party-political", severity="block"
    )


def change(client: Client, rule: Rule, **parameters: list[str]) -> Rule:
    """Enter ``parameters`` on the page of the rule; return the rule that stands now."""
    terms = {
        "clause": f"clause-{rule.clause_id}",
        "check_id": rule.check_id,
        "severity": rule.severity,
        "target": "draft",
        "parameters": json.dumps(parameters),
        "sample": "",
        "act": "save",
    }
    answer = client.post(f"/ptc/desk/policies/rules/{rule.pk}/", terms)
    assert answer.status_code == 302, answer.content.decode()
    return Rule.objects.get(replaces=rule)


def found(member: Person, body: str) -> list[str]:
    """Return what a member is told about parties beside a new draft with ``body``."""
    draft = make_revision(author=member, body=f"<p>{body}</p>", quotes=[])
    page = sign_in(member).get(f"/ptc/desk/drafts/{draft.communication_id}/findings/").content.decode()
    titles = re.findall(r'<p class="finding__title">(.*?)</p>', page)
    return [html.unescape(title) for title in titles if "part" in title or "list of" in title]


def test_a_party_that_the_clerk_adds_is_found_in_the_next_draft(
    client: Client, clerk: Person, rule: Rule
) -> None:
    member = make_person(council=clerk.council)
    assert found(member, ORCHARD) == []

    change(client, rule, also=["otter orchard alliance"])

    assert found(member, ORCHARD) == [
        "Must be changed: “Otter Orchard Alliance” is on this council's list of parties and slogans."
    ]
    assert found(member, GARDEN) == []


def test_an_exception_that_the_clerk_adds_is_left_alone_in_the_next_draft(
    client: Client, clerk: Person, rule: Rule
) -> None:
    member = make_person(council=clerk.council)
    assert found(member, STREET) == ["Must be changed: “Labour Party” names a political party."]

    change(client, rule, allowed=["labour party rooms"])

    assert found(member, STREET) == []
    assert found(member, "The Labour Party has the best plan for our town.") != []


def test_a_list_as_it_stood_is_kept_and_an_earlier_moment_is_judged_by_it(
    client: Client, clerk: Person, rule: Rule
) -> None:
    then = timezone.now()

    made = change(client, rule, also=["otter orchard alliance"], allowed=["labour party rooms"])

    before, after = (
        rules_in_force(clerk.council.pk, body_id=None, at=at)[-1].parameters for at in (then, timezone.now())
    )
    assert (dict(before), dict(after)) == ({}, dict(made.parameters))
    assert after == {"also": ["otter orchard alliance"], "allowed": ["labour party rooms"]}
    entry = LedgerEntry.objects.filter(council_id=clerk.council.pk).latest("pk")
    assert (entry.verb, entry.object_id) == ("rule_changed", made.pk)
    rule.refresh_from_db()
    assert rule.ended_at is not None
    page = client.get(f"/ptc/desk/policies/rules/{made.pk}/").content.decode()
    assert page.count('<p class="timeline__what">') == 2
    assert "<dt>Parameter also</dt><dd>from " in page
    assert " to [&quot;otter orchard alliance&quot;]</dd>" in page


def test_an_entry_that_no_check_can_read_is_refused_and_the_list_stays(
    client: Client, clerk: Person, rule: Rule
) -> None:
    terms = {
        "clause": f"clause-{rule.clause_id}",
        "check_id": rule.check_id,
        "severity": "block",
        "target": "draft",
    }

    answer = client.post(
        f"/ptc/desk/policies/rules/{rule.pk}/",
        {**terms, "parameters": '{"also": ["<nothing>"]}', "sample": "", "act": "save"},
    )

    assert answer.status_code in {400, 422}
    assert "the pattern “&lt;nothing&gt;” cannot be read" in answer.content.decode()
    assert list(Rule.objects.filter(ended_at__isnull=True)) == [rule]
