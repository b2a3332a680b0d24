"""Asking members for silence on a flagged matter outside the portal."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.matters.flagging import flag_matter, lift_flag
from policies.matters.naming_access import give_access
from policies.matters.opening import Noted, open_matter
from policies.matters.restraining import (
    WORDING,
    accept_restraint,
    ask_again,
    requests_of,
    restraints_to_accept,
)
from policies.matters.restraining_notices import about_restraint
from policies.models import FlagRequest, Matter, MatterFlag
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_matter
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
SHOWN = sha256_of(WORDING)
MEMBERS = {Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR, Role.COUNCILLOR, Role.CO_OPTED}


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, name="Cal Councillor")


def flagged(clerk: Person, matter: Matter | None = None) -> Matter:
    found = matter or make_matter(clerk=clerk)
    flag_matter(actor=clerk, matter_id=found.pk, reason="Talks.")
    return found


def test_at_flagging_every_member_is_asked_and_nobody_else(clerk: Person) -> None:
    people = {role: make_person(council=clerk.council, role=role) for role in sorted(Role.values)}
    make_person(council=make_council())

    matter = flagged(clerk)

    asked = FlagRequest.objects.filter(flag__matter=matter)
    keys = {people[role].membership.pk for role in MEMBERS}
    assert set(asked.values_list("member_id", flat=True)) == keys
    assert set(Notice.objects.filter(what="restraint_asked").values_list("recipient_id", flat=True)) == keys
    assert LedgerEntry.objects.filter(verb="restraint_asked", object_id=matter.pk).count() == 1
    filed = Snapshot.objects.get(status="restraint_asked")
    assert (filed.matter_ids, len(filed.people_ids)) == ([matter.pk], len(keys))


def test_of_a_matter_of_named_access_only_those_named_are_asked(clerk: Person, member: Person) -> None:
    make_person(council=clerk.council)
    matter = open_matter(actor=clerk, noted=Noted("Staff matter", named_access_only=True))
    give_access(actor=clerk, matter_id=matter.pk, member_id=member.membership.pk)

    flagged(clerk, matter)

    assert list(FlagRequest.objects.values_list("member_id", flat=True)) == [member.membership.pk]


def test_where_no_member_may_know_of_it_nobody_is_asked(clerk: Person, member: Person) -> None:
    matter = flagged(clerk, open_matter(actor=clerk, noted=Noted("Staff matter", named_access_only=True)))
    assert not FlagRequest.objects.exists()
    assert not Snapshot.objects.filter(status="restraint_asked").exists()
    with pytest.raises(Refusal, match="Everybody has accepted"):
        ask_again(actor=clerk, matter_id=matter.pk)


def test_a_member_accepts_once_and_it_is_recorded(clerk: Person, member: Person) -> None:
    matter = flagged(clerk)
    assert [one.flag.matter_id for one in restraints_to_accept(member)] == [matter.pk]

    first = accept_restraint(actor=member, matter_id=matter.pk, sha256=SHOWN)
    again = accept_restraint(actor=member, matter_id=matter.pk, sha256=SHOWN)

    assert first.accepted_at is not None
    assert first.accepted_at == again.accepted_at
    assert not restraints_to_accept(member).exists()
    entry = LedgerEntry.objects.get(verb="restraint_accepted")
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("matter", matter.pk, member.user_id)


def test_who_was_not_asked_read_other_words_or_comes_too_late_accepts_nothing(
    clerk: Person, member: Person
) -> None:
    matter = flagged(clerk)
    with pytest.raises(NotYours):
        accept_restraint(actor=clerk, matter_id=matter.pk, sha256=SHOWN)
    with pytest.raises(Refusal, match="not the words that you read"):
        accept_restraint(actor=member, matter_id=matter.pk, sha256="0" * 64)
    elsewhere = make_person(council=make_council())
    with pytest.raises(Refusal, match="lifted meanwhile"):
        accept_restraint(actor=elsewhere, matter_id=matter.pk, sha256=SHOWN)
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")
    with pytest.raises(Refusal, match="lifted meanwhile"):
        accept_restraint(actor=member, matter_id=matter.pk, sha256=SHOWN)
    assert not FlagRequest.objects.filter(accepted_at__isnull=False).exists()


def test_a_new_flag_asks_anew(clerk: Person, member: Person) -> None:
    matter = flagged(clerk)
    accept_restraint(actor=member, matter_id=matter.pk, sha256=SHOWN)
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")
    flagged(clerk, matter)
    assert restraints_to_accept(member).count() == 1


def test_who_came_later_is_asked_and_who_has_not_accepted_reminded_once_a_day(
    clerk: Person, member: Person
) -> None:
    done = make_person(council=clerk.council)
    matter = flagged(clerk)
    accept_restraint(actor=done, matter_id=matter.pk, sha256=SHOWN)
    new = make_person(council=clerk.council)

    assert ask_again(actor=clerk, matter_id=matter.pk) == 2
    ask_again(actor=clerk, matter_id=matter.pk)

    told = Notice.objects.filter(what="restraint_asked")
    assert told.filter(recipient=member.membership).count() == 2
    assert told.filter(recipient=done.membership).count() == 1
    assert told.filter(recipient=new.membership, occasion=0).count() == 1
    flag = MatterFlag.objects.get()
    assert [row.accepted_at is None for row in requests_of(flag)] == [True, True, False]


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.CLERK, Role.CHAIR}))
def test_nobody_but_clerk_and_chairman_asks(clerk: Person, role: str) -> None:
    matter = flagged(clerk)
    with pytest.raises(NotYours):
        ask_again(actor=make_person(council=clerk.council, role=role), matter_id=matter.pk)


def test_the_mail_names_no_matter_and_is_not_sent_once_it_is_over(clerk: Person, member: Person) -> None:
    matter = flagged(clerk)
    notice = Notice.objects.get(what="restraint_asked")
    words = about_restraint(notice, member)
    assert words is not None
    assert matter.title not in words.subject + words.body
    assert f"/ptc/desk/matters/{matter.pk}/request/" in words.body
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")
    assert about_restraint(notice, member) is None


def test_an_acceptance_is_not_taken_back_or_dated_otherwise(clerk: Person, member: Person) -> None:
    matter = flagged(clerk)
    rows = FlagRequest.objects.filter(flag__matter=matter)
    for changes in ({"member": clerk.membership}, {"asked_at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
    accept_restraint(actor=member, matter_id=matter.pk, sha256=SHOWN)
    for at in (None, timezone.now()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(accepted_at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_at_two_windows_and_a_lifting_at_once_leave_one_or_none() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    member = make_person(council=clerk.council)
    matter = flagged(clerk)

    def accepting() -> FlagRequest:
        return accept_restraint(actor=member, matter_id=matter.pk, sha256=SHOWN)

    at_once(accepting, accepting, lambda: lift_flag(actor=clerk, matter_id=matter.pk, reason="Over."))

    accepted = FlagRequest.objects.filter(accepted_at__isnull=False).count()
    assert LedgerEntry.objects.filter(verb="restraint_accepted").count() == accepted
    assert MatterFlag.objects.get().lifted_at is not None


def test_from_the_desk_to_the_members_page_and_back_to_the_clerks(clerk: Person, member: Person) -> None:
    matter = flagged(clerk)
    phone, office = sign_in(member), sign_in(clerk)
    at = f"/ptc/desk/matters/{matter.pk}/"
    assert f"Say nothing for now: {matter.title}" in phone.get("/ptc/desk/").content.decode()
    assert "Read and accept what is asked of you" in phone.get(at).content.decode()
    page = phone.get(f"{at}request/").content.decode()
    assert "from accounts or in conversations of my own" in page
    assert "1 of 1 has not accepted yet." in office.get(f"{at}requests/").content.decode()
    assert office.get(f"{at}request/").status_code == 404
    assert phone.get(f"{at}requests/").status_code == 403

    done = phone.post(f"{at}request/", {"sha256": SHOWN}, follow=True).content.decode()

    assert "You accepted this on" in done
    assert "Everybody who was asked has accepted it." in office.get(f"{at}requests/").content.decode()
    assert "Everybody has accepted it." in office.post(f"{at}requests/").content.decode()
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over.")
    assert "The flag was lifted" in phone.get(f"{at}request/").content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_flagging_and_its_page_cost_the_same_for_one_member_and_for_many(
    clerk: Person, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_person(council=clerk.council)
    matter = make_matter(clerk=clerk)
    with django_assert_max_num_queries(26):
        flagged(clerk, matter)
    client = sign_in(clerk)
    client.get("/ptc/desk/")
    with django_assert_max_num_queries(9):
        client.get(f"/ptc/desk/matters/{matter.pk}/requests/")
