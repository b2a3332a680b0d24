"""Who may draft what, by the council's policy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.drafting import draftable_kinds, may_draft_this_kind, set_drafting_rules
from policies.models import DraftingRule
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.permitting import permit_drafting, revoke_permission
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_communication, make_council, make_membership, make_person, make_revision
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
PRESS = "press_release"


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def only_the_mayor(clerk: Person) -> None:
    roles = [Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR]
    set_drafting_rules(actor=clerk, kind=PRESS, roles=roles, clause="4.2")


@pytest.mark.parametrize("role", Role.values)
def test_a_rule_opens_a_kind_to_its_roles_and_never_locks_out_clerk_and_officers(
    clerk: Person, role: str
) -> None:
    only_the_mayor(clerk)
    person = make_person(council=clerk.council, role=role)
    allowed = role in {"chair", "deputy", "committee_chair", "clerk", "officer"}

    assert (may_draft_this_kind(person, PRESS, None) == "") is (allowed)
    if role != Role.AUDITOR:
        assert (PRESS in draftable_kinds(person)) is allowed
        assert draftable_kinds(person) >= set(KINDS) - {PRESS}
    else:
        assert draftable_kinds(person) == frozenset()


def test_the_refusal_names_the_clause_and_the_way_out(clerk: Person) -> None:
    only_the_mayor(clerk)
    councillor = make_person(council=clerk.council)

    with pytest.raises(
        NotYours, match=r"clause 4\.2\) you need the clerk's permission to draft a press release"
    ):
        make_communication(author=councillor, kind=PRESS)


def test_the_rules_hold_for_saving_too_and_not_in_another_council(clerk: Person) -> None:
    councillor = make_person(council=clerk.council)
    item = make_revision(author=councillor, kind=PRESS).communication
    only_the_mayor(clerk)

    with pytest.raises(NotYours):
        make_revision(author=councillor, communication=item, title="Changed")
    assert make_revision(author=make_person(council=make_council()), kind=PRESS).number == 1


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(-1, 1, True), (-1, None, True), (1, 2, False), (-2, -1, False)]
)
def test_a_permission_holds_within_its_dates(
    clerk: Person, starts: int, ends: int | None, holds: bool
) -> None:
    only_the_mayor(clerk)
    councillor = make_person(council=clerk.council)
    now = timezone.now()
    Permission.objects.create(
        council=clerk.council,
        scope="draft_kind",
        subject=PRESS,
        holder=councillor.membership,
        giver=clerk.membership,
        starts_at=now + timedelta(days=starts),
        until=None if ends is None else now + timedelta(days=ends),
        reason="Village fete",
    )

    assert (may_draft_this_kind(councillor, PRESS, None) == "") is holds
    assert (PRESS in draftable_kinds(councillor)) is holds


def test_a_permission_is_for_one_person_and_one_kind_and_ends_at_once(clerk: Person) -> None:
    only_the_mayor(clerk)
    set_drafting_rules(actor=clerk, kind="letter", roles=[Role.CLERK])
    councillor, other = make_person(council=clerk.council), make_person(council=clerk.council)

    made = permit_drafting(actor=clerk, holder=councillor.membership, kind=PRESS, reason="Fete")

    assert may_draft_this_kind(councillor, PRESS, None) == ""
    assert may_draft_this_kind(councillor, "letter", None) != ""
    assert may_draft_this_kind(other, PRESS, None) != ""
    revoke_permission(actor=clerk, permission_id=made.pk, reason="Over")
    assert may_draft_this_kind(councillor, PRESS, None) != ""
    with pytest.raises(Refusal, match="already ended"):
        revoke_permission(actor=clerk, permission_id=made.pk, reason="Over")


def test_permissions_are_for_this_councils_people_with_a_reason_and_an_end_to_come(clerk: Person) -> None:
    stranger = make_membership(council=make_council())
    member = make_membership(council=clerk.council)

    with pytest.raises(Refusal, match="this council only"):
        permit_drafting(actor=clerk, holder=stranger, kind=PRESS, reason="x")
    with pytest.raises(InvalidInput, match="reason"):
        permit_drafting(actor=clerk, holder=member, kind=PRESS, reason=" ")
    with pytest.raises(InvalidInput, match="future"):
        permit_drafting(actor=clerk, holder=member, kind=PRESS, reason="x", until=timezone.now())


def test_setting_the_rules_replaces_them_and_is_recorded(clerk: Person) -> None:
    only_the_mayor(clerk)
    set_drafting_rules(actor=clerk, kind=PRESS, roles=[Role.CHAIR])

    assert list(DraftingRule.objects.values_list("kind", "role")) == [(PRESS, "chair")]
    assert LedgerEntry.objects.filter(verb="setting_changed").count() == 2
    set_drafting_rules(actor=clerk, kind=PRESS, roles=[])
    assert may_draft_this_kind(make_person(council=clerk.council), PRESS, None) == ""


@pytest.mark.parametrize(
    ("kind", "roles", "clause"),
    [("pamphlet", ["chair"], ""), (PRESS, ["emperor"], ""), (PRESS, ["chair"], "x" * 61)],
)
def test_an_unknown_kind_office_or_an_endless_clause_is_refused(
    clerk: Person, kind: str, roles: list[str], clause: str
) -> None:
    with pytest.raises(InvalidInput):
        set_drafting_rules(actor=clerk, kind=kind, roles=roles, clause=clause)

    assert DraftingRule.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_only_the_clerk_sets_the_rules(council: Council, role: str) -> None:
    with pytest.raises(NotYours):
        set_drafting_rules(actor=make_person(council=council, role=role), kind=PRESS, roles=[])


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_set_the_rules_at_once_leave_the_rules_of_one() -> None:
    council = make_council()
    first, second = (make_person(council=council, role=Role.CLERK) for _ in range(2))

    def rule(actor: Person, *roles: str) -> None:
        set_drafting_rules(actor=actor, kind=PRESS, roles=roles)

    for _ in range(5):
        assert at_once(lambda: rule(first, "chair", "deputy"), lambda: rule(second, "chair")) == [None, None]
        assert set(DraftingRule.objects.values_list("role", flat=True)) in ({"chair"}, {"chair", "deputy"})
