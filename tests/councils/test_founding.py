"""Councils and their people come into being."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.councils.appointing import appoint, end_membership
from portal.councils.founding import found_council
from portal.councils.models import Body, Council, Membership, User
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def clerk_of(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def test_a_new_council_has_one_body_that_is_its_own_voice_and_a_chain() -> None:
    council = found_council(
        slug="aston", name="Aston Parish Council", kind="parish", clerk_title="Parish Clerk"
    )

    assert list(Body.objects.values_list("council_id", "kind", "name")) == [
        (council.pk, "council", "Aston Parish Council")
    ]
    assert [(e.verb, e.number) for e in LedgerEntry.objects.filter(council_id=council.pk)] == [
        ("council_created", 1)
    ]


@pytest.mark.parametrize(
    "slug", ["desk", "api", "accounts", "static", "A", "a b", "", "-a", "a" * 50, "a\n", "ä1"]
)
def test_a_slug_that_cannot_be_an_address_is_refused_by_the_verb_and_by_the_database(slug: str) -> None:
    with pytest.raises(ValidationError):
        found_council(slug=slug, name="Aston", kind="parish")
    with pytest.raises(IntegrityError), transaction.atomic():
        Council.objects.create(slug=slug, name="Aston", kind="parish")


def test_appoint_makes_the_user_where_there_is_none_and_knows_them_in_any_capitals() -> None:
    first, second = make_council(), make_council()

    one = appoint(council=first, email="Ann@Example.ORG", name="Ann", role=Role.CLERK, title="Town Clerk")
    two = appoint(council=second, email="ann@example.org", name="Ann Other", role=Role.OFFICER)

    assert (one.user_id == two.user_id, User.objects.count(), one.user.email) == (True, 1, "ann@example.org")


def test_appoint_refuses_a_second_office_in_the_same_council() -> None:
    council = make_council()
    appoint(council=council, email="ann@example.org", name="Ann", role=Role.CLERK)

    with pytest.raises(Refusal, match="holds an office"):
        appoint(council=council, email="ANN@example.org", name="Ann", role=Role.CHAIR)


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [
        ("", "Ann", "clerk"),
        ("ann@example.org", " ", "clerk"),
        ("not an address", "Ann", "clerk"),
        ("ann@example.org", "Ann", "emperor"),
        ("ann@example.org", "A" * 151, "clerk"),
        ("ann@example.org", "Ann\x00", "clerk"),
    ],
)
def test_appoint_refuses_what_cannot_be_read(email: str, name: str, role: str) -> None:
    with pytest.raises(InvalidInput):
        appoint(council=make_council(), email=email, name=name, role=role)


def test_a_clerk_appoints_nobody_in_another_council() -> None:
    mine, theirs = make_council(), make_council()

    with pytest.raises(NotYours):
        appoint(council=theirs, email="ann@example.org", name="Ann", role=Role.CLERK, actor=clerk_of(mine))

    assert Membership.objects.filter(council=theirs).count() == 0


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_only_the_clerk_appoints(role: str) -> None:
    council = make_council()

    with pytest.raises(NotYours):
        appoint(
            council=council,
            email="ann@example.org",
            name="Ann",
            role=Role.OFFICER,
            actor=make_person(council=council, role=role),
        )


def test_a_clerk_cannot_end_their_own_membership_nor_a_strangers() -> None:
    council = make_council()
    clerk = clerk_of(council)
    stranger = make_person(council=make_council())

    with pytest.raises(Refusal, match="your own"):
        end_membership(actor=clerk, membership_id=clerk.membership.pk)
    with pytest.raises(Refusal, match="already ended"):
        end_membership(actor=clerk, membership_id=stranger.membership.pk)


def test_a_membership_is_ended_once_and_the_person_can_come_back() -> None:
    council = make_council()
    clerk, member = clerk_of(council), make_person(council=council)

    end_membership(actor=clerk, membership_id=member.membership.pk)

    with pytest.raises(Refusal, match="already ended"):
        end_membership(actor=clerk, membership_id=member.membership.pk)
    again = appoint(
        council=council, email=member.membership.user.email, name="x", role=Role.OFFICER, actor=clerk
    )
    assert again.user_id == member.user_id


@pytest.mark.django_db(transaction=True)
def test_two_who_appoint_the_same_person_at_once_make_one_membership() -> None:
    council = make_council()

    def act() -> Membership:
        return appoint(council=council, email="ann@example.org", name="Ann", role=Role.CHAIR)

    results = at_once(act, act)

    assert sorted(type(result).__name__ for result in results) == ["Membership", "Refusal"]
    assert Membership.objects.filter(council=council).count() == 1
    assert verify(council.pk).broken is None
