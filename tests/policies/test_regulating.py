"""Making, changing and ending rules."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import draft_version
from policies.models import Clause, Rule
from policies.regulating import Terms, change_rule, end_rule, make_rule, make_rules
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers.councils import make_council, make_person
from tests.makers.policies import CLAUSES, make_adopted_policy, make_clause_rule, make_policy

pytestmark = pytest.mark.django_db


def _clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def test_changing_a_rule_keeps_the_rule_as_it_stood() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    old = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-stated")

    new = change_rule(actor=clerk, rule_id=old.pk, terms=Terms("basis-stated", "block", kinds=["notice"]))

    old.refresh_from_db()
    assert old.ended_at is not None
    assert (old.severity, old.kinds) == ("advise", [])
    assert (new.severity, new.kinds, new.replaces_id, new.ended_at) == ("block", ["notice"], old.pk, None)


def test_of_two_who_change_a_rule_the_second_is_told() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-stated")
    change_rule(actor=clerk, rule_id=rule.pk, terms=Terms("basis-stated", "block"))

    with pytest.raises(Refusal, match="changed or ended meanwhile"):
        change_rule(actor=clerk, rule_id=rule.pk, terms=Terms("basis-stated", "answer"))
    with pytest.raises(Refusal, match="changed or ended meanwhile"):
        end_rule(actor=clerk, rule_id=rule.pk)

    assert list(Rule.objects.filter(ended_at__isnull=True).values_list("severity", flat=True)) == ["block"]


def test_a_change_that_cannot_stand_leaves_the_rule_in_being() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-stated")

    with pytest.raises(InvalidInput):
        change_rule(actor=clerk, rule_id=rule.pk, terms=Terms("no-such-check", "block"))

    rule.refresh_from_db()
    assert rule.ended_at is None


@pytest.mark.parametrize(
    "terms",
    [
        Terms("no-such-check", "advise"),
        Terms("basis-stated", "shout"),
        Terms("basis-stated", "advise", target="neither"),
        Terms("basis-stated", "advise", kinds=["sermon"]),
        Terms("basis-stated", "advise", capacities=["king"]),
        Terms("basis-stated", "advise", parameters={"surprise": 1}),
        Terms("capacity-stated", "advise", parameters={"official_kinds": ["sermon"]}),
    ],
    ids=["check", "severity", "target", "kind", "capacity", "parameter", "value of a parameter"],
)
def test_terms_that_cannot_stand_are_refused(terms: Terms) -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    clause = Clause.objects.get(version=version, ref="2.1")

    with pytest.raises(InvalidInput):
        make_rule(actor=clerk, clause=clause, terms=terms)

    assert Rule.objects.count() == 0


def test_a_rule_needs_a_clause_that_is_in_force_in_this_council() -> None:
    clerk, stranger = _clerk(), _clerk()
    draft = make_policy(clerk=clerk)
    elsewhere = make_adopted_policy(clerk=stranger)

    for version in (draft, elsewhere):
        clause = Clause.objects.get(version=version, ref="2.1")
        with pytest.raises(Refusal, match="in force"):
            make_rule(actor=clerk, clause=clause, terms=Terms("basis-stated", "advise"))


def test_a_clause_that_was_superseded_while_its_page_was_open_takes_no_rule() -> None:
    clerk = _clerk()
    before = make_adopted_policy(clerk=clerk)
    read = Clause.objects.select_related("version__policy").get(version=before, ref="2.1")
    rule = make_clause_rule(clerk=clerk, version=before, ref="1.1", check_id="capacity-stated")
    after = draft_version(actor=clerk, policy=before.policy, clauses=CLAUSES)
    adopt(actor=clerk, version_id=after.pk, adoption=Adoption(date(2026, 11, 5), "35/26"))
    moved = Rule.objects.get(replaces=rule)

    terms = Terms("basis-stated", "advise")
    for attempt in (
        lambda: make_rule(actor=clerk, clause=read, terms=terms),
        lambda: make_rules(actor=clerk, tied=[(read, terms)]),
        lambda: change_rule(actor=clerk, rule_id=moved.pk, terms=terms, clause=read),
    ):
        with pytest.raises(Refusal, match="in force"):
            attempt()

    assert list(Rule.objects.filter(ended_at__isnull=True)) == [moved]


def test_another_councils_rule_cannot_be_ended() -> None:
    clerk, stranger = _clerk(), _clerk()
    version = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-stated")

    with pytest.raises(Refusal):
        end_rule(actor=stranger, rule_id=rule.pk)

    rule.refresh_from_db()
    assert rule.ended_at is None


def test_every_change_of_a_rule_moves_the_circumstances_on() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    start = Council.objects.get(pk=clerk.council.pk).circumstances_version

    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-stated")
    changed = change_rule(actor=clerk, rule_id=rule.pk, terms=Terms("basis-stated", "block"))
    end_rule(actor=clerk, rule_id=changed.pk)

    assert Council.objects.get(pk=clerk.council.pk).circumstances_version == start + 3


def test_the_database_lets_a_rule_end_and_nothing_else() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-stated")

    for act in (
        lambda: Rule.objects.filter(pk=rule.pk).update(severity="block"),
        lambda: Rule.objects.filter(pk=rule.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_but_the_clerk_makes_rules(role: str) -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    clause = Clause.objects.get(version=version, ref="2.1")

    with pytest.raises(NotYours):
        make_rule(
            actor=make_person(council=clerk.council, role=role),
            clause=clause,
            terms=Terms("basis-stated", "advise"),
        )


def test_many_rules_are_made_all_or_none() -> None:
    clerk = _clerk()
    version = make_adopted_policy(clerk=clerk)
    clauses = list(Clause.objects.filter(version=version).select_related("version__policy"))
    good, bad = Terms("basis-stated", "block"), Terms("no-such-check", "block")

    with pytest.raises(InvalidInput):
        make_rules(actor=clerk, tied=[(clauses[1], good), (clauses[3], bad)])
    assert not Rule.objects.exists()

    made = make_rules(actor=clerk, tied=[(clauses[1], good), (clauses[3], good)])
    assert [rule.clause.ref for rule in made] == ["1.1", "2.1"]
    with pytest.raises(NotYours):
        make_rules(actor=make_person(council=clerk.council, role=Role.COUNCILLOR), tied=[(clauses[1], good)])
