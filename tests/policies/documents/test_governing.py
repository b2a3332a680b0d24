"""Which bodies a policy governs: chosen with a reason, kept on the record, and felt by what is judged."""

import pytest
from django.test import Client
from django.utils import timezone

from policies.documents.governing import govern
from policies.models import Policy, Rule
from policies.standing import rules_in_force
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
WHY = "Minute 12/26"


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def charity(council: Council) -> Body:
    return Body.objects.create(council=council, kind="charity", name="Pell Recreation Ground Charity")


@pytest.fixture
def rule(clerk: Person) -> Rule:
    version = make_adopted_policy(clerk=clerk)
    return make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="tone")


def judging(council: Council, body: Body) -> list[str]:
    rules = rules_in_force(council.pk, body_id=body.pk, at=timezone.now())
    return [rule.check for rule in rules if rule.policy and rule.check == "tone"]


def test_a_policy_that_names_no_body_governs_all_and_one_that_names_some_governs_these(
    council: Council, clerk: Person, charity: Body, rule: Rule
) -> None:
    own = Body.objects.get(council=council, kind=Body.Kind.COUNCIL)
    assert (judging(council, own), judging(council, charity)) == (["tone"], ["tone"])
    council.refresh_from_db()
    version = council.circumstances_version

    govern(actor=clerk, policy_id=rule.clause.version.policy_id, body_ids=[own.pk], reason=WHY)

    assert (judging(council, own), judging(council, charity)) == (["tone"], [])
    council.refresh_from_db()
    assert council.circumstances_version == version + 1
    entry = LedgerEntry.objects.filter(council_id=council.pk).latest("number")
    assert (entry.verb, entry.object_id) == ("policy_governs", rule.clause.version.policy_id)
    govern(actor=clerk, policy_id=rule.clause.version.policy_id, body_ids=[], reason=WHY)
    assert judging(council, charity) == ["tone"]


def test_only_who_configures_chooses_with_a_reason_among_the_councils_own_bodies(
    council: Council, clerk: Person, charity: Body, rule: Rule
) -> None:
    policy = rule.clause.version.policy
    chair = make_person(council=council, role=Role.CHAIR)
    strange = Body.objects.create(council=make_council(slug="else"), kind="charity", name="Another charity")
    with pytest.raises(NotYours):
        govern(actor=chair, policy_id=policy.pk, body_ids=[charity.pk], reason=WHY)
    with pytest.raises(InvalidInput):
        govern(actor=clerk, policy_id=policy.pk, body_ids=[charity.pk], reason="  ")
    with pytest.raises(InvalidInput, match="bodies of your council"):
        govern(actor=clerk, policy_id=policy.pk, body_ids=[strange.pk], reason=WHY)
    with pytest.raises(Refusal, match="already"):
        govern(actor=clerk, policy_id=policy.pk, body_ids=[], reason=WHY)
    assert not LedgerEntry.objects.filter(verb="policy_governs").exists()


def test_the_clerk_chooses_on_the_policys_page_and_the_body_shows_its_policies(
    council: Council, clerk: Person, charity: Body, rule: Rule
) -> None:
    browser: Client = sign_in(clerk)
    policy: Policy = rule.clause.version.policy
    path = f"/ptc/desk/policies/{policy.pk}/"
    assert "Governs every body of the council." in browser.get(path).content.decode()

    missing = browser.post(f"{path}bodies/", {"bodies": [charity.pk], "reason": ""})
    assert (missing.status_code, list(policy.bodies.all())) == (422, [])
    answer = browser.post(f"{path}bodies/", {"bodies": [charity.pk], "reason": WHY}, follow=True)

    page = answer.content.decode()
    assert "governs Pell Recreation Ground Charity." in page
    assert list(policy.bodies.all()) == [charity]
    own = Body.objects.get(council=council, kind=Body.Kind.COUNCIL)
    theirs = browser.get(f"/ptc/desk/bodies/{charity.pk}/").content.decode()
    assert policy.title in theirs
    assert "By none of the council’s" in browser.get(f"/ptc/desk/bodies/{own.pk}/").content.decode()
