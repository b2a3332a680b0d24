"""Drafting versions of policies."""

import pytest
from django.db import IntegrityError, transaction

from policies.documents.wording import (
    LONGEST_CLAUSE,
    MOST_CLAUSES,
    Wording,
    discard,
    draft_version,
    rewrite,
    sha256_of_clauses,
    start_policy,
    wording_of,
)
from policies.models import Clause, Policy, Version
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers.councils import make_council, make_person
from tests.makers.policies import CLAUSES, make_adopted_policy, make_policy

pytestmark = pytest.mark.django_db


def test_a_version_is_read_back_exactly_as_it_was_written() -> None:
    version = make_policy(clerk=make_person(council=make_council(), role=Role.CLERK))

    assert (version.number, version.state) == (1, Version.State.DRAFT)
    assert wording_of(version) == list(CLAUSES)


def test_the_hash_of_a_wording_changes_with_every_part_of_it() -> None:
    base = [Wording("1", "One.", "Head", "1."), Wording("2", "Two.", parent="1")]
    others = [
        [Wording("1a", "One.", "Head", "1."), base[1]],
        [Wording("1", "One!", "Head", "1."), base[1]],
        [Wording("1", "One.", "Heads", "1."), base[1]],
        [Wording("1", "One.", "Head", "1)"), base[1]],
        [base[0], Wording("2", "Two.")],
        base[::-1],
        base[:1],
    ]

    hashes = [sha256_of_clauses(wording) for wording in [base, *others]]

    assert len(set(hashes)) == 8


@pytest.mark.parametrize(
    ("clauses", "says"),
    [
        ([], "at least one clause"),
        ([Wording("1", "a")] * (MOST_CLAUSES + 1), "up to 2000 clauses"),
        ([Wording("1", "a"), Wording("1", "b")], "a reference of its own"),
        ([Wording("", "a")], "a reference of its own"),
        ([Wording("1.1", "a", parent="1"), Wording("1", "b")], "does not come before it"),
        ([Wording("1", "  ")], "Clause 1 is empty"),
        ([Wording("1", "a" * (LONGEST_CLAUSE + 1))], "is longer than 20,000 characters"),
        ([Wording("1", "a\x00b")], "cannot be stored"),
    ],
    ids=["none", "too many", "twice", "no ref", "parent after", "empty", "too long", "a NUL"],
)
def test_a_wording_that_cannot_stand_is_refused_and_nothing_is_kept(
    clauses: list[Wording], says: str
) -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    policy = start_policy(actor=clerk, kind=Policy.Kind.COMMUNICATIONS, title="Policy")

    with pytest.raises(InvalidInput) as refused:
        draft_version(actor=clerk, policy=policy, clauses=clauses)

    assert says in refused.value.what
    assert Version.objects.count() == 0


def test_a_second_draft_of_a_policy_is_refused_while_one_is_open() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    version = make_policy(clerk=clerk)

    with pytest.raises(Refusal, match="open already"):
        draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES)


def test_whoever_saves_over_somebody_elses_save_is_told() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    version = make_policy(clerk=clerk)
    seen = sha256_of_clauses(CLAUSES)
    rewrite(actor=clerk, version_id=version.pk, clauses=[Wording("1", "First.")], based_on=seen)

    with pytest.raises(Refusal, match="Somebody else saved"):
        rewrite(actor=clerk, version_id=version.pk, clauses=[Wording("1", "Second.")], based_on=seen)

    assert wording_of(version) == [Wording("1", "First.")]


def test_an_adopted_version_cannot_be_rewritten_or_discarded() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    version = make_adopted_policy(clerk=clerk)

    with pytest.raises(Refusal, match="not a draft any more"):
        rewrite(actor=clerk, version_id=version.pk, clauses=CLAUSES, based_on=version.sha256)
    with pytest.raises(Refusal, match="not a draft any more"):
        discard(actor=clerk, version_id=version.pk)


def test_the_database_itself_keeps_the_clauses_of_an_adopted_version() -> None:
    version = make_adopted_policy(clerk=make_person(council=make_council(), role=Role.CLERK))
    clause = version.clauses.first()
    assert clause is not None

    for act in (
        lambda: Clause.objects.filter(pk=clause.pk).update(text="Else."),
        lambda: Clause.objects.filter(pk=clause.pk).delete(),
        lambda: Clause.objects.create(version=version, position=99, ref="99", text="New."),
        lambda: Version.objects.filter(pk=version.pk).update(sha256="0" * 64),
        lambda: Version.objects.filter(pk=version.pk).update(state="draft"),
        lambda: Version.objects.filter(pk=version.pk).update(minute_reference="99/99"),
    ):
        with pytest.raises(IntegrityError, match="as it was adopted"), transaction.atomic():
            act()


def test_discarding_a_draft_leaves_its_number_in_the_record() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    version = make_policy(clerk=clerk)

    discard(actor=clerk, version_id=version.pk)

    assert Clause.objects.count() == 0
    entry = LedgerEntry.objects.filter(council_id=clerk.council.pk).latest("pk")
    assert (entry.verb, entry.object_id) == ("policy_draft_discarded", version.pk)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_but_the_clerk_enters_policies(role: str) -> None:
    council = make_council()
    somebody = make_person(council=council, role=role)

    with pytest.raises(NotYours):
        start_policy(actor=somebody, kind=Policy.Kind.COMMUNICATIONS, title="Policy")


def test_another_councils_policy_cannot_be_drafted() -> None:
    version = make_adopted_policy(clerk=make_person(council=make_council(), role=Role.CLERK))
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(InvalidInput, match="another council"):
        draft_version(actor=stranger, policy=version.policy, clauses=CLAUSES)


@pytest.mark.parametrize("again", ["2.1 ", " 2.1", "2.1\u202e", "2.1\ufeff", "2.1\n"])
def test_two_references_that_are_stored_alike_are_refused_in_words(again: str) -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    twice = [Wording("2.1", text="One."), Wording(again, text="Another.")]
    with pytest.raises(InvalidInput, match="a reference of its own"):
        make_policy(clerk=clerk, clauses=twice)
    assert not Version.objects.exists()


def test_a_clause_stands_under_the_one_that_is_stored_under_its_parent_s_reference() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    version = make_policy(
        clerk=clerk,
        clauses=[Wording("2", heading="Conduct"), Wording("2.1", text="Kind.", parent=" 2\u202e")],
    )
    assert version.clauses.get(ref="2.1").parent == version.clauses.get(ref="2")
