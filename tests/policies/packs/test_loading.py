"""A built-in policy becomes a council's draft; adopted, its rules are taken over once."""

from datetime import date

import pytest
from django.utils import timezone

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import draft_version, rewrite, sha256_of_clauses, wording_of
from policies.drafting import draftable_kinds, set_drafting_rules
from policies.models import DraftingRule, Rule, Version
from policies.packs.loading import (
    adopt_with_rules,
    draft_from_pack,
    pack_behind,
    pack_called,
    rules_from_pack,
)
from policies.regulating import end_rule
from policies.screening import Draft, screen
from policies.standing import rules_in_force
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers.councils import make_council, make_person
from tests.makers.policies import make_adopted_policy, make_policy

pytestmark = pytest.mark.django_db


def _clerk(council: Council | None = None) -> Person:
    return make_person(council=council or make_council(), role=Role.CLERK)


def _adopted(clerk: Person, name: str = "town") -> Version:
    version = draft_from_pack(actor=clerk, pack=pack_called(name))
    return adopt(actor=clerk, version_id=version.pk, adoption=Adoption(date(2026, 11, 4), "34/26"))


def _verbs(clerk: Person) -> list[str]:
    rows = LedgerEntry.objects.filter(council_id=clerk.council.pk).order_by("number")
    return list(rows.values_list("verb", flat=True))


@pytest.mark.parametrize("name", ["parish", "town"])
def test_a_pack_becomes_the_draft_of_a_policy_word_for_word(name: str) -> None:
    clerk, pack = _clerk(), pack_called(name)

    version = draft_from_pack(actor=clerk, pack=pack)

    assert (version.state, version.number, version.source_name) == (
        "draft",
        1,
        f"the built-in policy ({name})",
    )
    assert (version.policy.title, version.policy.kind) == (pack.title, "communications")
    assert [(row.ref, row.text) for row in wording_of(version)] == [
        (clause.wording.ref, clause.wording.text) for clause in pack.clauses
    ]
    assert pack_behind(version) == pack
    assert not Rule.objects.exists()
    assert _verbs(clerk)[-2:] == ["policy_started", "policy_drafted"]


def test_a_second_policy_from_the_same_pack_needs_a_title_of_its_own() -> None:
    clerk = _clerk()
    draft_from_pack(actor=clerk, pack=pack_called("town"))

    with pytest.raises(Refusal, match="has a policy called"):
        draft_from_pack(actor=clerk, pack=pack_called("town"))

    again = draft_from_pack(actor=clerk, pack=pack_called("town"), title="For the charity")
    assert again.policy.title == "For the charity"


@pytest.mark.parametrize("name", ["parish", "town"])
def test_an_adopted_pack_brings_its_rules_as_it_names_them(name: str) -> None:
    clerk = _clerk()
    version = _adopted(clerk, name)
    wanted = [(clause.wording.ref, terms) for clause in pack_called(name).clauses for terms in clause.rules]

    bound = rules_from_pack(actor=clerk, version=version)

    made = Rule.objects.filter(council=clerk.council).order_by("pk").select_related("clause")
    left = [(each.ref, each.check_id) for each in bound.left_out]
    assert [
        (row.clause.ref, row.check_id, row.severity, row.target, row.kinds, row.capacities, row.parameters)
        for row in made
    ] == [
        (ref, t.check_id, t.severity, t.target, sorted(t.kinds), sorted(t.capacities), t.parameters)
        for ref, t in wanted
        if (ref, t.check_id) not in left
    ]
    assert {each.why for each in bound.left_out} <= {"This installation has no such check."}
    assert len(bound.rules) + len(left) == len(wanted)
    last = LedgerEntry.objects.filter(council_id=clerk.council.pk).latest("number")
    assert (last.verb, last.object_type, last.object_id) == ("pack_bound", "policy_version", version.pk)
    assert _verbs(clerk).count("rule_made") == made.count()


def test_findings_cite_the_clause_and_the_adoption() -> None:
    clerk = _clerk()
    rules_from_pack(actor=clerk, version=_adopted(clerk, "parish"))

    (verdict,) = screen(clerk.council, [Draft("You are an idiot, Mr Example.", "social_post", "official")])

    cited = {(each.check, each.clause, each.policy, each.version, each.adopted) for each in verdict.findings}
    assert (
        "abuse",
        "Terms of use, 2",
        "Social media and communications policy",
        1,
        "version 1, adopted 4 November 2026, minute 34/26",
    ) in cited


def test_the_councils_own_clause_is_cited_in_place_of_the_statute() -> None:
    clerk = _clerk()
    rules_from_pack(actor=clerk, version=_adopted(clerk))

    rules = rules_in_force(clerk.council.pk, body_id=None, at=timezone.now())

    own = {rule.check: rule for rule in rules if rule.version}
    assert (own["confidential-matter"].clause, own["confidential-matter"].severity) == ("8.1", "block")
    comments = rules_in_force(clerk.council.pk, body_id=None, at=timezone.now(), target="comment")
    assert ("abuse", "7.9, bullet 1") in {(rule.check, rule.clause) for rule in comments}


def test_in_a_town_mayor_deputy_and_committee_chairmen_draft_releases_by_the_clause() -> None:
    council = make_council()
    clerk, member = _clerk(council), make_person(council=council, role=Role.COUNCILLOR)
    deputy = make_person(council=council, role=Role.DEPUTY)

    bound = rules_from_pack(actor=clerk, version=_adopted(clerk))

    assert bound.drafting == ("press_release",)
    rows = DraftingRule.objects.filter(council=council).order_by("role")
    assert [(row.kind, row.role, row.clause) for row in rows] == [
        ("press_release", "chair", "4.2"),
        ("press_release", "committee_chair", "4.2"),
        ("press_release", "deputy", "4.2"),
    ]
    assert "press_release" in draftable_kinds(deputy)
    assert "press_release" not in draftable_kinds(member)


def test_what_the_council_settled_about_drafting_itself_stays() -> None:
    clerk = _clerk()
    version = _adopted(clerk)
    set_drafting_rules(actor=clerk, kind="press_release", roles=["councillor"], clause="SO 12")

    bound = rules_from_pack(actor=clerk, version=version)

    assert bound.drafting == ()
    rows = DraftingRule.objects.filter(council=clerk.council)
    assert [(row.role, row.clause) for row in rows] == [("councillor", "SO 12")]


def test_rules_of_a_clause_that_the_council_struck_are_left_out_and_named() -> None:
    clerk = _clerk()
    draft = draft_from_pack(actor=clerk, pack=pack_called("town"))
    words = wording_of(draft)
    kept = [each for each in words if each.ref not in {"4.2", "8.6"}]
    rewrite(actor=clerk, version_id=draft.pk, clauses=kept, based_on=sha256_of_clauses(words))
    version = adopt(actor=clerk, version_id=draft.pk, adoption=Adoption(date(2026, 11, 4), "34/26"))

    bound = rules_from_pack(actor=clerk, version=version)

    struck = [(each.ref, each.check_id) for each in bound.left_out if "no such clause" in each.why]
    assert struck == [("4.2", "capacity-stated"), ("8.6", "councillor-prefix")]
    assert bound.drafting == ()
    assert not Rule.objects.filter(check_id="councillor-prefix").exists()


def test_rules_are_taken_over_once_even_where_a_clerk_ended_them_all() -> None:
    clerk = _clerk()
    version = _adopted(clerk)
    for rule in rules_from_pack(actor=clerk, version=version).rules:
        end_rule(actor=clerk, rule_id=rule.pk)

    with pytest.raises(Refusal, match="has rules of its own already"):
        rules_from_pack(actor=clerk, version=version)

    assert not Rule.objects.filter(ended_at__isnull=True).exists()


def test_rules_wait_for_the_adoption() -> None:
    clerk = _clerk()
    draft = draft_from_pack(actor=clerk, pack=pack_called("town"))

    with pytest.raises(Refusal, match="once the version is in force"):
        rules_from_pack(actor=clerk, version=draft)

    assert not Rule.objects.exists()


def test_a_policy_of_the_councils_own_making_has_no_rules_to_take_over() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)

    assert pack_behind(version) is None
    with pytest.raises(Refusal, match="not made from a built-in policy"):
        rules_from_pack(actor=clerk, version=version)


def test_another_councils_version_is_refused() -> None:
    clerk, stranger = _clerk(), _clerk(make_council(slug="elsewhere"))
    version = _adopted(clerk)

    with pytest.raises(InvalidInput, match="another council's"):
        rules_from_pack(actor=stranger, version=version)

    assert not Rule.objects.exists()


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.CHAIR, Role.OFFICER, Role.AUDITOR])
def test_who_may_not_configure_takes_nothing_over(role: Role) -> None:
    council = make_council()
    clerk, other = _clerk(council), make_person(council=council, role=role)
    version = _adopted(clerk)

    with pytest.raises(NotYours):
        draft_from_pack(actor=other, pack=pack_called("parish"), title="Another")
    with pytest.raises(NotYours):
        rules_from_pack(actor=other, version=version)

    assert not Rule.objects.exists()


def test_one_act_enters_the_adoption_and_takes_the_rules_over_the_first_time_only() -> None:
    clerk = _clerk()
    first = draft_from_pack(actor=clerk, pack=pack_called("town"))

    version, bound = adopt_with_rules(
        actor=clerk, version_id=first.pk, adoption=Adoption(date(2026, 11, 4), "34/26")
    )

    assert (version.state, bound is not None) == ("adopted", True)
    made = Rule.objects.filter(ended_at__isnull=True).count()
    again = draft_version(
        actor=clerk, policy=version.policy, clauses=wording_of(version), source_name=version.source_name
    )
    second, none = adopt_with_rules(
        actor=clerk, version_id=again.pk, adoption=Adoption(date(2026, 11, 18), "40/26")
    )
    assert (second.number, none) == (2, None)
    assert Rule.objects.filter(ended_at__isnull=True, clause__version=second).count() == made


def test_adopting_a_policy_that_comes_from_no_pack_brings_no_rule() -> None:
    clerk = _clerk()
    draft = make_policy(clerk=clerk)

    version, bound = adopt_with_rules(
        actor=clerk, version_id=draft.pk, adoption=Adoption(date(2026, 11, 4), "34/26")
    )

    assert (version.state, bound) == ("adopted", None)
    assert not Rule.objects.exists()
