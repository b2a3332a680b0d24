"""Bringing a policy as a draft."""

import pytest

from policies.documents.bringing import enter_policy, from_file, from_nothing, from_text
from policies.documents.wording import LONGEST_CLAUSE, wording_of
from policies.importing.blocks import CannotImport
from policies.models import Policy
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db

TEXT = """Social media policy

1. Scope
1.1 This applies to everybody.
1.2 It applies on every channel.
"""


def test_pasted_text_becomes_a_draft_with_its_tree() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    version = enter_policy(actor=clerk, kind="communications", title="", brought=from_text(TEXT))
    assert (version.policy.title, version.state, version.source_name) == (
        "Social media policy",
        "draft",
        "pasted text",
    )
    assert [(one.ref, one.parent) for one in wording_of(version)] == [("1", ""), ("1.1", "1"), ("1.2", "1")]


def test_a_file_is_remembered_by_its_name_and_what_is_no_clause_is_kept() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    brought = from_file("policy.txt", b"Media policy\nAdopted: 4 November 2025\n\n1. Speak plainly.\n")
    version = enter_policy(actor=clerk, kind="communications", title="Ours", brought=brought)
    assert (version.source_name, version.policy.title) == ("policy.txt", "Ours")
    assert "4 November 2025" in version.set_aside


def test_a_clause_longer_than_one_may_be_goes_on_in_a_further_one() -> None:
    brought = from_text("1. " + "word " * 5000)
    assert [len(one.text) <= LONGEST_CLAUSE for one in brought.clauses] == [True, True]
    assert "".join(one.text for one in brought.clauses).split() == ["word"] * 5000


def test_without_a_title_nothing_is_entered() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    with pytest.raises(InvalidInput, match="does not say what it is called"):
        enter_policy(actor=clerk, kind="other", title=" ", brought=from_nothing())
    assert not Policy.objects.exists()


def test_a_second_policy_of_the_same_title_is_refused() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    enter_policy(actor=clerk, kind="other", title="Ours", brought=from_nothing())
    with pytest.raises(Refusal, match="called “Ours” already"):
        enter_policy(actor=clerk, kind="other", title="Ours", brought=from_nothing())


def test_nobody_but_who_may_configure_enters_one() -> None:
    member = make_person(council=make_council())
    with pytest.raises(NotYours):
        enter_policy(actor=member, kind="other", title="Ours", brought=from_nothing())


def test_an_empty_text_is_no_policy() -> None:
    with pytest.raises(CannotImport):
        from_text(" ")
