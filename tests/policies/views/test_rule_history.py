"""The history of a rule on its page: every change with what it changed, from what to what, by whom and when."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import draft_version
from policies.models import Clause, Rule
from policies.regulating import Terms, change_rule, end_rule
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.templatetags.words import moment
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
MADE = Terms("length", "advise", {"limits": {"x": 200}})


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, name="Clare Clerk", role="clerk")


@pytest.fixture
def rule(clerk: Person) -> Rule:
    version = make_adopted_policy(clerk=clerk)
    return make_clause_rule(
        clerk=clerk, version=version, ref="2.1", check_id="length", parameters=MADE.parameters
    )


def entries(client: Client, rule: Rule) -> list[str]:
    """Return the entries of the history on the page of ``rule``, the newest first, as a reader sees them."""
    page = client.get(f"/ptc/desk/policies/rules/{rule.pk}/").content.decode()
    below = page.partition('<ol class="timeline"')[2].partition("</ol>")[0]
    parts = re.findall(r"<li>(.*?)</li>", below, re.DOTALL)
    return [" ".join(unescape(strip_tags(one.replace("<", " <"))).split()) for one in parts]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"check_id": "tone", "parameters": {}}, "Check from Length to Tone"),
        ({"severity": "block"}, "A finding from it advises to it blocks"),
        ({"severity": "answer"}, "A finding from it advises to it must be answered"),
        ({"severity": "block", "waivable": True}, "May be waived from no to yes, with a reason"),
        (
            {"check_id": "tone", "parameters": {}, "target": "comment"},
            "What it judges from What the council says to What is said to the council",
        ),
        ({"kinds": ["notice"]}, "Kinds from all of them to Notice"),
        ({"capacities": ["personal"]}, "Capacities from all of them to "),
        ({"channels": ["newsroom"]}, "Channels from all of them to Newsroom"),
        ({"parameters": {"limits": {"x": 250}}}, 'Parameter limits from {"x": 200} to {"x": 250}'),
        ({"parameters": {}}, 'Parameter limits from {"x": 200} to '),
    ],
)
def test_each_field_that_changed_is_told_from_what_to_what(
    clerk: Person, rule: Rule, changed: dict[str, object], said: str
) -> None:
    terms = Terms(**{**MADE.__dict__, **changed})

    made = change_rule(actor=clerk, rule_id=rule.pk, terms=terms)

    newest, first = entries(sign_in(clerk), made)
    assert said in newest
    assert newest.count(" from ") == len(changed)
    assert first.startswith("Made")
    assert " from all of them" not in first


def test_another_clause_is_told_with_its_policy_and_version(clerk: Person, rule: Rule) -> None:
    clause = Clause.objects.get(version=rule.clause.version, ref="1.1")

    made = change_rule(actor=clerk, rule_id=rule.pk, terms=MADE, clause=clause)

    said = "Clause from 2.1 of Communications policy, version 1 to 1.1 of Communications policy, version 1"
    assert said in entries(sign_in(clerk), made)[0]


def test_a_new_version_of_the_policy_is_told_as_a_change_of_the_clause(clerk: Person, rule: Rule) -> None:
    draft = draft_version(actor=clerk, policy=rule.clause.version.policy, clauses=CLAUSES)
    adopt(actor=clerk, version_id=draft.pk, adoption=Adoption(date(2026, 11, 11), "35/26"))

    newest = entries(sign_in(clerk), Rule.objects.get(replaces=rule))[0]

    assert (
        "Clause from 2.1 of Communications policy, version 1 to 2.1 of Communications policy, version 2"
        in newest
    )


def test_each_change_names_who_made_it_and_when_and_leads_to_the_rule_as_it_stood(
    council: Council, clerk: Person, rule: Rule
) -> None:
    other = make_person(council=council, name="Olive Other", role="clerk")
    made = change_rule(actor=other, rule_id=rule.pk, terms=Terms("length", "block", MADE.parameters))
    rule.refresh_from_db()
    client = sign_in(clerk)

    newest, first = entries(client, made)

    assert f"From {moment(made.starts_at)}, Olive Other" in newest
    assert f"From {moment(rule.starts_at)} until {moment(rule.ended_at)}, Clare Clerk" in first
    assert "this is how it stands above" in newest
    page = client.get(f"/ptc/desk/policies/rules/{made.pk}/").content.decode()
    assert f'href="/ptc/desk/policies/rules/{rule.pk}/"' in page
    older = client.get(f"/ptc/desk/policies/rules/{rule.pk}/").content.decode()
    assert f'href="/ptc/desk/policies/rules/{made.pk}/"' in older
    assert "this is how it stands above" in entries(client, rule)[1]


def test_what_was_saved_without_a_change_says_so(clerk: Person, rule: Rule) -> None:
    made = change_rule(actor=clerk, rule_id=rule.pk, terms=MADE)

    assert entries(sign_in(clerk), made)[0].startswith("Saved as it was")


def test_the_end_of_a_rule_is_told_with_who_ended_it(council: Council, clerk: Person, rule: Rule) -> None:
    end_rule(actor=make_person(council=council, name="Olive Other", role="clerk"), rule_id=rule.pk)
    rule.refresh_from_db()

    assert entries(sign_in(clerk), rule)[0] == f"Ended {moment(rule.ended_at)}, Olive Other, Clerk"


def test_a_rule_that_ended_with_its_clause_says_so(clerk: Person, rule: Rule) -> None:
    draft = draft_version(actor=clerk, policy=rule.clause.version.policy, clauses=CLAUSES[:2])
    adoption = Adoption(timezone.localdate(), "35/26")
    adopt(actor=clerk, version_id=draft.pk, adoption=adoption, mapping={rule.pk: 0})

    said = entries(sign_in(clerk), rule)[0]
    assert said.endswith("with the version of the policy that its clause is of")


def test_twenty_changes_cost_as_many_queries_as_one(clerk: Person, rule: Rule) -> None:
    client = sign_in(clerk)
    made = change_rule(actor=clerk, rule_id=rule.pk, terms=MADE)
    address = "/ptc/desk/policies/rules/{}/"
    client.get(address.format(made.pk))
    with CaptureQueriesContext(connection) as one:
        client.get(address.format(made.pk))
    for _ in range(19):
        made = change_rule(actor=clerk, rule_id=made.pk, terms=MADE)
    with CaptureQueriesContext(connection) as twenty:
        client.get(address.format(made.pk))

    assert len(twenty) == len(one)
    assert len(entries(client, made)) == 21
