"""Adopting a version: what was in force ends, every rule moves or is named."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from policies.documents.adopting import ENDS, Adoption, Unmapped, adopt, review_day, unmapped_rules
from policies.documents.bringing import FIRST_CLAUSE
from policies.documents.reviewing import NEW_CLAUSE
from policies.documents.wording import Wording, draft_version
from policies.models import Clause, Rule, Version
from policies.standing import rules_in_force, version_in_force
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours
from tests.makers.councils import make_council, make_person
from tests.makers.policies import CLAUSES, make_adopted_policy, make_clause_rule, make_policy

pytestmark = pytest.mark.django_db
RESOLVED = Adoption(on=date(2026, 11, 18), minute_reference="41/26")


def _clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def _next(clerk: Person, version: Version, clauses: list[Wording]) -> Version:
    return draft_version(actor=clerk, policy=version.policy, clauses=clauses)


def test_an_adopted_version_names_its_minute_its_day_and_its_review() -> None:
    clerk = _clerk()
    version = make_policy(clerk=clerk)

    adopted = adopt(actor=clerk, version_id=version.pk, adoption=RESOLVED)

    adopted.refresh_from_db()
    assert (adopted.state, adopted.adopted_on, adopted.minute_reference) == (
        "adopted",
        date(2026, 11, 18),
        "41/26",
    )
    assert adopted.review_due == date(2027, 11, 18)
    assert len(adopted.sha256) == 64


def test_adopting_supersedes_the_version_before_at_that_moment() -> None:
    clerk = _clerk()
    first = make_adopted_policy(clerk=clerk)
    before = timezone.now()

    second = adopt(actor=clerk, version_id=_next(clerk, first, list(CLAUSES)).pk, adoption=RESOLVED)

    first.refresh_from_db()
    assert first.state == Version.State.SUPERSEDED
    assert first.in_force_until == second.in_force_from
    assert version_in_force(first.policy_id, before) == first
    assert version_in_force(first.policy_id, timezone.now()) == second
    assert version_in_force(first.policy_id, before - timedelta(days=1)) is None


def test_a_rule_moves_to_the_clause_of_the_same_reference() -> None:
    clerk = _clerk()
    first = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=first, ref="2.1", check_id="basis-stated", kinds=["notice"])

    second = adopt(actor=clerk, version_id=_next(clerk, first, list(CLAUSES)).pk, adoption=RESOLVED)

    moved = Rule.objects.get(ended_at__isnull=True)
    assert (moved.replaces, moved.clause.version, moved.clause.ref) == (rule, second, "2.1")
    assert (moved.check_id, moved.kinds, moved.severity) == ("basis-stated", ["notice"], "advise")


def test_a_rule_whose_clause_is_gone_stops_the_adoption_and_nothing_has_changed() -> None:
    clerk = _clerk()
    first = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=first, ref="2.1", check_id="basis-stated")
    second = _next(clerk, first, [Wording("5", "All is new.")])

    with pytest.raises(Unmapped) as refused:
        adopt(actor=clerk, version_id=second.pk, adoption=RESOLVED)

    assert refused.value.rules == [rule] == unmapped_rules(second)
    first.refresh_from_db()
    second.refresh_from_db()
    rule.refresh_from_db()
    assert (first.state, second.state, rule.ended_at) == ("adopted", "draft", None)


@pytest.mark.parametrize("ends", [True, False])
def test_the_clerk_moves_a_rule_to_another_clause_or_lets_it_end(ends: bool) -> None:
    clerk = _clerk()
    first = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=first, ref="2.1", check_id="basis-stated")
    second = _next(clerk, first, [Wording("5", "All is new.")])
    target = ENDS if ends else Clause.objects.get(version=second, ref="5").pk

    adopt(actor=clerk, version_id=second.pk, adoption=RESOLVED, mapping={rule.pk: target})

    in_being = list(Rule.objects.filter(ended_at__isnull=True).values_list("clause__ref", flat=True))
    assert in_being == ([] if ends else ["5"])


def test_a_clause_of_another_policy_is_no_place_for_a_rule() -> None:
    clerk = _clerk()
    other = make_adopted_policy(clerk=clerk, title="Another policy")
    first = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=first, ref="2.1", check_id="basis-stated")
    second = _next(clerk, first, [Wording("5", "All is new.")])
    elsewhere = Clause.objects.get(version=other, ref="2.1").pk

    with pytest.raises(Unmapped):
        adopt(actor=clerk, version_id=second.pk, adoption=RESOLVED, mapping={rule.pk: elsewhere})


@pytest.mark.parametrize(
    ("on", "minute", "says"),
    [
        (date(2999, 1, 1), "1/99", "still to come"),
        (date(2026, 1, 5), "  ", "reference of the minute"),
        (date(1971, 12, 31), "1/71", "Check the year"),
        (date(26, 11, 4), "1/26", "Check the year"),
    ],
)
def test_an_adoption_needs_a_day_that_has_come_and_a_minute(on: date, minute: str, says: str) -> None:
    clerk = _clerk()
    version = make_policy(clerk=clerk)

    with pytest.raises(InvalidInput, match=says):
        adopt(actor=clerk, version_id=version.pk, adoption=Adoption(on=on, minute_reference=minute))


def test_what_replaces_a_version_was_not_adopted_before_it() -> None:
    clerk = _clerk()
    first = make_adopted_policy(clerk=clerk)
    second = _next(clerk, first, list(CLAUSES))

    with pytest.raises(InvalidInput, match="Version 1, which is in force, was adopted on 4 November 2026"):
        adopt(actor=clerk, version_id=second.pk, adoption=Adoption(date(2026, 11, 3), "33/26"))

    first.refresh_from_db()
    assert (first.state, first.in_force_until) == ("adopted", None)
    same_day = adopt(actor=clerk, version_id=second.pk, adoption=Adoption(date(2026, 11, 4), "35/26"))
    assert same_day.state == "adopted"


def test_adoption_moves_the_circumstances_on_and_is_kept_in_record_and_archive() -> None:
    clerk = _clerk()
    before = Council.objects.get(pk=clerk.council.pk).circumstances_version
    version = make_policy(clerk=clerk)

    adopted = adopt(actor=clerk, version_id=version.pk, adoption=RESOLVED)

    assert Council.objects.get(pk=clerk.council.pk).circumstances_version == before + 1
    entry = LedgerEntry.objects.filter(council_id=clerk.council.pk).latest("pk")
    assert entry.verb == "policy_adopted"
    kept = Snapshot.objects.get(object_type="policy_version", object_id=adopted.pk)
    assert kept.text == (
        "1. Scope\n1.1 This applies to everybody.\n2. Conduct\n2.1 Nothing is said for a party."
    )


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_but_the_clerk_enters_an_adoption(role: str) -> None:
    clerk = _clerk()
    version = make_policy(clerk=clerk)

    with pytest.raises(NotYours):
        adopt(actor=make_person(council=clerk.council, role=role), version_id=version.pk, adoption=RESOLVED)


def test_a_finding_cites_document_version_and_minute_of_the_rule_in_force_then() -> None:
    clerk = _clerk()
    first = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=first, ref="2.1", check_id="basis-stated", severity="block")
    then = timezone.now()
    changed = [*CLAUSES[:3], Wording("2.1", "Say on what it rests.", printed="2.1", parent="2")]
    adopt(actor=clerk, version_id=_next(clerk, first, changed).pk, adoption=RESOLVED)

    old = rules_in_force(clerk.council.pk, body_id=None, at=then)[-1]
    new = rules_in_force(clerk.council.pk, body_id=None, at=timezone.now())[-1]

    assert (old.clause, old.clause_text, old.version) == ("2.1", "Nothing is said for a party.", 1)
    assert (new.clause, new.clause_text, new.version) == ("2.1", "Say on what it rests.", 2)
    assert old.adopted == "version 1, adopted 4 November 2026, minute 34/26"
    assert new.adopted == "version 2, adopted 18 November 2026, minute 41/26"


@pytest.mark.parametrize(
    ("on", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 31), 6, date(2026, 11, 30)),
    ],
)
def test_a_review_falls_on_the_same_day_or_on_the_last_of_a_shorter_month(
    on: date, months: int, due: date
) -> None:
    assert review_day(on, months) == due


@pytest.mark.parametrize("words", [FIRST_CLAUSE.text, NEW_CLAUSE])
def test_what_stands_in_place_of_a_clause_that_nobody_wrote_is_not_adopted(words: str) -> None:
    clerk = _clerk()
    draft = make_policy(clerk=clerk, clauses=[*CLAUSES, Wording("3", text=words, printed="3.")])

    with pytest.raises(InvalidInput, match=r"Clause 3\. is not written yet"):
        adopt(actor=clerk, version_id=draft.pk, adoption=RESOLVED)

    assert Version.objects.get().state == Version.State.DRAFT
