"""Filters that a person keeps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.erasing import erase_filters
from approvals.filtering import Filter
from approvals.models import MOST_SAVED, SavedFilter
from approvals.saving_filters import filters_of, remove_filter, save_filter
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db

NOTICES = Filter(kind="notice")


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def kept(person: Person) -> list[tuple[str, str]]:
    return [(one.name, one.query) for one in filters_of(person)]


def test_a_filter_is_kept_by_name_for_its_owner_alone_and_no_act_of_the_council(clerk: Person) -> None:
    before = LedgerEntry.objects.count()
    save_filter(actor=clerk, name="  Only \n notices ", asked=NOTICES)
    save_filter(actor=clerk, name="All", asked=Filter(order="due"))
    assert kept(clerk) == [("All", "order=due"), ("Only notices", "kind=notice")]
    assert kept(make_person(council=clerk.council, role=Role.CLERK)) == []
    assert LedgerEntry.objects.count() == before


def test_the_same_name_again_replaces_it(clerk: Person) -> None:
    save_filter(actor=clerk, name="Mine", asked=NOTICES)
    save_filter(actor=clerk, name="Mine", asked=Filter(risk="3"))
    assert kept(clerk) == [("Mine", "risk=3")]


@pytest.mark.parametrize(
    ("name", "asked"), [("", NOTICES), ("   ", NOTICES), ("x" * 41, NOTICES), ("Everything", Filter())]
)
def test_without_a_name_or_a_question_nothing_is_kept(clerk: Person, name: str, asked: Filter) -> None:
    with pytest.raises(InvalidInput):
        save_filter(actor=clerk, name=name, asked=asked)
    assert kept(clerk) == []


def test_a_person_keeps_a_bounded_number_and_a_removed_one_makes_room(clerk: Person) -> None:
    for number in range(MOST_SAVED):
        save_filter(actor=clerk, name=f"Filter {number}", asked=NOTICES)
    with pytest.raises(Refusal, match="You keep 20 filters already"):
        save_filter(actor=clerk, name="One more", asked=NOTICES)
    save_filter(actor=clerk, name="Filter 3", asked=Filter(risk="3"))
    third = SavedFilter.objects.get(name="Filter 3")
    assert remove_filter(actor=clerk, filter_id=third.pk) == "Filter 3"
    assert save_filter(actor=clerk, name="One more", asked=NOTICES).place == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(owner=clerk.membership, place=21, name="Too many", query="kind=notice")


def test_nobody_removes_anothers(clerk: Person) -> None:
    mine = save_filter(actor=clerk, name="Mine", asked=NOTICES)
    other = make_person(council=clerk.council, role=Role.CLERK)
    with pytest.raises(Refusal, match="no such filter"):
        remove_filter(actor=other, filter_id=mine.pk)
    assert len(kept(clerk)) == 1


def test_who_does_not_read_the_queue_keeps_no_filter_of_it(clerk: Person) -> None:
    for role in (Role.COUNCILLOR, Role.AUDITOR):
        member = make_person(council=clerk.council, role=role)
        with pytest.raises(NotYours):
            save_filter(actor=member, name="Mine", asked=NOTICES)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_never_keep_more_than_there_is_room_for() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    for number in range(MOST_SAVED - 1):
        save_filter(actor=clerk, name=f"Filter {number}", asked=NOTICES)
    results = at_once(
        *(lambda name=name: save_filter(actor=clerk, name=name, asked=NOTICES) for name in ("One", "Two"))
    )
    assert sorted(type(one).__name__ for one in results) == ["Refusal", "SavedFilter"]
    assert len(kept(clerk)) == MOST_SAVED


def test_filters_go_with_the_office_of_their_owner_and_stay_before(clerk: Person) -> None:
    save_filter(actor=clerk, name="Mine", asked=NOTICES)
    order = EraseOrder(clerk.council.pk, (), timezone.now() + timedelta(days=1))
    assert erase_filters(order) == 0
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())
    assert erase_filters(EraseOrder(make_council().pk, (), order.now)) == 0
    assert erase_filters(EraseOrder(clerk.council.pk, (7,), order.now)) == 0
    assert erase_filters(order) == 1
    assert not SavedFilter.objects.exists()
