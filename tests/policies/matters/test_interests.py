"""Declared interests, the notice, and the papers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from policies.judging import judge
from policies.matters.interests import accept_notice, declare_interest, end_interest, read_papers
from policies.matters.opening import Noted, open_matter
from policies.models import Interest, Matter
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, make_revision
from tests.makers.circumstances import make_interest, make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council)


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return open_matter(actor=clerk, noted=Noted("Mill Lane field", interested_see_papers=True))


def declared(clerk: Person, matter: Matter, member: Person, **changes: Any) -> Interest:
    values = {"party": "Fernleigh Homes", "declared_on": date(2026, 11, 4), **changes}
    return declare_interest(actor=clerk, matter_id=matter.pk, member_id=member.membership.pk, **values)


def test_a_member_with_an_interest_cannot_draft_on_it_until_it_ends(
    clerk: Person, member: Person, matter: Matter
) -> None:
    revision = make_revision(author=member, kind="letter", body="<p>About Mill Lane field.</p>")
    interest = declared(clerk, matter, member)
    checks = {one.check for one in judge(revision.communication, revision.content).blocking}
    assert "declared-interest" in checks

    end_interest(actor=clerk, interest_id=interest.pk)

    checks = {one.check for one in judge(revision.communication, revision.content).blocking}
    assert "declared-interest" not in checks
    with pytest.raises(Refusal, match="ended meanwhile"):
        end_interest(actor=clerk, interest_id=interest.pk)


def test_one_interest_at_a_time_and_what_cannot_be_entered(
    clerk: Person, member: Person, matter: Matter
) -> None:
    declared(clerk, matter, member)
    stranger = make_person(council=make_council())

    with pytest.raises(Refusal, match="already"):
        declared(clerk, matter, member)
    with pytest.raises(InvalidInput):
        declared(clerk, matter, clerk, party="")
    with pytest.raises(Refusal, match="not come yet"):
        declared(clerk, matter, clerk, declared_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refusal, match="not in office here"):
        declared(clerk, matter, stranger)

    assert Interest.objects.count() == 1


def test_the_papers_open_after_the_notice_and_each_opening_is_recorded(
    clerk: Person, member: Person, matter: Matter
) -> None:
    interest = declared(clerk, matter, member)
    with pytest.raises(Refusal, match="Accept the notice first"):
        read_papers(actor=member, matter_id=matter.pk)

    accept_notice(actor=member, matter_id=matter.pk)
    accept_notice(actor=member, matter_id=matter.pk)
    read_papers(actor=member, matter_id=matter.pk)
    read_papers(actor=member, matter_id=matter.pk)

    interest.refresh_from_db()
    assert interest.notice_accepted_at is not None
    mine = LedgerEntry.objects.filter(actor_id=member.user_id).order_by("pk").values_list("verb", flat=True)
    assert list(mine) == ["interest_notice_accepted", "matter_papers_read", "matter_papers_read"]


def test_papers_stay_shut_where_the_council_says_so_or_nothing_was_declared(
    clerk: Person, member: Person, matter: Matter
) -> None:
    shut = make_matter(clerk=clerk)
    make_interest(matter=shut, member=member, clerk=clerk)

    with pytest.raises(NotYours, match="does not show its papers"):
        accept_notice(actor=member, matter_id=shut.pk)
    with pytest.raises(NotYours, match="declared no interest"):
        read_papers(actor=member, matter_id=matter.pk)


def test_a_matter_that_is_not_for_the_member_does_not_exist(clerk: Person, member: Person) -> None:
    hidden = open_matter(
        actor=clerk, noted=Noted("Hidden", named_access_only=True, interested_see_papers=True)
    )
    declared(clerk, hidden, member)

    with pytest.raises(Http404):
        accept_notice(actor=member, matter_id=hidden.pk)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_enters_or_ends_an_interest_without_the_clerks_authority(
    clerk: Person, member: Person, matter: Matter, role: str
) -> None:
    person = make_person(council=clerk.council, role=role)
    interest = declared(clerk, matter, member)

    with pytest.raises(NotYours):
        declared(person, matter, person)
    with pytest.raises(NotYours):
        end_interest(actor=person, interest_id=interest.pk)
