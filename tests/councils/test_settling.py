"""Settings that could lock everybody out."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.powers import Role
from portal.councils.settling import require_second_officer
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


def test_a_second_officer_cannot_be_required_of_a_single_decider() -> None:
    council = make_council()
    clerk = make_person(council=council, role=Role.CLERK)
    make_person(council=council, role=Role.OFFICER)
    make_person(council=council, role=Role.CHAIR)

    with pytest.raises(Refusal, match="only one person here may clear"):
        require_second_officer(actor=clerk, required=True)

    assert Council.objects.get(pk=council.pk).second_officer_required is False


def test_a_second_officer_can_be_required_once_an_officer_holds_a_delegation() -> None:
    council = make_council()
    clerk, officer = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
    )
    now = timezone.now()
    delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave"
    )

    require_second_officer(actor=clerk, required=True)

    assert Council.objects.get(pk=council.pk).second_officer_required is True


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_only_the_clerk_requires_a_second_officer(role: str) -> None:
    council = make_council()

    with pytest.raises(NotYours):
        require_second_officer(actor=make_person(council=council, role=role), required=False)


@pytest.mark.parametrize(("years", "kept"), [(0, False), (1, True), (50, True), (51, False)])
def test_the_database_keeps_texts_for_1_to_50_years(years: int, kept: bool) -> None:
    row = Council.objects.filter(pk=make_council().pk)

    if kept:
        assert row.update(retention_years=years) == 1
    else:
        with pytest.raises(IntegrityError, match="texts_are_kept_for_1_to_50_years"), transaction.atomic():
            row.update(retention_years=years)
