"""Passing on what the press asks, acknowledging it and correcting what was noted."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.hours import acknowledge_by
from approvals.press.seeing import enquiries_of
from approvals.press.taking import acknowledge, change_enquiry, take_enquiry
from policies.models import CouncilDay, MatterAccess
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.settling import change_details
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.press.conftest import asked, facts_of, taken
from tests.makers import make_contact, make_council, make_person
from tests.makers.circumstances import make_matter
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def test_what_a_member_is_asked_goes_to_the_clerk_at_once(clerk: Person, member: Person) -> None:
    made = taken(member)

    notice = Notice.objects.get()
    assert (notice.what, notice.recipient_id, notice.object_id) == (
        "press_enquiry",
        clerk.membership.pk,
        made.pk,
    )
    filed = Snapshot.objects.get(object_type="press_enquiry")
    assert facts_of("press_enquiry_taken") == {"kind": "interview", "text_sha256": filed.sha256}
    assert "Why is it closed?" in (filed.text or "")
    assert "Jo Writer" not in LedgerEntry.objects.get(verb="press_enquiry_taken").body


def test_the_clerk_who_takes_it_is_not_told_of_it(clerk: Person) -> None:
    taken(clerk)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER, Role.AUDITOR])
def test_who_acts_from_outside_passes_nothing_on(council: Council, role: Role) -> None:
    outsider = make_person(council=council, role=role)
    with pytest.raises(NotYours, match="Members and staff"):
        taken(outsider)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "poem"}, "Choose what they want"),
        ({"medium": "pigeon"}, "Choose what they want"),
        ({"asker": " "}, "Who asks"),
        ({"outlet": ""}, "For whom"),
        ({"topic": "x" * 201}, "Topic"),
        ({"question": "x" * 5001}, "What they ask"),
        ({"question": "a\0b"}, "cannot be stored"),
        ({"reached_by": "x" * 201}, "How they are reached"),
        ({"received_at": timezone.now() + timedelta(hours=1)}, "still to come"),
        ({"received_at": timezone.now() - timedelta(days=400)}, "more than a year ago"),
        ({"deadline_at": timezone.now() - timedelta(days=2)}, "after they asked"),
    ],
)
def test_what_cannot_be_noted_is_refused_in_words(
    clerk: Person, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        taken(clerk, **changes)
    assert not Enquiry.objects.exists()


def test_people_contacts_and_matters_of_another_council_are_not_noted(clerk: Person) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    matter = make_matter(clerk=other)
    contact = make_contact(council=other.council)
    for changes in (
        {"matter_id": matter.pk},
        {"contact_id": contact.pk},
        {"concerns_id": other.membership.pk},
    ):
        with pytest.raises(InvalidInput):
            taken(clerk, **changes)


def test_a_matter_of_named_access_is_noted_and_read_by_those_it_names_alone(
    clerk: Person, mayor: Person, council: Council
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    matter = make_matter(clerk=clerk)
    matter.named_access_only = True
    matter.save()
    with pytest.raises(InvalidInput, match="closed meanwhile"):
        taken(mayor, matter_id=matter.pk)
    made = taken(clerk, matter_id=matter.pk)

    assert not enquiries_of(officer).exists()
    MatterAccess.objects.create(matter=matter, member=officer.membership, given_by=clerk.membership)
    assert [one.pk for one in enquiries_of(officer)] == [made.pk]


def test_others_read_what_they_passed_on_and_no_more(clerk: Person, member: Person, mayor: Person) -> None:
    mine = taken(member)
    taken(clerk)
    assert [one.pk for one in enquiries_of(member)] == [mine.pk]
    assert not enquiries_of(mayor).exists()
    assert enquiries_of(clerk).count() == 2
    assert not enquiries_of(make_person(council=make_council(), role=Role.CLERK)).exists()


@pytest.mark.parametrize(
    ("came", "hours", "due"),
    [
        ("2026-11-23T10:00", 24, "2026-11-24T10:00"),  # Monday
        ("2026-11-20T16:00", 24, "2026-11-23T16:00"),  # over a weekend
        ("2026-12-24T12:00", 24, "2026-12-29T12:00"),  # over Christmas, with the substitute for Boxing Day
        ("2026-11-21T09:00", 1, "2026-11-23T01:00"),  # on a Saturday
        ("2026-10-23T12:00", 24, "2026-10-26T12:00"),  # the clocks go back on the Sunday between
    ],
)
def test_the_council_s_hours_run_on_its_working_days(
    council: Council, came: str, hours: int, due: str
) -> None:
    council.press_hours = hours
    found = acknowledge_by(council, datetime.fromisoformat(came).replace(tzinfo=LONDON))
    assert found == datetime.fromisoformat(due).replace(tzinfo=LONDON)


def test_a_day_on_which_the_office_is_closed_does_not_count(clerk: Person, council: Council) -> None:
    day = datetime(2026, 11, 24, tzinfo=LONDON).date()
    CouncilDay.objects.create(
        council=council, day=day, kind="closed", title="Stocktaking", entered_by=clerk.membership
    )
    found = acknowledge_by(council, datetime(2026, 11, 23, 10, tzinfo=LONDON))
    assert found == datetime(2026, 11, 25, 10, tzinfo=LONDON)


def test_the_hours_are_the_council_s_own(clerk: Person, council: Council) -> None:
    change_details(actor=clerk, press_hours=48)
    council.refresh_from_db()
    assert council.press_hours == 48
    with pytest.raises(InvalidInput, match="within 1 to 120"):
        change_details(actor=clerk, press_hours=0)


def test_acknowledging_is_noted_once_with_whether_it_was_in_time(clerk: Person, member: Person) -> None:
    made = taken(member)
    with pytest.raises(NotYours):
        acknowledge(actor=member, enquiry_id=made.pk)
    found = acknowledge(actor=clerk, enquiry_id=made.pk)
    assert found.acknowledged_by_id == clerk.membership.pk
    assert facts_of("press_enquiry_acknowledged") == {"in_time": True}
    with pytest.raises(Refusal, match="acknowledged already"):
        acknowledge(actor=clerk, enquiry_id=made.pk)


def test_what_was_noted_is_corrected_and_counted_again(clerk: Person, member: Person) -> None:
    made = taken(member)
    with pytest.raises(NotYours):
        change_enquiry(actor=member, enquiry_id=made.pk, asked=asked(topic="Mine"))
    earlier = timezone.now() - timedelta(days=3)
    found = change_enquiry(
        actor=clerk, enquiry_id=made.pk, asked=asked(topic="The park", received_at=earlier)
    )
    assert (found.topic, found.taken_by_id) == ("The park", member.membership.pk)
    assert found.acknowledge_by < made.acknowledge_by
    assert Snapshot.objects.filter(object_type="press_enquiry").count() == 2


def test_who_it_is_about_does_not_correct_it(clerk: Person, member: Person) -> None:
    made = taken(member, concerns_id=clerk.membership.pk)
    with pytest.raises(NotYours, match="about you"):
        change_enquiry(actor=clerk, enquiry_id=made.pk, asked=asked())


def test_another_council_s_clerk_deals_with_nothing_here(member: Person) -> None:
    made = taken(member)
    other = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(NotYours):
        acknowledge(actor=other, enquiry_id=made.pk)
    with pytest.raises(NotYours):
        change_enquiry(actor=other, enquiry_id=made.pk, asked=asked())


def test_the_database_deletes_no_enquiry_and_keeps_none_without_words(clerk: Person) -> None:
    made = taken(clerk)
    with pytest.raises(Exception, match="is refused"), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).update(topic="")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_acknowledge_at_once_one_does(council: Council) -> None:
    clerk = make_person(council=council, role=Role.CLERK)
    made = take_enquiry(actor=clerk, asked=asked())

    def act() -> object:
        return acknowledge(actor=clerk, enquiry_id=made.pk)

    results = at_once(act, act)
    assert sorted(type(one).__name__ for one in results) == ["Enquiry", "Refusal"]
    assert LedgerEntry.objects.filter(verb="press_enquiry_acknowledged").count() == 1
