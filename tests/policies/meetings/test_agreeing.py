"""Agreed positions: entered, replaced, ended."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from policies.meetings.agreeing import (
    Agreed,
    current_positions,
    end_position,
    enter_position,
    replace_position,
)
from policies.models import Position
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def agreed(**changes: Any) -> Agreed:
    values = {
        "title": "The bypass",
        "text": "The council supports the northern route.",
        "minute_reference": "Minute 34/26",
        "agreed_on": date(2026, 11, 4),
    }
    return Agreed(**{**values, **changes})


def test_a_position_holds_from_the_day_it_was_agreed_and_its_words_are_filed(clerk: Person) -> None:
    item = make_item(clerk=clerk, part="open")

    position = enter_position(actor=clerk, agreed=agreed(item_id=item.pk))

    assert list(current_positions(clerk.council.pk)) == [position]
    assert position.item == item
    assert Snapshot.objects.get().text == "The council supports the northern route.\nMinute 34/26"
    assert LedgerEntry.objects.get(verb="position_entered").object_id == position.pk


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"text": " "},
        {"minute_reference": ""},
        {"minute_reference": "x" * 81},
        {"agreed_on": timezone.localdate() + timedelta(days=1)},
    ],
    ids=["title", "text", "minute", "long minute", "day to come"],
)
def test_what_cannot_be_a_position_is_refused(clerk: Person, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        enter_position(actor=clerk, agreed=agreed(**changes))

    assert not Position.objects.exists()


def test_a_closed_item_gives_members_nothing_to_repeat(clerk: Person) -> None:
    item = make_item(clerk=clerk)

    with pytest.raises(Refusal, match="agreed in open session"):
        enter_position(actor=clerk, agreed=agreed(item_id=item.pk))


def test_replacing_ends_the_old_one_and_keeps_it(clerk: Person) -> None:
    old = enter_position(actor=clerk, agreed=agreed())

    new = replace_position(
        actor=clerk,
        position_id=old.pk,
        agreed=agreed(text="The southern route.", agreed_on=date(2026, 11, 18)),
    )

    old.refresh_from_db()
    assert (old.ended_on, old.replaced_by) == (date(2026, 11, 18), new)
    assert list(current_positions(clerk.council.pk)) == [new]
    with pytest.raises(Refusal, match="ended or replaced meanwhile"):
        replace_position(actor=clerk, position_id=old.pk, agreed=agreed())
    with pytest.raises(Refusal, match="ended or replaced meanwhile"):
        end_position(actor=clerk, position_id=old.pk, reason="x")


def test_an_older_minute_does_not_replace_a_younger(clerk: Person) -> None:
    old = enter_position(actor=clerk, agreed=agreed())

    with pytest.raises(InvalidInput, match="before the one"):
        replace_position(actor=clerk, position_id=old.pk, agreed=agreed(agreed_on=date(2026, 11, 3)))

    assert Position.objects.get().ended_on is None


def test_ending_takes_it_from_what_members_may_say_at_once(clerk: Person) -> None:
    position = enter_position(actor=clerk, agreed=agreed())

    end_position(actor=clerk, position_id=position.pk, reason="Overtaken.")

    assert list(current_positions(clerk.council.pk)) == []
    assert Snapshot.objects.get(status="position_ended").text == "Overtaken."


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_enters_replaces_or_ends_without_the_clerks_authority(clerk: Person, role: str) -> None:
    person = make_person(council=clerk.council, role=role)
    position = enter_position(actor=clerk, agreed=agreed())

    for attempt in (
        lambda: enter_position(actor=person, agreed=agreed()),
        lambda: replace_position(actor=person, position_id=position.pk, agreed=agreed()),
        lambda: end_position(actor=person, position_id=position.pk, reason="x"),
    ):
        with pytest.raises(NotYours):
            attempt()


def test_another_councils_position_is_not_there(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    position = enter_position(actor=clerk, agreed=agreed())

    with pytest.raises(Refusal, match="meanwhile"):
        end_position(actor=stranger, position_id=position.pk, reason="x")
    assert list(current_positions(stranger.council.pk)) == []
