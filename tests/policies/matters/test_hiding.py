"""Items on a matter of named access are closed to those who read all and were not named."""

import pytest
from django.http import Http404
from django.utils import timezone

from approvals.reading import find_review
from policies.matters.interests import end_interest
from policies.matters.linking import say_about
from policies.models import Matter, MatterAccess
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.access import visible_to, works_on
from portal.drafts.inviting import invite
from portal.drafts.models import Communication
from tests.makers import make_council, make_person, make_review, sign_in
from tests.makers.circumstances import make_interest, make_matter

pytestmark = pytest.mark.django_db


def reads(person: Person, item: Communication) -> tuple[bool, bool]:
    return visible_to(person).filter(pk=item.pk).exists(), works_on(person, item)


def test_it_is_for_its_author_the_invited_the_clerk_and_who_was_named() -> None:
    clerk = make_person(council=make_council(slug="ptc"), role=Role.CLERK)
    author, officer, auditor, named, invited = (
        make_person(council=clerk.council, role=role)
        for role in (Role.COUNCILLOR, Role.OFFICER, Role.AUDITOR, Role.OFFICER, Role.DEPUTY)
    )
    review = make_review(author=author, kind="notice")
    item = review.communication
    item.refresh_from_db()
    invite(actor=author, communication=item, member_id=invited.membership.pk)
    matter = make_matter(clerk=clerk)
    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    assert reads(officer, item) == (True, True)

    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    MatterAccess.objects.create(matter=matter, member=named.membership, given_by=clerk.membership)

    assert [reads(who, item) for who in (officer, auditor)] == [(False, False)] * 2
    assert [reads(who, item) for who in (clerk, author, invited, named)] == [(True, True)] * 4
    with pytest.raises(Http404):
        find_review(officer, review.pk)
    lists = {
        who: str(item) in sign_in(who).get("/ptc/desk/queue/").content.decode() for who in (officer, named)
    }
    assert lists == {officer: False, named: True}


def test_a_declared_interest_closes_it_to_an_officer_until_the_interest_ends_or_it_is_released_in_full() -> (
    None
):
    clerk = make_person(council=make_council(slug="ptc"), role=Role.CLERK)
    author, officer, other = (
        make_person(council=clerk.council, role=role)
        for role in (Role.COUNCILLOR, Role.OFFICER, Role.OFFICER)
    )
    review = make_review(author=author, kind="notice")
    item = review.communication
    item.refresh_from_db()
    matter = make_matter(clerk=clerk)
    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    interest = make_interest(matter=matter, member=officer, clerk=clerk)

    assert [reads(who, item) for who in (officer, other)] == [(False, False), (True, True)]
    assert str(item) not in sign_in(officer).get("/ptc/desk/queue/").content.decode()

    rows = Matter.objects.filter(pk=matter.pk)
    open_to_all = {"released_by": clerk.membership, "open_reference": "Minute 12/26"}
    rows.update(released_on=timezone.localdate(), decision_only=True, **open_to_all)
    assert reads(officer, item) == (False, False)
    rows.update(decision_only=False)
    assert reads(officer, item) == (True, True)
    rows.update(released_on=None, released_by=None, open_reference="")
    end_interest(actor=clerk, interest_id=interest.pk)
    assert reads(officer, item) == (True, True)
