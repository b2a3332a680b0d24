"""Items on a matter of named access are closed to those who read all and were not named."""

import pytest
from django.http import Http404

from approvals.reading import find_review
from policies.matters.linking import say_about
from policies.models import Matter, MatterAccess
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.access import visible_to, works_on
from portal.drafts.inviting import invite
from portal.drafts.models import Communication
from tests.makers import make_council, make_person, make_review, sign_in
from tests.makers.circumstances import make_matter

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
