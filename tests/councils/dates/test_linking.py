"""The private link to a calendar: one a member, worth what its holder may read, and nothing after it ended."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.councils.dates.linking import (
    address_of,
    link_of,
    make_link,
    person_behind,
    revoke_link,
    token_for,
)
from portal.councils.models import CalendarLink, Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR)


def token_of(person: Person) -> str:
    link = link_of(person)
    assert link is not None
    return address_of(person, link).rpartition("/")[2].removesuffix(".ics")


def test_a_link_opens_the_calendar_as_its_holder_and_only_its_hash_is_kept(member: Person) -> None:
    make_link(actor=member)
    token = token_of(member)
    behind = person_behind(member.council.slug, token)
    assert behind is not None
    assert behind.membership == member.membership
    stored = CalendarLink.objects.values_list("link_sha256", "key").get()
    assert stored[0] == sha256_of(token)
    assert token not in str(stored)


def test_a_new_link_ends_the_one_before(member: Person) -> None:
    make_link(actor=member)
    first = token_of(member)
    make_link(actor=member)
    assert token_of(member) != first
    assert person_behind(member.council.slug, first) is None
    assert person_behind(member.council.slug, token_of(member)) is not None
    assert CalendarLink.objects.count() == 1


def test_a_revoked_link_opens_nothing_and_cannot_be_revoked_again(member: Person) -> None:
    make_link(actor=member)
    token = token_of(member)
    revoke_link(actor=member)
    assert person_behind(member.council.slug, token) is None
    assert link_of(member) is None
    with pytest.raises(Refusal):
        revoke_link(actor=member)
    make_link(actor=member)
    assert person_behind(member.council.slug, token) is None


def test_a_link_ends_with_the_membership_and_with_the_account(member: Person) -> None:
    make_link(actor=member)
    token, row = token_of(member), member.membership
    row.user.is_active = False
    row.user.save()
    assert person_behind(member.council.slug, token) is None
    row.user.is_active = True
    row.user.save()
    assert person_behind(member.council.slug, token) is not None
    Membership.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    assert person_behind(member.council.slug, token) is None


@pytest.mark.parametrize("token", ["", "0" * 64, "é" * 64, "0" * 63, "0" * 5000])
def test_what_is_no_token_opens_nothing(member: Person, token: str) -> None:
    make_link(actor=member)
    assert person_behind(member.council.slug, token) is None


def test_a_link_opens_nothing_below_another_council(member: Person) -> None:
    make_link(actor=member)
    elsewhere = make_council()
    assert person_behind(elsewhere.slug, token_of(member)) is None


def test_a_revoked_link_has_no_hash_in_the_database_and_an_open_one_has_one(member: Person) -> None:
    link = make_link(actor=member)
    for wrong in ({"link_sha256": ""}, {"revoked_at": timezone.now()}, {"link_sha256": "short"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarLink.objects.filter(pk=link.pk).update(**wrong)


def test_after_the_secret_key_was_replaced_the_link_works_and_is_not_shown(member: Person) -> None:
    link = make_link(actor=member)
    token = token_of(member)
    link.key = uuid4()  # as a token of another secret looks: not the one that was hashed
    assert address_of(member, link) == ""
    assert person_behind(member.council.slug, token) is not None


def test_the_record_says_that_it_was_made_and_revoked_and_never_the_token(member: Person) -> None:
    make_link(actor=member)
    token = token_of(member)
    revoke_link(actor=member)
    entries = LedgerEntry.objects.filter(verb__startswith="calendar_link").order_by("pk")
    assert [entry.verb for entry in entries] == ["calendar_link_made", "calendar_link_revoked"]
    assert not any(token in str(vars(entry)) for entry in entries)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_leave_one_link_that_works(council: Council) -> None:
    member = make_person(council=council)

    def press(_: int) -> None:
        try:
            make_link(actor=member)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    link = CalendarLink.objects.get()
    assert person_behind(council.slug, token_for(link.key)) is not None
