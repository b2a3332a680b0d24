"""Coming near a matter that is closed to somebody: counted, recorded, bounded by the hour."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from policies.circumstances import Closed
from policies.matters import nearing
from policies.matters.nearing import note_closed, rest_ends, rests_for, who_came_near
from policies.models import ClosedHit, Matter
from policies.models.nearing import LIMIT
from portal.councils.models import Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_matter
from tests.makers.nearing import HOUR
from tests.makers.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_hour")]


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR, name="Nora Near")


def near(matter: Matter, *words: str) -> list[Closed]:
    return [Closed.near(matter.pk, each) for each in words]


def resting(person: Person) -> bool:
    return Membership.objects.filter(rests_for(person.membership.pk), pk=person.membership.pk).exists()


@pytest.mark.parametrize(
    "spelling", ["Old  Depot\n", "old-depot", "#OldDepot", "Óld “Depot”", "old d\u200bepot"]
)
def test_spellings_of_one_name_are_the_same_words(spelling: str) -> None:
    assert Closed.near(1, spelling) == Closed.near(1, "old depot")


def test_words_differ_between_matters_and_from_a_link() -> None:
    assert Closed.near(1, "old depot").key != Closed.near(2, "old depot").key
    assert Closed.near(1).key != Closed.near(1, "old depot").key


def test_nothing_closed_asks_nothing(member: Person, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        with_nothing = nearing.come_near(member, [], item_id=None)
    assert with_nothing == (True, [])


def test_the_last_place_is_shown_and_then_all_rests_until_the_hour_is_over(
    clerk: Person, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = make_matter(clerk=clerk)
    for number in range(LIMIT):
        assert not resting(member)
        assert note_closed(actor=member, closed=near(matter, f"word {number}"))
    assert resting(member)
    assert not note_closed(actor=member, closed=near(matter, "word 0"))
    assert not note_closed(actor=member, closed=near(matter, "another"))
    assert rest_ends() == HOUR + timedelta(hours=1)
    assert not resting(clerk)

    monkeypatch.setattr(nearing, "hour_now", lambda: HOUR + timedelta(hours=1))
    assert not resting(member)
    assert note_closed(actor=member, closed=near(matter, "word 0"))
    assert ClosedHit.objects.count() == 1


def test_the_same_words_take_one_place_and_one_entry(clerk: Person, member: Person) -> None:
    matter = make_matter(clerk=clerk)
    for words in ("Old Depot", "old depot", "old  depot"):
        assert note_closed(actor=member, closed=near(matter, words, words), item_id=7)

    assert ClosedHit.objects.count() == 1
    (entry,) = LedgerEntry.objects.filter(verb="matter_neared")
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("matter", matter.pk, member.user_id)
    assert "depot" not in entry.body.lower()
    assert f'"words_sha256":"{Closed.near(matter.pk, "old depot").key}"' in entry.body
    assert '"shown":true' in entry.body


def test_a_text_with_more_words_than_places_are_left_takes_them_all_and_shows_none(
    clerk: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk)
    assert note_closed(actor=member, closed=near(matter, "first"))
    many = near(matter, *(f"word {number}" for number in range(LIMIT + 5)))

    assert not note_closed(actor=member, closed=many)

    assert resting(member)
    assert ClosedHit.objects.count() == LIMIT
    assert (
        LedgerEntry.objects.filter(verb="matter_neared", body__contains='"shown":false').count() == LIMIT + 5
    )


def test_one_member_s_places_are_not_another_s(clerk: Person, member: Person) -> None:
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)
    matter = make_matter(clerk=clerk)
    note_closed(actor=member, closed=near(matter, *"abcde"))

    assert resting(member)
    assert not resting(other)
    assert note_closed(actor=other, closed=near(matter, "f"))


@pytest.mark.parametrize("place", [0, LIMIT + 1])
def test_the_database_keeps_the_limit_itself(member: Person, place: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedHit.objects.create(member=member.membership, hour=HOUR, place=place, key="k")


def test_a_place_and_words_are_taken_once(member: Person) -> None:
    ClosedHit.objects.create(member=member.membership, hour=HOUR, place=1, key="k")
    for place, key in ((1, "other"), (2, "k")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClosedHit.objects.create(member=member.membership, hour=HOUR, place=place, key=key)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_the_last_place_at_once_one_is_shown(clerk: Person, member: Person) -> None:
    matter = make_matter(clerk=clerk)
    note_closed(actor=member, closed=near(matter, *"abcd"))

    acts = [partial(note_closed, actor=member, closed=near(matter, words)) for words in ("x", "y", "z")]
    shown = at_once(*acts)

    assert sorted(shown) == [False, False, True]
    assert sorted(ClosedHit.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5]
    assert LedgerEntry.objects.filter(verb="matter_neared").count() == LIMIT


@pytest.mark.django_db(transaction=True)
def test_the_same_words_at_once_take_one_place(clerk: Person, member: Person) -> None:
    closed = near(make_matter(clerk=clerk), "old depot")

    assert at_once(*[partial(note_closed, actor=member, closed=closed)] * 3) == [True, True, True]
    assert ClosedHit.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="matter_neared").count() == 1
    connection.close()


def test_the_clerk_sees_on_the_matter_s_page_who_came_near_it(clerk: Person, member: Person) -> None:
    matter, other = make_matter(clerk=clerk), make_matter(clerk=clerk, title="Another")
    note_closed(actor=member, closed=near(matter, "old depot"))

    desk = sign_in(clerk)
    page = desk.get(f"/ptc/desk/matters/{matter.pk}/").content.decode()
    assert "Who came near it" in page
    assert "The latest is listed; the record has all." in page
    assert "Nora Near" in page
    assert "Who came near it" not in desk.get(f"/ptc/desk/matters/{other.pk}/").content.decode()
    assert [row.actor_id for row in who_came_near(clerk.council.pk, matter.pk)] == [member.user_id]
    assert who_came_near(make_council().pk, matter.pk) == []


def test_a_member_who_knows_of_the_matter_does_not_see_who_came_near_it(
    clerk: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk)
    note_closed(actor=make_person(council=clerk.council, role=Role.VOLUNTEER), closed=near(matter, "depot"))

    page = sign_in(member).get(f"/ptc/desk/matters/{matter.pk}/").content.decode()
    assert matter.title in page
    assert "Who came near it" not in page
