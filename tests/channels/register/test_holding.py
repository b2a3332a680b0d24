"""Who answers for a channel and who can get in: noted, ended, pointed out when a term ends."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.channels.models import Access
from portal.channels.register.holding import Given, current_access, end_access, give_access, to_hand_over
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.register.conftest import Town
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def give(town: Town, person: Person | None = None, part: str = "holder", **changes: object) -> Access:
    who = {"member_id": person.membership.pk} if person else {}
    given = Given(part, **{"since": today(), **who, **changes})  # type: ignore[arg-type]
    return give_access(actor=town.clerk, channel_id=town.board.pk, given=given)


def test_a_new_owner_takes_the_place_of_the_one_before(town: Town) -> None:
    first = give(town, town.officer, "owner")
    give(town, town.clerk, "owner")

    now = [(row.who, row.part) for row in current_access()]
    assert now == [(town.clerk.name, "owner")]
    first.refresh_from_db()
    assert (first.ended_by, first.handed_over) == (town.clerk.membership, "Somebody else owns it now.")
    assert town.last_verb() == "channel_access_given"


def test_somebody_outside_holds_access_and_loses_it_with_words(town: Town) -> None:
    made = give(town, outsider="The web designer", means="Administrator of the page")

    end_access(actor=town.clerk, access_id=made.pk, note="Rights taken away; the officer has them.")

    made.refresh_from_db()
    assert made.ended_at is not None
    assert made.handed_over == "Rights taken away; the officer has them."
    assert town.last_verb() == "channel_access_ended"
    with pytest.raises(Refusal, match="ended already"):
        end_access(actor=town.clerk, access_id=made.pk, note="Again.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Choose one member"),
        ({"outsider": "A", "member_id": 1}, "Choose one member"),
        ({"outsider": "A", "part": "owner"}, "Only a member can own"),
        ({"outsider": "A", "part": "king"}, "what they are"),
        ({"outsider": "A", "since": date(2190, 1, 1)}, "not one to come"),
        ({"outsider": "A", "until": date(2001, 1, 1)}, "before it begins"),
    ],
)
def test_what_cannot_be_noted_is_refused_in_words(town: Town, changes: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        give(town, **changes)  # type: ignore[arg-type]

    assert Access.objects.count() == 0


def test_nobody_gets_the_same_part_twice_and_no_stranger_any(town: Town) -> None:
    give(town, town.officer)
    with pytest.raises(Refusal, match="already"):
        give(town, town.officer)
    with pytest.raises(InvalidInput, match="of this council"):
        give(town, make_person(council=make_council()))
    with pytest.raises(NotYours):
        give_access(
            actor=town.officer,
            channel_id=town.board.pk,
            given=Given("holder", today(), member_id=town.officer.membership.pk),
        )


def test_what_ends_soon_and_who_is_gone_is_to_be_handed_over_and_nothing_else(town: Town) -> None:
    give(town, town.clerk, "owner")
    ending = give(town, outsider="The designer", until=today() + timedelta(days=30))
    give(town, outsider="Another", until=today() + timedelta(days=31))
    leaving = give(town, town.officer)
    Membership.objects.filter(pk=town.officer.membership.pk).update(term_ends_on=today() + timedelta(days=5))
    gone = give(town, town.member, "manager")
    Membership.objects.filter(pk=town.member.membership.pk).update(ended_at=timezone.now())

    assert set(to_hand_over(today())) == {ending, leaving, gone}
    end_access(actor=town.clerk, access_id=gone.pk, note="The clerk has it.")
    assert set(to_hand_over(today())) == {ending, leaving}
