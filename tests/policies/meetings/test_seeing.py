"""Who reads what closed items of a meeting are about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.meetings.seeing import sees_item
from policies.models import AgendaItem, Matter, MatterAccess
from portal.councils.delegating import delegate
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_interest, make_item, make_matter

pytestmark = pytest.mark.django_db

TITLE = "Land at Mill Lane"


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def closed(clerk: Person) -> AgendaItem:
    return make_item(clerk=clerk)


@pytest.fixture
def deciding(clerk: Person) -> Person:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        reason="Leave.",
    )
    return officer


def page(person: Person, item: AgendaItem) -> str:
    return sign_in(person).get(f"/ptc/desk/meetings/{item.meeting_id}/").content.decode()


def test_the_clerk_and_the_chairman_read_it_and_a_delegated_officer_the_reference(
    clerk: Person, closed: AgendaItem, deciding: Person
) -> None:
    chair = make_person(council=clerk.council, role=Role.CHAIR)

    read = {who: TITLE in page(who, closed) for who in (clerk, chair, deciding)}

    assert read == {clerk: True, chair: True, deciding: False}
    assert closed.reference in page(deciding, closed)
    desk = sign_in(deciding)
    assert desk.get(f"/ptc/desk/meetings/items/{closed.pk}/change/").status_code == 403
    assert TITLE not in desk.get(f"/ptc/desk/matters/open/?item={closed.pk}").content.decode()


def test_who_was_named_for_its_matter_reads_it(clerk: Person, closed: AgendaItem, deciding: Person) -> None:
    matter = make_matter(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(released_by_item=closed)
    MatterAccess.objects.create(matter=matter, member=deciding.membership, given_by=clerk.membership)

    assert TITLE in page(deciding, closed)


def test_a_declared_interest_closes_it_to_the_chairman_and_to_who_was_named_but_not_to_the_clerk(
    clerk: Person, closed: AgendaItem, deciding: Person
) -> None:
    chair = make_person(council=clerk.council, role=Role.CHAIR)
    matter = make_matter(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(released_by_item=closed)
    MatterAccess.objects.create(matter=matter, member=deciding.membership, given_by=clerk.membership)
    for who in (clerk, chair, deciding):
        make_interest(matter=matter, member=who, clerk=clerk)

    read = {who: TITLE in page(who, closed) for who in (clerk, chair, deciding)}

    assert read == {clerk: True, chair: False, deciding: False}
    assert [sees_item(who, closed) for who in (clerk, chair, deciding)] == [True, False, False]
