"""The vice chairman enters whom the council elected chairman: a member in office, by the minute, never an address."""

import json

import pytest
from django.utils import timezone

from portal.councils.appointing import appoint
from portal.councils.electing import electable, enter_chairman
from portal.councils.models import Council, Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_membership, make_person, sign_in

pytestmark = pytest.mark.django_db
MINUTE = "Minute 4/27"


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def deputy(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Dana Deputy")


@pytest.fixture
def member(council: Council) -> Person:
    made = make_person(council=council, role=Role.COUNCILLOR, name="Mel Member")
    Membership.objects.filter(pk=made.membership.pk).update(ward="Upper Ward", party="Green")
    return person_now(made.membership.pk)


def elected(deputy: Person, member: Person, minute: str = MINUTE) -> Membership:
    return enter_chairman(actor=deputy, membership_id=member.membership.pk, minute=minute)


def test_their_office_begins_at_once_and_their_former_one_ends(deputy: Person, member: Person) -> None:
    made = elected(deputy, member)

    former = Membership.objects.get(pk=member.membership.pk)
    assert (former.ended_at is None, former.party) == (False, "")
    made.refresh_from_db()
    assert (made.role, made.user_id, made.ward, made.party) == (
        "chair",
        member.user_id,
        "Upper Ward",
        "Green",
    )
    assert person_now(made.pk).may(Power.DRAFT)
    entries = LedgerEntry.objects.filter(verb__in=["member_removed", "member_added"]).order_by("number")
    assert [json.loads(one.body)["facts"]["minute"] for one in entries] == [MINUTE, MINUTE]


@pytest.mark.parametrize("role", [one for one in Role if one != Role.DEPUTY])
def test_nobody_but_the_vice_chairman_enters_one_here(council: Council, member: Person, role: str) -> None:
    other = make_person(council=council, role=role)

    with pytest.raises(NotYours):
        elected(other, member)
    assert sign_in(other).get(f"/{council.slug}/desk/people/chairman/").status_code == 403


def test_a_suspended_vice_chairman_enters_nobody(clerk: Person, deputy: Person, member: Person) -> None:
    suspend(
        actor=clerk, member=deputy.membership, reason="x", until=timezone.now().replace(year=2199), minute="1"
    )

    with pytest.raises(NotYours):
        elected(person_now(deputy.membership.pk), member)


def test_never_oneself_an_officer_somebody_of_elsewhere_or_who_is_only_invited(
    council: Council, clerk: Person, deputy: Person, member: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    stranger = make_person(council=make_council(), role=Role.COUNCILLOR)
    invited = appoint(
        council=council, actor=clerk, email="new@pellworth.example", name="New", role=Role.COUNCILLOR
    )
    over = make_membership(council=council, role=Role.COUNCILLOR)
    Membership.objects.filter(pk=over.pk).update(ended_at=timezone.now())

    for one in (deputy.membership, officer.membership, clerk.membership, stranger.membership, invited, over):
        with pytest.raises(Refusal, match="a member of the council in office, not yourself"):
            enter_chairman(actor=deputy, membership_id=one.pk, minute=MINUTE)
    assert electable(deputy) == [member.membership]


def test_not_beside_a_chairman_and_not_without_the_minute(
    council: Council, deputy: Person, member: Person
) -> None:
    with pytest.raises(InvalidInput, match="minute of what it resolved"):
        elected(deputy, member, minute=" ")
    make_person(council=council, role=Role.CHAIR)

    with pytest.raises(Refusal, match="has a chairman already"):
        elected(deputy, member)
    assert Membership.objects.get(pk=member.membership.pk).ended_at is None


def test_through_the_browser_and_whoever_was_invited_by_the_clerk_takes_no_office_beside_them(
    council: Council, clerk: Person, deputy: Person, member: Person
) -> None:
    appoint(
        council=council,
        actor=clerk,
        email="puppet@pellworth.example",
        name="Puppet",
        role=Role.CHAIR,
        minute="1/27",
    )
    client, at = sign_in(deputy), f"/{council.slug}/desk/people/chairman/"
    assert at in client.get(f"/{council.slug}/desk/people/").content.decode()
    assert "Mel Member" in client.get(at).content.decode()

    sent = client.post(at, {"member": member.membership.pk, "minute": MINUTE}, follow=True)

    assert "Mel Member is chairman from now on." in sent.content.decode()
    held = Membership.objects.get(council=council, role=Role.CHAIR, accepted_at__isnull=False)
    assert held.user_id == member.user_id
