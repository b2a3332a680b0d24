"""Who may do what, read from the database at the moment of asking."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.councils.appointing import end_membership
from portal.councils.delegating import delegate, revoke_delegation
from portal.councils.models import Delegation, Suspension
from portal.councils.people import find_person, people_who_may, person_now
from portal.councils.powers import POWERS, SUSPENDED, Power, Role, powers_of
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_membership, make_person

pytestmark = pytest.mark.django_db

P = Power
MATRIX: dict[str, set[Power]] = {
    "clerk": {
        P.READ_DESK,
        P.READ_ALL,
        P.READ_RECORD,
        P.DRAFT,
        P.DECIDE,
        P.MANAGE_CHANNELS,
        P.MANAGE_PEOPLE,
        P.DELEGATE,
        P.CONFIGURE,
        P.FLAG,
    },
    "officer": {P.READ_DESK, P.READ_ALL, P.READ_RECORD, P.DRAFT},
    "chair": {P.READ_DESK, P.READ_RECORD, P.DRAFT, P.FLAG},
    "deputy": {P.READ_DESK, P.READ_RECORD, P.DRAFT},
    "committee_chair": {P.READ_DESK, P.READ_RECORD, P.DRAFT},
    "councillor": {P.READ_DESK, P.READ_RECORD, P.DRAFT},
    "co_opted": {P.READ_DESK, P.READ_RECORD, P.DRAFT},
    "volunteer": {P.READ_DESK, P.DRAFT},
    "contractor": {P.READ_DESK, P.DRAFT},
    "partner": {P.READ_DESK, P.DRAFT},
    "auditor": {P.READ_DESK, P.READ_ALL, P.READ_RECORD},
}


def test_the_matrix_of_roles_and_powers_is_exactly_this_one() -> None:
    assert {str(role): set(powers) for role, powers in POWERS.items()} == MATRIX


@pytest.mark.parametrize("role", Role.values)
def test_a_delegation_gives_an_officer_the_power_to_decide_and_nobody_else_anything(role: str) -> None:
    with_it = powers_of(role, delegated=["DECIDE"], suspended=False)

    gained = with_it - powers_of(role, delegated=(), suspended=False)

    assert gained == ({P.DECIDE} if role == Role.OFFICER else set())


@pytest.mark.parametrize("role", Role.values)
def test_a_suspension_leaves_reading_and_nothing_else(role: str) -> None:
    left = powers_of(role, delegated=["DECIDE"], suspended=True)

    assert left <= {P.READ_DESK, P.READ_ALL, P.READ_RECORD}
    assert left == powers_of(role, delegated=["DECIDE"], suspended=False) - SUSPENDED


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "ended", "holds"),
    [(1, 2, False, False), (-1, 1, False, True), (-2, -1, False, False), (-1, 1, True, False)],
    ids=["not yet", "in force", "past", "revoked"],
)
def test_a_delegation_holds_from_its_first_moment_to_its_last_unless_revoked(
    starts_in: int, ends_in: int, ended: bool, holds: bool
) -> None:
    council = make_council()
    clerk, officer = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
    )
    now = timezone.now()
    made = Delegation.objects.create(
        giver=clerk.membership,
        holder=officer.membership,
        starts_at=now + timedelta(days=starts_in),
        until=now + timedelta(days=ends_in),
        ended_at=now if ended else None,
        reason="Leave",
    )

    person = person_now(officer.membership.pk)

    assert (person.may(P.DECIDE), person.delegation_id) == (holds, made.pk if holds else None)


def test_revoking_a_delegation_takes_the_power_away_at_once() -> None:
    council = make_council()
    clerk, officer = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
    )
    now = timezone.now()
    made = delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave"
    )
    assert person_now(officer.membership.pk).may(P.DECIDE) is True

    revoke_delegation(actor=clerk, delegation_id=made.pk)

    assert person_now(officer.membership.pk).may(P.DECIDE) is False
    with pytest.raises(Refusal, match="already ended"):
        revoke_delegation(actor=clerk, delegation_id=made.pk)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.OFFICER])
def test_authority_cannot_be_delegated_to_anybody_but_an_officer(role: str) -> None:
    council = make_council()
    clerk = make_person(council=council, role=Role.CLERK)
    now = timezone.now()

    with pytest.raises(Refusal, match="officer of this council only"):
        delegate(
            actor=clerk,
            holder=make_membership(council=council, role=role),
            starts_at=now,
            until=now + timedelta(days=1),
            reason="Leave",
        )


def test_authority_cannot_be_delegated_to_another_councils_officer() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    stranger = make_membership(council=make_council(), role=Role.OFFICER)
    now = timezone.now()

    with pytest.raises(Refusal, match="officer of this council only"):
        delegate(actor=clerk, holder=stranger, starts_at=now, until=now + timedelta(days=1), reason="Leave")


@pytest.mark.parametrize(
    ("starts", "ends", "reason"), [(0, 0, "Leave"), (2, 1, "Leave"), (-3, -1, "Leave"), (0, 1, "  ")]
)
def test_a_delegation_needs_an_end_in_the_future_and_a_reason(starts: int, ends: int, reason: str) -> None:
    council = make_council()
    clerk, officer = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
    )
    now = timezone.now()

    with pytest.raises(InvalidInput):
        delegate(
            actor=clerk,
            holder=officer.membership,
            starts_at=now + timedelta(days=starts),
            until=now + timedelta(days=ends),
            reason=reason,
        )


def test_a_suspension_that_has_run_out_takes_nothing_away() -> None:
    council = make_council()
    clerk, officer = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
    )
    now = timezone.now()
    Suspension.objects.create(
        member=officer.membership,
        ordered_by=clerk.membership,
        starts_at=now - timedelta(days=2),
        until=now - timedelta(days=1),
        reason="Test",
    )

    assert person_now(officer.membership.pk).suspended is False


def test_an_ended_membership_is_nobody() -> None:
    council = make_council()
    clerk, member = make_person(council=council, role=Role.CLERK), make_person(council=council)

    end_membership(actor=clerk, membership_id=member.membership.pk)

    assert find_person(user_id=member.user_id, council_slug=council.slug) is None
    with pytest.raises(NotYours, match="has ended"):
        person_now(member.membership.pk)


def test_somebody_whose_account_is_closed_is_nobody() -> None:
    member = make_person(council=make_council())
    member.membership.user.is_active = False
    member.membership.user.save()

    assert find_person(user_id=member.user_id, council_slug=member.council.slug) is None
    assert people_who_may(P.READ_DESK, member.council.pk) == []


def test_find_person_asks_once_and_brings_council_user_and_authority(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    officer = make_person(council=make_council(), role=Role.OFFICER, name="Ann")

    with django_assert_num_queries(1):
        found = find_person(user_id=officer.user_id, council_slug=officer.council.slug)
        assert found is not None
        words = (found.council.name, found.name, found.delegation_id, found.suspended, found.may(P.DECIDE))

    assert words == (officer.council.name, "Ann", None, False, False)


def test_a_person_is_nobody_in_a_council_they_do_not_serve() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)

    assert find_person(user_id=clerk.user_id, council_slug=make_council().slug) is None


def test_people_who_may_decide_are_the_clerks_then_the_delegated_by_name() -> None:
    council = make_council()
    officer = make_person(council=council, role=Role.OFFICER, name="Abel")
    second = make_person(council=council, role=Role.CLERK, name="Zoe")
    clerk = make_person(council=council, role=Role.CLERK, name="Bea")
    make_person(council=council, role=Role.CHAIR, name="Aaron")
    now = timezone.now()
    delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave"
    )

    assert [person.name for person in people_who_may(P.DECIDE, council.pk)] == ["Bea", "Zoe", "Abel"]
    assert second.may(P.DECIDE) is True
