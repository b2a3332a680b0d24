"""Rules on the desk: made, changed, ended, tried out."""

import pytest
from django.test import Client

from policies.models import Rule
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role="clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def sent(rule: Rule, **typed: str) -> dict[str, str]:
    terms = {
        "clause": f"clause-{rule.clause_id}",
        "check_id": rule.check_id,
        "severity": rule.severity,
        "target": "draft",
        "parameters": "{}",
        "sample": "",
        "act": "save",
    }
    return terms | typed


@pytest.fixture
def rule(clerk: Person) -> Rule:
    version = make_adopted_policy(clerk=clerk)
    return make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="party-political")


def test_a_rule_is_made_for_a_clause_in_force(client: Client, rule: Rule) -> None:
    answer = client.post("/ptc/desk/policies/rules/new/", sent(rule, check_id="tone", kinds="notice"))
    made = Rule.objects.get(check_id="tone")
    assert answer.headers["Location"] == f"/ptc/desk/policies/rules/{made.pk}/"
    assert (made.clause_id, made.kinds) == (rule.clause_id, ["notice"])


def test_a_change_keeps_how_it_stood_in_its_history(client: Client, rule: Rule) -> None:
    client.post(f"/ptc/desk/policies/rules/{rule.pk}/", sent(rule, severity="block"))
    made = Rule.objects.get(replaces=rule)
    page = client.get(f"/ptc/desk/policies/rules/{made.pk}/").content.decode()
    assert "party-political: block" in page
    assert "party-political: advise" in page
    again = client.post(f"/ptc/desk/policies/rules/{rule.pk}/", sent(rule))
    assert again.status_code == 409
    assert "changed or ended meanwhile" in again.content.decode()


def test_an_ended_rule_is_on_the_list_no_more(client: Client, rule: Rule) -> None:
    client.post(f"/ptc/desk/policies/rules/{rule.pk}/end/")
    assert "No rule yet" in client.get("/ptc/desk/policies/rules/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"parameters": "{"}, "This is no JSON"),
        ({"parameters": "[1]"}, "Write names and values in braces"),
        ({"parameters": '{"nonsense": 1}'}, "cannot be read"),
        ({"check_id": "nothing"}, "Select a valid choice"),
        ({"clause": "clause-0"}, "Select a valid choice"),
    ],
)
def test_terms_that_cannot_stand_are_refused_and_kept_on_the_page(
    client: Client, rule: Rule, typed: dict[str, str], said: str
) -> None:
    answer = client.post("/ptc/desk/policies/rules/new/", sent(rule, sample="Typed.", **typed))
    assert answer.status_code in {400, 422}
    assert said in answer.content.decode()
    assert "Typed." in answer.content.decode()
    assert Rule.objects.count() == 1


@pytest.mark.parametrize("scripted", [True, False])
def test_a_sample_is_judged_by_this_rule_alone_and_nothing_is_kept(
    client: Client, rule: Rule, scripted: bool
) -> None:
    headers = {"HX-Request": "true"} if scripted else {}
    typed = sent(rule, act="try", severity="block", sample="Vote Labour on Thursday.")
    page = client.post("/ptc/desk/policies/rules/new/", typed, headers=headers).content.decode()
    assert "clause 2.1" in page
    assert ("<h1" in page) is not scripted
    assert Rule.objects.count() == 1


def test_members_read_the_rules_and_change_none(rule: Rule, council: Council) -> None:
    member = sign_in(make_person(council=council))
    assert "party" in member.get("/ptc/desk/policies/rules/").content.decode()
    assert member.get(f"/ptc/desk/policies/rules/{rule.pk}/").status_code == 403
    assert member.post(f"/ptc/desk/policies/rules/{rule.pk}/end/").status_code == 403


def test_another_council_s_rule_does_not_exist_here(rule: Rule) -> None:
    other = sign_in(make_person(council=make_council(slug="elsewhere"), role="clerk"))
    assert other.get(f"/elsewhere/desk/policies/rules/{rule.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_whatever_there_is(
    client: Client, clerk: Person, number: int, django_assert_max_num_queries: object
) -> None:
    version = make_adopted_policy(clerk=clerk)
    for _ in range(number):
        make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="tone")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/ptc/desk/policies/rules/")
