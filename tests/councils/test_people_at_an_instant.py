"""What is read beside a membership in SQL says what the rules of the models say, to the instant."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.councils.models import Delegation, Membership, Suspension
from portal.councils.models.authority import in_force
from portal.councils.people import in_office, person_now
from portal.councils.powers import Power, Role
from tests.makers import make_council, make_membership

pytestmark = pytest.mark.django_db
P = Power
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("begun", [-INSTANT, timedelta(0), INSTANT])
@pytest.mark.parametrize("left", [-INSTANT, timedelta(0), INSTANT])
@pytest.mark.parametrize("ended", [False, True])
def test_what_is_read_beside_a_membership_is_in_force_to_the_instant(
    begun: timedelta, left: timedelta, ended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = make_council()
    clerk, officer = (make_membership(council=council, role=role) for role in (Role.CLERK, Role.OFFICER))
    now = timezone.now()
    dates: dict[str, Any] = {
        "starts_at": now - timedelta(days=9) + begun,
        "until": now + left,
        "ended_at": now if ended else None,
        "reason": "Leave",
    }
    moments = {"begins": timedelta(days=-9), "ends": timedelta(0)}
    Delegation.objects.create(giver=clerk, holder=officer, **dates)
    Suspension.objects.create(ordered_by=clerk, member=clerk, **dates)

    for moment in moments.values():
        at = now + moment
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        by_rule = Delegation.objects.filter(in_force(at), holder=officer).values_list("pk", flat=True).first()
        found = person_now(officer.pk)
        assert found.delegation_id == by_rule
        assert found.may(P.DECIDE) == (by_rule is not None)
        suspended = Suspension.objects.filter(in_force(at), member=clerk).exists()
        assert (person_now(clerk.pk).suspended, found.suspended) == (suspended, False)


def test_a_delegation_that_does_not_let_decide_is_not_the_one_that_a_clearance_names() -> None:
    council = make_council()
    clerk, officer = (make_membership(council=council, role=role) for role in (Role.CLERK, Role.OFFICER))
    now = timezone.now()

    def delegation(days: int, *powers: Power) -> Delegation:
        return Delegation.objects.create(
            giver=clerk,
            holder=officer,
            starts_at=now,
            until=now + timedelta(days=days),
            powers=[power.name for power in powers],
            reason="Leave",
        )

    delegation(9, P.MANAGE_CHANNELS)
    assert person_now(officer.pk).delegation_id is None
    delegation(3, P.DECIDE)
    longest = delegation(5, P.DECIDE, P.MANAGE_CHANNELS)

    person = person_now(officer.pk)

    assert person.delegation_id == longest.pk
    assert person.delegated == {P.DECIDE, P.MANAGE_CHANNELS}


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("term", [None, -1, 0, 1])
def test_somebody_serves_others_while_a_membership_elsewhere_is_in_being(
    accepted: bool, ended: bool, term: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_membership(council=make_council(), role=Role.CLERK)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert person_now(here.pk).serves_others is False
    elsewhere = make_membership(council=make_council(), role=Role.AUDITOR, user=here.user)
    Membership.objects.filter(pk=elsewhere.pk).update(
        called="" if accepted else "Sam",
        accepted_at=now if accepted else None,
        started_at=now - timedelta(days=9),
        ended_at=now if ended else None,
        term_ends_on=None if term is None else timezone.localdate(now) + timedelta(days=term),
    )

    by_rule = Membership.objects.filter(in_office(now), pk=elsewhere.pk).exists()

    assert person_now(here.pk).serves_others == by_rule == (accepted and not ended and term != -1)
