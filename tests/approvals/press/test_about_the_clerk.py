"""What the press asks about the clerk: the chairman leads it, or the deputy; nobody who decides in the clerk's name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.choosing import choose
from approvals.press.closing import close
from approvals.press.consulting import consult, may_lead, note_view
from approvals.press.reminding import remind_of_the_press
from approvals.press.seeing import enquiries_of, press_waiting_for
from approvals.press.taking import acknowledge, change_enquiry
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.refusals import NotYours
from tests.approvals.consulting.conftest import nominated
from tests.approvals.press.conftest import asked, taken
from tests.makers import make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy(council: Council) -> Person:
    """Return the deputy."""
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


def about_clerk(member: Person, clerk: Person) -> Enquiry:
    """Return what the Gazette asks about the clerk."""
    return taken(member, concerns_id=clerk.membership.pk)


def test_the_deputy_leads_it_to_its_end_where_there_is_no_chairman(
    clerk: Person, deputy: Person, member: Person
) -> None:
    found = about_clerk(member, clerk)
    told = set(Notice.objects.filter(what="press_enquiry").values_list("recipient_id", flat=True))
    assert told == {clerk.membership.pk, deputy.membership.pk}
    assert [one.pk for one in press_waiting_for(deputy)] == [found.pk]

    consult(actor=deputy, enquiry_id=found.pk, member_id=clerk.membership.pk)
    note_view(actor=deputy, enquiry_id=found.pk, member_id=clerk.membership.pk, view="I did not.")
    acknowledge(actor=deputy, enquiry_id=found.pk)
    choose(actor=deputy, enquiry_id=found.pk, member_id=member.membership.pk)
    ended = close(actor=deputy, enquiry_id=found.pk, outcome="declined", words="No interview.")

    assert ended.closed_by_id == deputy.membership.pk


def test_the_deputy_neither_sees_nor_leads_it_where_there_is_a_chairman(
    clerk: Person, mayor: Person, deputy: Person, member: Person
) -> None:
    found = about_clerk(member, clerk)

    assert not enquiries_of(deputy).exists()
    assert not press_waiting_for(deputy).exists()
    assert [may_lead(one, found) for one in (mayor, deputy, clerk, member)] == [True, False, False, False]
    suspend(
        actor=clerk,
        member=mayor.membership,
        reason="A breach.",
        review_on=timezone.localdate(),
        minute="12/26",
    )
    assert may_lead(deputy, found)
    assert not may_lead(person_now(mayor.membership.pk), found)


def test_an_officer_with_the_clerk_s_power_does_not_lead_it(
    clerk: Person, mayor: Person, member: Person
) -> None:
    officer = nominated(clerk)
    found = about_clerk(member, clerk)

    assert not may_lead(officer, found)
    assert not press_waiting_for(officer).exists()
    with pytest.raises(NotYours, match="goes to the council"):
        choose(actor=officer, enquiry_id=found.pk, member_id=member.membership.pk)
    with pytest.raises(NotYours, match="goes to the council"):
        change_enquiry(actor=officer, enquiry_id=found.pk, asked=asked(topic="Something else"))
    assert may_lead(officer, taken(member))


def test_who_else_decides_leads_it_where_nobody_is_in_the_chair(clerk: Person, member: Person) -> None:
    officer = nominated(clerk)
    found = about_clerk(member, clerk)

    assert (may_lead(officer, found), may_lead(clerk, found)) == (True, False)
    assert [one.pk for one in press_waiting_for(officer)] == [found.pk]


def test_who_leads_it_corrects_it_and_is_reminded_of_it(clerk: Person, mayor: Person, member: Person) -> None:
    now = timezone.now()
    found = about_clerk(member, clerk)
    changed = replace(
        asked(topic="The clerk's car", deadline_at=now + timedelta(hours=1)), concerns_id=clerk.membership.pk
    )
    with pytest.raises(NotYours, match="about you"):
        change_enquiry(actor=clerk, enquiry_id=found.pk, asked=changed)

    change_enquiry(actor=mayor, enquiry_id=found.pk, asked=changed)

    assert Enquiry.objects.get().topic == "The clerk's car"
    remind_of_the_press(now)
    assert Notice.objects.get(what="press_due").recipient_id == mayor.membership.pk
    path = f"/ptc/desk/press/{found.pk}/"
    shown = sign_in(mayor).get(path).content.decode()
    assert f"{path}change/" in shown
    assert sign_in(mayor).get(f"{path}change/").status_code == 200


def test_who_comes_to_lead_it_when_it_turns_out_to_be_about_the_clerk_is_told(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(member)
    told = Notice.objects.filter(what="press_enquiry", recipient=mayor.membership)
    assert not told.exists()

    about = asked(concerns_id=clerk.membership.pk)
    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=about)
    change_enquiry(actor=mayor, enquiry_id=found.pk, asked=about)

    assert [one.object_id for one in told] == [found.pk]
