"""Whoever manages people by delegation: what they can do, and that they cannot make more of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.councils.appointing import appoint, end_membership
from portal.councils.bodies import create_body
from portal.councils.delegating import delegate, revoke_delegation
from portal.councils.models import Council, Membership, Permission, Suspension
from portal.councils.offices import Particulars, change_office
from portal.councils.people import Person, person_now
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Power, Role
from portal.councils.settling import change_details, require_second_officer
from portal.councils.suspending import lift_suspension, suspend
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """A council whose officer holds the power over people, and nothing else, by delegation."""

    council: Council
    clerk: Person
    deputised: Person
    member: Person

    def suspended(self, about: Person, by: Person) -> Suspension:
        return suspend(
            actor=by, member=about.membership, reason="A complaint.", review_on=timezone.localdate()
        )


@pytest.fixture
def scene() -> Scene:
    council = make_council()
    clerk, officer = (make_person(council=council, role=role) for role in (Role.CLERK, Role.OFFICER))
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now,
        until=now + timedelta(days=2),
        reason="Leave",
        powers=[Power.MANAGE_PEOPLE.name],
    )
    return Scene(council, clerk, person_now(officer.membership.pk), make_person(council=council))


def _delegates(scene: Scene) -> None:
    now = timezone.now()
    other = make_person(council=scene.council, role=Role.OFFICER)
    delegate(
        actor=scene.deputised, holder=other.membership, starts_at=now, until=now + timedelta(1), reason="x"
    )


def _revokes(scene: Scene) -> None:
    revoke_delegation(actor=scene.deputised, delegation_id=scene.deputised.membership.delegations.get().pk)


def _appoints_a_clerk(scene: Scene) -> None:
    appoint(actor=scene.deputised, council=scene.council, email="x@example.org", name="X", role=Role.CLERK)


def _ends(scene: Scene, about: Person) -> None:
    end_membership(actor=scene.deputised, membership_id=about.membership.pk)


def _changes(scene: Scene, about: Person) -> None:
    change_office(
        actor=scene.deputised, membership_id=about.membership.pk, particulars=Particulars(title="Chief")
    )


def _permits(scene: Scene, about: Person) -> None:
    permit_drafting(actor=scene.deputised, holder=about.membership, kind="letter", reason="x")


def _lifts(scene: Scene, about: Person) -> None:
    second = make_person(council=scene.council, role=Role.CLERK)
    row = scene.suspended(about, second)
    # Powers as they were a moment ago: the refusal must not lean on the suspension having taken them.
    lift_suspension(actor=scene.deputised, suspension_id=row.pk, reason="x")


REFUSED: dict[str, Callable[[Scene], object]] = {
    "delegates": _delegates,
    "ends a delegation": _revokes,
    "appoints a clerk": _appoints_a_clerk,
    "ends the clerk": lambda scene: _ends(scene, scene.clerk),
    "ends themselves": lambda scene: _ends(scene, scene.deputised),
    "suspends the clerk": lambda scene: scene.suspended(scene.clerk, scene.deputised),
    "suspends themselves": lambda scene: scene.suspended(scene.deputised, scene.deputised),
    "lifts their own suspension": lambda scene: _lifts(scene, scene.deputised),
    "lifts the clerk's suspension": lambda scene: _lifts(scene, scene.clerk),
    "permits the clerk": lambda scene: _permits(scene, scene.clerk),
    "permits themselves": lambda scene: _permits(scene, scene.deputised),
    "changes the clerk's office": lambda scene: _changes(scene, scene.clerk),
    "changes their own office": lambda scene: _changes(scene, scene.deputised),
    "changes the settings": lambda scene: change_details(actor=scene.deputised, telephone="1"),
    "changes the second officer rule": lambda scene: require_second_officer(
        actor=scene.deputised, required=False
    ),
    "adds a body": lambda scene: create_body(
        actor=scene.deputised, council=scene.council, kind="charity", name="X"
    ),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_a_delegated_power_over_people_is_no_way_to_more(
    act: Callable[[Scene], object], scene: Scene
) -> None:
    with pytest.raises(Refusal) as refused:
        act(scene)

    assert type(refused.value) in {NotYours, Refusal}
    assert set(Membership.objects.filter(ended_at__isnull=False)) == set()
    assert not Permission.objects.exists()
    assert not scene.deputised.may(Power.DECIDE)


def test_it_reaches_everybody_else(scene: Scene) -> None:
    made = appoint(
        actor=scene.deputised, council=scene.council, email="new@example.org", name="New", role=Role.OFFICER
    )
    _changes(scene, scene.member)
    _permits(scene, scene.member)
    row = scene.suspended(scene.member, scene.deputised)
    lift_suspension(actor=scene.deputised, suspension_id=row.pk, reason="Unfounded")
    end_membership(actor=scene.deputised, membership_id=made.pk)

    made.refresh_from_db()
    assert made.ended_at is not None
    assert Membership.objects.get(pk=scene.member.membership.pk).title == "Chief"


def test_nobody_permits_themselves_not_even_the_clerk(scene: Scene) -> None:
    with pytest.raises(NotYours, match="yourself"):
        permit_drafting(actor=scene.clerk, holder=scene.clerk.membership, kind="letter", reason="x")
