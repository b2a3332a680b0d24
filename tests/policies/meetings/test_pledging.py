"""Confidentiality reaffirmed before a closed session."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.meetings.pledges import answers_to, pledges_owed
from policies.meetings.pledging import (
    WORDING,
    Asked,
    ask_for_pledges,
    give_pledge,
    note_pledge,
    remind_of_pledge,
)
from policies.meetings.pledging_notices import about_pledge
from policies.models import AgendaItem, Meeting, Pledge, Pledger, PledgeRequest
from portal.channels.models import Notice
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_item, make_meeting
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
SHOWN = sha256_of(WORDING)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK, name="Clara Clerk")


@pytest.fixture
def chair(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CHAIR, name="Mel Mayor")


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR, name="Cal Councillor")


@pytest.fixture
def meeting(clerk: Person) -> Meeting:
    made = make_meeting(clerk=clerk, held_on=TOMORROW)
    make_item(clerk=clerk, meeting=made)
    return made


def ask(actor: Person, meeting: Meeting, *people: Person, in_writing: bool = False) -> Pledge:
    asked = Asked([one.membership.pk for one in people], in_writing=in_writing)
    return ask_for_pledges(actor=actor, meeting_id=meeting.pk, asked=asked)


@pytest.mark.parametrize("role", Role.values)
def test_the_clerk_or_the_chairman_asks_and_nobody_else(
    clerk: Person, meeting: Meeting, member: Person, role: str
) -> None:
    somebody = make_person(council=clerk.council, role=role)
    if role in {Role.CLERK, Role.CHAIR}:
        assert ask(somebody, meeting, member).asked_by == somebody.membership
        return
    with pytest.raises(NotYours, match="The clerk or the chairman asks"):
        ask(somebody, meeting, member)
    assert not Pledge.objects.exists()


def test_each_who_is_asked_is_told_and_it_is_filed_with_names_and_words(
    clerk: Person, chair: Person, member: Person, meeting: Meeting
) -> None:
    pledge = ask(chair, meeting, chair, member, in_writing=True)

    told = Notice.objects.filter(what="pledge_asked").order_by("recipient_id")
    assert {row.recipient_id for row in told} == {chair.membership.pk, member.membership.pk}
    filed = Snapshot.objects.get(status="pledge_asked")
    assert (
        filed.text
        == f"{WORDING}\n\nAsked in writing.\nCal Councillor, Councillor\nMel Mayor, Chairman or Mayor"
    )
    assert set(filed.people_ids) == {chair.user_id, member.user_id}
    assert LedgerEntry.objects.get(verb="pledge_asked").object_id == pledge.pk
    words = about_pledge(told[0], member)
    assert words is not None
    assert f"/ptc/desk/meetings/{meeting.pk}/pledge/" in words.body
    assert "Land at Mill Lane" not in words.body


def test_a_member_reaffirms_once_with_day_and_name(clerk: Person, member: Person, meeting: Meeting) -> None:
    pledge = ask(clerk, meeting, member)
    assert pledges_owed(member) == [pledge]

    made = give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN)
    assert give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN) == made

    assert (made.how, made.given_on, made.recorded_by) == ("portal", TODAY, member.membership)
    assert pledges_owed(member) == []
    assert [(one.member.pk, one.given) for one in answers_to(pledge)] == [(member.membership.pk, made)]
    filed = Snapshot.objects.get(status="pledge_given")
    assert filed.text == f"{WORDING}\n\nGiven on the desk.\nCal Councillor, Councillor"
    assert LedgerEntry.objects.filter(verb="pledge_given").count() == 1
    assert about_pledge(Notice.objects.get(what="pledge_asked"), member) is None


def test_further_people_are_asked_in_the_same_words(clerk: Person, chair: Person, meeting: Meeting) -> None:
    first = ask(clerk, meeting, clerk)
    other = Asked([chair.membership.pk], wording="Other words", in_writing=True)

    again = ask_for_pledges(actor=clerk, meeting_id=meeting.pk, asked=other)

    assert (again.pk, again.wording, again.in_writing) == (first.pk, WORDING, False)
    assert PledgeRequest.objects.count() == 2
    with pytest.raises(Refusal, match="All of them have been asked"):
        ask(chair, meeting, clerk, chair)


def test_what_cannot_be_asked_is_refused(clerk: Person, member: Person, meeting: Meeting) -> None:
    over = make_meeting(clerk=clerk, title="Over", held_on=TODAY - timedelta(days=1))
    make_item(clerk=clerk, meeting=over)
    public = make_meeting(clerk=clerk, title="Public", held_on=TOMORROW)
    make_item(clerk=clerk, meeting=public, part=AgendaItem.Part.OPEN)
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    for actor, about, said in (
        (clerk, over, "is over"),
        (clerk, public, "no closed item"),
        (elsewhere, meeting, "not there"),
    ):
        with pytest.raises(Refusal, match=said):
            ask(actor, about, member)
    volunteer = make_person(council=clerk.council, role=Role.VOLUNTEER)
    for people in ((), (volunteer,), (member, elsewhere)):
        with pytest.raises(InvalidInput, match="members and officers"):
            ask(clerk, meeting, *people)
    with pytest.raises(InvalidInput):
        ask_for_pledges(actor=clerk, meeting_id=meeting.pk, asked=Asked([member.membership.pk], " "))
    assert not Pledge.objects.exists()


def test_who_was_not_asked_or_read_other_words_or_comes_too_late_gives_nothing(
    clerk: Person, chair: Person, member: Person, meeting: Meeting
) -> None:
    with pytest.raises(NotYours, match="not asked"):
        give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN)
    ask(clerk, meeting, member)
    with pytest.raises(NotYours, match="not asked"):
        give_pledge(actor=chair, meeting_id=meeting.pk, sha256=SHOWN)
    with pytest.raises(Refusal, match="not the words that you read"):
        give_pledge(actor=member, meeting_id=meeting.pk, sha256="0" * 64)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=TODAY - timedelta(days=1))
    with pytest.raises(Refusal, match="is over"):
        give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN)
    assert not Pledger.objects.exists()
    assert pledges_owed(member) == []


@pytest.mark.parametrize("how", ["paper", "aloud"])
def test_the_clerk_notes_what_was_given_otherwise(
    clerk: Person, member: Person, meeting: Meeting, how: str
) -> None:
    ask(clerk, meeting, member)

    made = note_pledge(
        actor=clerk, meeting_id=meeting.pk, member_id=member.membership.pk, how=how, given_on=TODAY
    )

    assert (made.how, made.given_on, made.recorded_by) == (how, TODAY, clerk.membership)
    assert Snapshot.objects.get(status="pledge_noted").people_ids == [member.user_id]
    with pytest.raises(Refusal, match="given it already"):
        note_pledge(
            actor=clerk, meeting_id=meeting.pk, member_id=member.membership.pk, how=how, given_on=TODAY
        )
    assert give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN) == made


def test_what_cannot_have_been_given_is_not_noted(
    clerk: Person, chair: Person, member: Person, meeting: Meeting
) -> None:
    ask(clerk, meeting, member, in_writing=True)
    key = member.membership.pk
    for actor, who, how, on, said in (
        (chair, key, "paper", TODAY, "may not"),
        (clerk, key, "aloud", TODAY, "asked for in writing"),
        (clerk, key, "portal", TODAY, "on paper or aloud"),
        (clerk, key, "paper", TOMORROW, "day to come"),
        (clerk, key, "paper", TODAY - timedelta(days=1), "day to come"),
        (clerk, chair.membership.pk, "paper", TODAY, "not asked"),
    ):
        with pytest.raises(Refusal, match=said):
            note_pledge(actor=actor, meeting_id=meeting.pk, member_id=who, how=how, given_on=on)
    assert not Pledger.objects.exists()


def test_a_pledge_its_names_and_whom_it_was_asked_of_stay(
    clerk: Person, member: Person, meeting: Meeting
) -> None:
    ask(clerk, meeting, member)
    give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN)
    acts = [
        lambda: Pledge.objects.update(wording="Other words"),
        lambda: PledgeRequest.objects.update(member=clerk.membership),
        lambda: Pledger.objects.update(how="aloud"),
        PledgeRequest.objects.all().delete,
        Pledger.objects.all().delete,
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_clerk_and_member_who_enter_it_at_once_leave_one_name() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    member = make_person(council=clerk.council)
    meeting = make_meeting(clerk=clerk, held_on=TOMORROW)
    make_item(clerk=clerk, meeting=meeting)
    ask(clerk, meeting, member)

    at_once(
        lambda: give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN),
        lambda: give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN),
        lambda: note_pledge(
            actor=clerk, meeting_id=meeting.pk, member_id=member.membership.pk, how="paper", given_on=TODAY
        ),
    )

    assert Pledger.objects.count() == 1
    assert LedgerEntry.objects.filter(verb__in=["pledge_given", "pledge_noted"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_clerk_and_chairman_who_ask_at_once_ask_in_one_wording() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    chair = make_person(council=clerk.council, role=Role.CHAIR)
    meeting = make_meeting(clerk=clerk, held_on=TOMORROW)
    make_item(clerk=clerk, meeting=meeting)

    at_once(lambda: ask(clerk, meeting, clerk, chair), lambda: ask(chair, meeting, chair))

    assert Pledge.objects.count() == 1
    assert PledgeRequest.objects.count() == len({clerk.pk for clerk in (clerk.membership, chair.membership)})


def test_from_the_meeting_to_the_members_phone_and_back(
    clerk: Person, chair: Person, member: Person, meeting: Meeting
) -> None:
    office, phone = sign_in(clerk), sign_in(member)
    at = f"/ptc/desk/meetings/{meeting.pk}/"
    assert phone.get(f"{at}pledge/").status_code == 404
    assert "Ask to reaffirm confidentiality" in office.get(at).content.decode()
    form = office.get(f"{at}pledge/ask/").content.decode()
    assert f'value="{member.membership.pk}" checked' in " ".join(form.split()) or "checked" in form
    typed = {"wording": WORDING, "in_writing": "on", "members": [member.membership.pk, chair.membership.pk]}
    assert office.post(f"{at}pledge/ask/", {**typed, "members": []}).status_code == 422
    asked = office.post(f"{at}pledge/ask/", typed, follow=True).content.decode()
    assert "2 people are asked by email." in asked
    assert "2 of 2 have not yet." in asked

    assert "Reaffirm confidentiality: Full council" in phone.get("/ptc/desk/").content.decode()
    page = phone.get(f"{at}pledge/").content.decode()
    assert "I reaffirm this" in page
    assert "Who has, and who has not" not in page
    thanks = phone.post(f"{at}pledge/", {"sha256": SHOWN}, follow=True).content.decode()
    assert "You reaffirmed this on" in thanks

    note = {"member": chair.membership.pk, "how": "aloud", "given_on": TODAY.isoformat()}
    assert office.post(f"{at}pledge/note/", note).status_code == 422
    done = office.post(f"{at}pledge/note/", {**note, "how": "paper"}, follow=True).content.decode()
    assert "Everybody who was asked has." in done
    shown = office.get(at).content.decode()
    assert "on the desk" in shown
    assert "on paper" in shown


@pytest.mark.parametrize("number", [1, 25])
def test_the_page_costs_the_same_for_one_name_and_for_many(
    clerk: Person,
    meeting: Meeting,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    ask(clerk, meeting, *(make_person(council=clerk.council) for _ in range(number)))
    client = sign_in(clerk)
    client.get("/ptc/desk/")
    for path, most in (("pledge/", 9), ("pledge/ask/", 10), ("", 12)):
        with django_assert_max_num_queries(most):
            client.get(f"/ptc/desk/meetings/{meeting.pk}/{path}")


def test_who_has_not_answered_is_reminded_once_a_day_and_nobody_else(
    clerk: Person, chair: Person, member: Person, meeting: Meeting
) -> None:
    done = make_person(council=clerk.council)
    ask(clerk, meeting, member, done)
    give_pledge(actor=done, meeting_id=meeting.pk, sha256=SHOWN)

    assert remind_of_pledge(actor=chair, meeting_id=meeting.pk) == 1
    assert remind_of_pledge(actor=clerk, meeting_id=meeting.pk) == 1

    told = Notice.objects.filter(what="pledge_asked").order_by("occasion")
    assert [row.occasion for row in told.filter(recipient=member.membership)] == [0, TODAY.toordinal()]
    assert [row.occasion for row in told.filter(recipient=done.membership)] == [0]
    assert LedgerEntry.objects.filter(verb="pledge_reminded").count() == 2


def test_who_left_office_is_reminded_no_more(clerk: Person, member: Person, meeting: Meeting) -> None:
    ask(clerk, meeting, member)
    Membership.objects.filter(pk=member.membership.pk).update(ended_at=timezone.now())

    with pytest.raises(Refusal, match="Everybody who was asked has answered"):
        remind_of_pledge(actor=clerk, meeting_id=meeting.pk)


def test_nobody_is_reminded_where_nobody_was_asked_or_the_day_is_over(
    clerk: Person, member: Person, meeting: Meeting
) -> None:
    with pytest.raises(Refusal, match="Nobody was asked before this meeting"):
        remind_of_pledge(actor=clerk, meeting_id=meeting.pk)
    ask(clerk, meeting, member)
    Meeting.objects.update(held_on=TODAY - timedelta(days=1))
    with pytest.raises(Refusal, match="The day of this meeting is over"):
        remind_of_pledge(actor=clerk, meeting_id=meeting.pk)
    assert Notice.objects.filter(what="pledge_asked").count() == 1


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.CLERK, Role.CHAIR}))
def test_nobody_but_clerk_and_chairman_reminds(
    clerk: Person, member: Person, meeting: Meeting, role: str
) -> None:
    ask(clerk, meeting, member)
    with pytest.raises(NotYours):
        remind_of_pledge(actor=make_person(council=clerk.council, role=role), meeting_id=meeting.pk)


def test_the_button_stands_on_the_page_of_who_may_ask_while_somebody_is_missing(
    clerk: Person, member: Person, meeting: Meeting
) -> None:
    ask(clerk, meeting, member)
    address = f"/ptc/desk/meetings/{meeting.pk}/pledge/"

    assert "Remind those who have not" not in sign_in(member).get(address).content.decode()
    desk = sign_in(clerk)
    assert "Remind those who have not" in desk.get(address).content.decode()
    page = desk.post(f"{address}remind/", follow=True).content.decode()
    assert "1 person is reminded by email." in page
    give_pledge(actor=member, meeting_id=meeting.pk, sha256=SHOWN)
    assert "Remind those who have not" not in desk.get(address).content.decode()
