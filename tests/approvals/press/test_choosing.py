"""Consulting the Mayor and whoever it is about, and choosing who speaks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from approvals.models import Consultation, Enquiry, Spokesperson
from approvals.press.choosing import able_to_speak, choose, put_nobody_forward
from approvals.press.consulting import consult, liaison_of, note_view, say_view
from approvals.press.taking import take_enquiry
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.press.conftest import asked, facts_of, put_forward, taken
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_flag, make_interest, make_matter, make_period
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def enquiry(clerk: Person) -> Enquiry:
    return taken(clerk)


def test_the_clerk_asks_the_mayor_and_then_chooses(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    with pytest.raises(Refusal, match="Ada Example, Chairman or Mayor, was not asked yet"):
        choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk)
    consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    with pytest.raises(InvalidInput, match="Say why you do not wait"):
        choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk)
    say_view(actor=mayor, enquiry_id=enquiry.pk, view="Carl knows it best.")

    made = choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk)

    assert (made.member_id, made.chosen_by_id) == (member.membership.pk, clerk.membership.pk)
    told = set(Notice.objects.values_list("what", "recipient_id"))
    assert told == {
        ("press_consulted", mayor.membership.pk),
        ("press_view_said", clerk.membership.pk),
        ("press_chosen", member.membership.pk),
    }
    assert facts_of("spokesperson_chosen") == {"member": member.membership.pk}


def test_a_reason_lets_the_clerk_not_wait_and_is_kept(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    choose(
        actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk, reason="They print in an hour."
    )
    assert "reason_sha256" in facts_of("spokesperson_chosen")


def test_the_mayor_s_view_decides_nothing(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    say_view(actor=mayor, enquiry_id=enquiry.pk, view="Not Carl.")
    with pytest.raises(NotYours, match="chosen by the Clerk"):
        choose(actor=mayor, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    assert choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk).pk


def test_where_there_is_no_mayor_the_clerk_chooses_alone(
    enquiry: Enquiry, clerk: Person, member: Person
) -> None:
    assert choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk).pk


def test_the_deputy_is_asked_where_it_is_about_the_mayor(
    clerk: Person, mayor: Person, council: Council
) -> None:
    deputy = make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")
    found = taken(clerk, concerns_id=mayor.membership.pk)
    assert [one.pk for one in liaison_of(found)] == [deputy.membership.pk]
    with pytest.raises(Refusal, match=r"Dan Deputy, .* and Ada Example, .* were not asked yet"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=deputy.membership.pk)


def test_what_is_about_the_clerk_goes_to_the_council(clerk: Person, mayor: Person, member: Person) -> None:
    found = taken(member, concerns_id=clerk.membership.pk)
    with pytest.raises(NotYours, match="about you"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    with pytest.raises(NotYours):
        consult(actor=clerk, enquiry_id=found.pk, member_id=mayor.membership.pk)
    with pytest.raises(NotYours):
        consult(actor=member, enquiry_id=found.pk, member_id=clerk.membership.pk)


def test_the_chairman_leads_what_is_about_the_clerk(clerk: Person, mayor: Person, member: Person) -> None:
    found = taken(member, concerns_id=clerk.membership.pk)
    told = set(Notice.objects.filter(what="press_enquiry").values_list("recipient_id", flat=True))
    assert told == {clerk.membership.pk, mayor.membership.pk}
    consult(actor=mayor, enquiry_id=found.pk, member_id=clerk.membership.pk)
    say_view(actor=clerk, enquiry_id=found.pk, view="I said nothing of the kind.")
    made = choose(actor=mayor, enquiry_id=found.pk, member_id=member.membership.pk)
    assert made.chosen_by_id == mayor.membership.pk


def test_a_view_is_asked_for_and_said_once(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    with pytest.raises(NotYours):
        consult(actor=mayor, enquiry_id=enquiry.pk, member_id=member.membership.pk)
    consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    with pytest.raises(Refusal, match="asked already"):
        consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    with pytest.raises(NotYours, match="not yours"):
        say_view(actor=member, enquiry_id=enquiry.pk, view="Me too.")
    with pytest.raises(InvalidInput):
        say_view(actor=mayor, enquiry_id=enquiry.pk, view=" ")
    say_view(actor=mayor, enquiry_id=enquiry.pk, view="Yes.")
    with pytest.raises(Refusal, match="said already"):
        note_view(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk, view="No.")
    assert Consultation.objects.get().view == "Yes."


def test_a_view_said_aloud_is_noted_as_that(enquiry: Enquiry, clerk: Person, mayor: Person) -> None:
    with pytest.raises(Refusal, match="not asked"):
        note_view(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk, view="Fine.")
    consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    found = note_view(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk, view="Fine.")
    assert (found.view, found.noted_by_id) == ("Fine.", clerk.membership.pk)


def test_nobody_of_another_council_or_from_outside_is_asked(
    enquiry: Enquiry, clerk: Person, council: Council
) -> None:
    for one in (make_person(council=make_council()), make_person(council=council, role=Role.PARTNER)):
        with pytest.raises(InvalidInput, match="cannot be asked"):
            consult(actor=clerk, enquiry_id=enquiry.pk, member_id=one.membership.pk)


def test_on_a_matter_of_named_access_only_those_named_are_asked_or_speak(
    clerk: Person, mayor: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk)
    matter.named_access_only = True
    matter.save()
    found = taken(clerk, matter_id=matter.pk)
    assert liaison_of(found) == []
    with pytest.raises(InvalidInput):
        consult(actor=clerk, enquiry_id=found.pk, member_id=mayor.membership.pk)
    with pytest.raises(InvalidInput):
        choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)


def test_on_a_flagged_matter_nobody_speaks(clerk: Person, member: Person) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    make_flag(matter=matter, by=clerk)
    with pytest.raises(Refusal, match="nobody speaks"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)


def test_a_declared_interest_stops_a_speaker(clerk: Person, member: Person) -> None:
    matter = make_matter(clerk=clerk)
    make_interest(matter=matter, member=member, clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    with pytest.raises(InvalidInput, match="declared interest"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)


def test_a_suspended_member_does_not_speak(enquiry: Enquiry, clerk: Person, member: Person) -> None:
    suspend(actor=clerk, member=member.membership, reason="A breach.", review_on=timezone.localdate())
    with pytest.raises(InvalidInput, match="suspended"):
        choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk)


def test_before_a_poll_only_named_officers_and_the_clerk_speak(
    enquiry: Enquiry, clerk: Person, member: Person, council: Council
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    period = make_period(clerk=clerk)
    for one in (member, officer):
        with pytest.raises(InvalidInput, match="Until the poll"):
            choose(actor=clerk, enquiry_id=enquiry.pk, member_id=one.membership.pk)
    period.authorised_officers.add(officer.membership)
    assert choose(actor=clerk, enquiry_id=enquiry.pk, member_id=officer.membership.pk).pk
    assert choose(actor=clerk, enquiry_id=enquiry.pk, member_id=clerk.membership.pk).pk


def test_offered_is_who_can_speak(clerk: Person, mayor: Person, member: Person, council: Council) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    officer = make_person(council=council, role=Role.OFFICER, name="Olive Officer")
    stopped = make_person(council=council, name="Sue Spended")
    make_person(council=council, role=Role.PARTNER)
    make_interest(matter=matter, member=member, clerk=clerk)
    suspend(actor=clerk, member=stopped.membership, reason="A breach.", review_on=timezone.localdate())
    assert list(able_to_speak(clerk, found)) == [mayor.membership, clerk.membership, officer.membership]
    make_period(clerk=clerk).authorised_officers.add(officer.membership)
    assert list(able_to_speak(clerk, found)) == [clerk.membership, officer.membership]


def test_another_speaker_takes_the_place_of_the_first(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    put_forward(enquiry, clerk, mayor, member)
    with pytest.raises(Refusal, match="put forward already"):
        choose(actor=clerk, enquiry_id=enquiry.pk, member_id=member.membership.pk)
    choose(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    assert Spokesperson.objects.get(ended_at__isnull=True).member_id == mayor.membership.pk
    assert Spokesperson.objects.count() == 2


def test_who_was_chosen_may_decline_with_a_reason(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    put_forward(enquiry, clerk, mayor, member)
    with pytest.raises(NotYours):
        put_nobody_forward(actor=mayor, enquiry_id=enquiry.pk, reason="I do.")
    with pytest.raises(InvalidInput):
        put_nobody_forward(actor=member, enquiry_id=enquiry.pk, reason=" ")
    put_nobody_forward(actor=member, enquiry_id=enquiry.pk, reason="I am away.")
    assert LedgerEntry.objects.filter(verb="spokesperson_declined").count() == 1
    assert Notice.objects.get(what="press_declined").recipient_id == clerk.membership.pk
    with pytest.raises(Refusal, match="Nobody is put forward"):
        put_nobody_forward(actor=clerk, enquiry_id=enquiry.pk, reason="Again.")


def test_the_database_keeps_what_was_said_and_who_spoke(
    enquiry: Enquiry, clerk: Person, mayor: Person, member: Person
) -> None:
    put_forward(enquiry, clerk, mayor, member)
    with pytest.raises(Exception, match="never changed"), transaction.atomic():
        Consultation.objects.update(view="No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Spokesperson.objects.create(enquiry=enquiry, member=mayor.membership, chosen_by=clerk.membership)


@pytest.mark.django_db(transaction=True)
def test_of_two_choices_at_once_one_speaker_stands(council: Council) -> None:
    clerk = make_person(council=council, role=Role.CLERK)
    first, second = make_person(council=council), make_person(council=council)
    found = take_enquiry(actor=clerk, asked=asked())

    def choosing(who: Person) -> object:
        return choose(actor=person_now(clerk.membership.pk), enquiry_id=found.pk, member_id=who.membership.pk)

    at_once(lambda: choosing(first), lambda: choosing(second))
    connection.close()
    assert Spokesperson.objects.filter(ended_at__isnull=True).count() == 1
    assert Spokesperson.objects.count() == 2
