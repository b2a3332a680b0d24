"""Opening, changing and closing matters, and who may see one."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from policies.gathering import gather
from policies.matters.knowing import known_to
from policies.matters.naming_access import give_access, take_access
from policies.matters.opening import Noted, change_matter, close_matter, open_matter
from policies.matters.releasing import release_matter
from policies.models import Matter, MatterAccess, MatterAlias
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def circumstances(clerk: Person) -> int:
    return Council.objects.get(pk=clerk.council.pk).circumstances_version


def test_a_matter_is_confidential_from_its_first_moment(clerk: Person) -> None:
    before = circumstances(clerk)

    matter = open_matter(
        actor=clerk, noted=Noted("Mill Lane", summary=" Land. ", aliases=["The Meadow", "the meadow", ""])
    )

    assert (matter.is_confidential, matter.summary, matter.closed_at) == (True, "Land.", None)
    assert list(MatterAlias.objects.values_list("words", flat=True)) == ["The Meadow"]
    entry = LedgerEntry.objects.get(verb="matter_opened")
    assert (entry.object_id, "Mill Lane" in entry.body) == (matter.pk, False)
    assert circumstances(clerk) == before + 1


@pytest.mark.parametrize(
    "noted",
    [
        Noted(" "),
        Noted("x" * 201),
        Noted("Mill\x00Lane"),
        Noted("Mill Lane", aliases=["a."]),
        Noted("Mill Lane", aliases=["x" * 121]),
        Noted("Mill Lane", aliases=[f"name {number}" for number in range(41)]),
    ],
    ids=["no title", "long title", "unstorable", "short alias", "long alias", "many aliases"],
)
def test_what_cannot_be_noted_is_refused(clerk: Person, noted: Noted) -> None:
    with pytest.raises(InvalidInput):
        open_matter(actor=clerk, noted=noted)

    assert not Matter.objects.exists()


def test_two_matters_of_one_council_have_two_titles(clerk: Person) -> None:
    make_matter(clerk=clerk, title="Mill Lane")
    other = make_matter(clerk=clerk, title="Depot")

    with pytest.raises(Refusal, match="this title already"):
        open_matter(actor=clerk, noted=Noted("MILL LANE"))
    with pytest.raises(Refusal, match="this title already"):
        change_matter(actor=clerk, matter_id=other.pk, noted=Noted("mill lane"))


def test_changing_replaces_the_words_and_moves_the_circumstances_on(clerk: Person) -> None:
    matter = make_matter(clerk=clerk, aliases=("old depot",))
    before = circumstances(clerk)

    change_matter(actor=clerk, matter_id=matter.pk, noted=Noted("The yard", aliases=["Fernleigh yard"]))

    matter.refresh_from_db()
    assert matter.title == "The yard"
    assert list(matter.aliases.values_list("words", flat=True)) == ["Fernleigh yard"]
    assert circumstances(clerk) == before + 1


def test_a_matter_is_closed_once_with_a_reason_that_is_filed(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)

    close_matter(actor=clerk, matter_id=matter.pk, reason="Sold.")

    snapshot = Snapshot.objects.get(status="matter_closed")
    assert (snapshot.text, snapshot.matter_ids) == ("Sold.", [matter.pk])
    with pytest.raises(Refusal, match="closed meanwhile"):
        close_matter(actor=clerk, matter_id=matter.pk, reason="Again.")
    with pytest.raises(Refusal, match="closed meanwhile"):
        change_matter(actor=clerk, matter_id=matter.pk, noted=Noted("Other"))


def test_a_flagged_matter_is_not_closed_past_its_flag(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    make_flag(matter=matter, by=clerk)

    with pytest.raises(Refusal, match="flagged as especially sensitive"):
        close_matter(actor=clerk, matter_id=matter.pk, reason="Sold.")


def test_what_was_never_released_is_closed_by_the_clerk_alone(clerk: Person) -> None:
    officer, now = make_person(council=clerk.council, role=Role.OFFICER), timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        reason="Leave",
        powers=["DECIDE"],
    )
    officer = person_now(officer.membership.pk)
    matter = make_matter(clerk=clerk)

    with pytest.raises(Refusal, match="never released: only the clerk"):
        close_matter(actor=officer, matter_id=matter.pk, reason="Over.")
    release_matter(actor=officer, matter_id=matter.pk, reference="Minute 41/26", on=timezone.localdate())
    close_matter(actor=officer, matter_id=matter.pk, reason="Over.")

    matter.refresh_from_db()
    assert matter.closed_at is not None


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_without_the_clerks_authority_opens_changes_closes_or_names(clerk: Person, role: str) -> None:
    person = make_person(council=clerk.council, role=role)
    matter = make_matter(clerk=clerk)
    key = matter.pk

    for attempt in (
        lambda: open_matter(actor=person, noted=Noted("New")),
        lambda: change_matter(actor=person, matter_id=key, noted=Noted("New")),
        lambda: close_matter(actor=person, matter_id=key, reason="x"),
        lambda: give_access(actor=person, matter_id=key, member_id=person.membership.pk),
        lambda: take_access(actor=person, matter_id=key, member_id=person.membership.pk),
    ):
        with pytest.raises(NotYours):
            attempt()

    assert Matter.objects.get().title == matter.title


def test_another_councils_matter_is_not_there(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    matter = make_matter(clerk=clerk)

    for attempt in (
        lambda: change_matter(actor=stranger, matter_id=matter.pk, noted=Noted("New")),
        lambda: close_matter(actor=stranger, matter_id=matter.pk, reason="x"),
        lambda: give_access(actor=stranger, matter_id=matter.pk, member_id=stranger.membership.pk),
    ):
        with pytest.raises(Refusal, match="closed meanwhile"):
            attempt()
    with pytest.raises(Refusal, match="not in office here"):
        give_access(actor=clerk, matter_id=matter.pk, member_id=stranger.membership.pk)


def test_access_is_given_once_and_taken_once(clerk: Person) -> None:
    member = make_person(council=clerk.council, role=Role.VOLUNTEER)
    matter = make_matter(clerk=clerk)
    named: dict[str, Any] = {"actor": clerk, "matter_id": matter.pk, "member_id": member.membership.pk}

    give_access(**named)
    give_access(**named)
    assert list(known_to(member)) == [matter]
    take_access(**named)

    assert list(known_to(member)) == []
    with pytest.raises(Refusal, match="not named here any more"):
        take_access(**named)
    verbs = LedgerEntry.objects.filter(verb__startswith="matter_access").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["matter_access_given", "matter_access_taken"]


@pytest.mark.parametrize("named", [False, True], ids=["not named", "named"])
@pytest.mark.parametrize("named_only", [False, True], ids=["open to members", "named only"])
@pytest.mark.parametrize("role", Role.values)
def test_the_query_knows_what_gathering_knows(
    clerk: Person, role: str, *, named_only: bool, named: bool
) -> None:
    person = make_person(council=clerk.council, role=role)
    matter = open_matter(actor=clerk, noted=Noted("Mill Lane", named_access_only=named_only))
    if named:
        MatterAccess.objects.create(matter=matter, member=person.membership, given_by=clerk.membership)

    seen = gather(clerk.council, at=timezone.now(), reader_id=person.membership.pk).matters
    assert [one.visible for one in seen] == [known_to(person).filter(pk=matter.pk).exists()]
    inside = role not in {Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER, Role.AUDITOR}
    assert seen[0].visible is (role == Role.CLERK or named or (inside and not named_only))


def test_a_flagged_matter_keeps_every_word_that_texts_are_held_for(clerk: Person) -> None:
    matter = make_matter(clerk=clerk, title="Old depot", aliases=("the yard",))
    make_flag(matter=matter, by=clerk)

    for noted in (Noted("Old depot"), Noted("Something else", aliases=["the yard"])):
        with pytest.raises(Refusal, match="texts are held for the words"):
            change_matter(actor=clerk, matter_id=matter.pk, noted=noted)
    assert Matter.objects.get().title == "Old depot"
    assert list(matter.aliases.values_list("words", flat=True)) == ["the yard"]

    more = Noted("The YARD", summary="Land.", aliases=["old depot", "Fernleigh yard"])
    change_matter(actor=clerk, matter_id=matter.pk, noted=more)
    assert Matter.objects.get().title == "The YARD"
