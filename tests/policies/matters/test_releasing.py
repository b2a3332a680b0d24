"""Releasing a matter by an open reference, or a decision alone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from policies.gathering import gather
from policies.matters.releasing import release_decision, release_matter
from policies.models import AgendaItem, Matter
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_item, make_matter

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 4)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def test_an_open_reference_releases_a_matter(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    item = make_item(clerk=clerk, part=AgendaItem.Part.OPEN)
    before = Council.objects.get().circumstances_version

    release_matter(actor=clerk, matter_id=matter.pk, reference="Minute 41/26", on=DAY, item_id=item.pk)

    matter.refresh_from_db()
    assert (matter.is_confidential, matter.decision_only) == (False, False)
    assert (matter.open_reference, matter.released_on, matter.released_by_item) == ("Minute 41/26", DAY, item)
    assert LedgerEntry.objects.get(verb="matter_released").object_id == matter.pk
    assert Council.objects.get().circumstances_version == before + 1


def test_of_a_closed_item_the_decision_alone_is_released_and_the_rest_may_follow(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    item = make_item(clerk=clerk)

    release_decision(actor=clerk, matter_id=matter.pk, item_id=item.pk, text="To sell the depot.")

    matter.refresh_from_db()
    item.refresh_from_db()
    assert (matter.is_confidential, matter.decision_only) == (False, True)
    assert (item.released_text, item.released_by) == ("To sell the depot.", clerk.membership)
    assert Snapshot.objects.get(status="decision_released").text == "To sell the depot."
    with pytest.raises(Refusal, match="released already"):
        release_decision(actor=clerk, matter_id=matter.pk, item_id=item.pk, text="Again.")
    release_matter(actor=clerk, matter_id=matter.pk, reference="Minute 2/27", on=DAY)
    matter.refresh_from_db()
    assert (matter.decision_only, matter.released_by_item) == (False, None)


def test_the_released_text_is_gathered_while_the_decision_alone_is_released(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    item = make_item(clerk=clerk)

    def gathered() -> list[tuple[bool, str]]:
        seen = gather(clerk.council, at=timezone.now())
        return [(each.decision_only, each.released) for each in seen.matters]

    assert gathered() == [(False, "")]
    release_decision(actor=clerk, matter_id=matter.pk, item_id=item.pk, text="To sell the depot.")
    assert gathered() == [(True, "To sell the depot.")]


def test_what_releases_nothing_is_refused(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    closed = make_item(clerk=clerk)
    opened = make_item(clerk=clerk, part="open", reference="7/26", meeting=closed.meeting)
    key = matter.pk

    with pytest.raises(InvalidInput):
        release_matter(actor=clerk, matter_id=key, reference=" ", on=DAY)
    with pytest.raises(Refusal, match="not come yet"):
        release_matter(actor=clerk, matter_id=key, reference="x", on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refusal, match="not taken in open session"):
        release_matter(actor=clerk, matter_id=key, reference="x", on=DAY, item_id=closed.pk)
    with pytest.raises(InvalidInput):
        release_decision(actor=clerk, matter_id=key, item_id=closed.pk, text="")
    with pytest.raises(Refusal, match="taken in open session"):
        release_decision(actor=clerk, matter_id=key, item_id=opened.pk, text="x")

    assert Matter.objects.get().is_confidential


def test_a_matter_is_released_in_full_once(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    release_matter(actor=clerk, matter_id=matter.pk, reference="Minute 41/26", on=DAY)

    with pytest.raises(Refusal, match="released already"):
        release_matter(actor=clerk, matter_id=matter.pk, reference="Minute 42/26", on=DAY)


def test_the_decision_of_an_item_is_released_once(clerk: Person) -> None:
    item = make_item(clerk=clerk)
    first, second = (make_matter(clerk=clerk, title=title) for title in ("One", "Two"))
    release_decision(actor=clerk, matter_id=first.pk, item_id=item.pk, text="Yes.")

    with pytest.raises(Refusal, match="decision of this item was released already"):
        release_decision(actor=clerk, matter_id=second.pk, item_id=item.pk, text="No.")

    second.refresh_from_db()
    assert second.is_confidential


def test_another_councils_item_releases_nothing(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    item, matter = make_item(clerk=stranger), make_matter(clerk=clerk)

    with pytest.raises(Refusal, match="not there"):
        release_decision(actor=clerk, matter_id=matter.pk, item_id=item.pk, text="x")


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_else_releases(clerk: Person, role: str) -> None:
    person = make_person(council=clerk.council, role=role)
    matter, item = make_matter(clerk=clerk), make_item(clerk=clerk)

    with pytest.raises(NotYours):
        release_matter(actor=person, matter_id=matter.pk, reference="x", on=DAY)
    with pytest.raises(NotYours):
        release_decision(actor=person, matter_id=matter.pk, item_id=item.pk, text="x")


def test_an_officer_with_the_delegation_releases_by_an_open_reference_but_never_a_closed_decision(
    clerk: Person,
) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        reason="Leave",
        powers=["DECIDE"],
    )
    officer = person_now(officer.membership.pk)
    matter, item = make_matter(clerk=clerk), make_item(clerk=clerk)

    with pytest.raises(NotYours, match="Only the clerk"):
        release_decision(actor=officer, matter_id=matter.pk, item_id=item.pk, text="x")
    release_matter(actor=officer, matter_id=matter.pk, reference="Minute 41/26", on=DAY)

    matter.refresh_from_db()
    assert matter.released_by == officer.membership
