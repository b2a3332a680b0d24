"""Closed items and private briefings open confidential matters, once, known to those who read the item."""

from datetime import date
from typing import Any

import pytest

from policies.matters.knowing import known_to
from policies.matters.opening import close_matter
from policies.matters.releasing import release_decision, release_matter
from policies.meetings.convening import Item, change_item, enter_items
from policies.meetings.seeing import sees_item
from policies.models import AgendaItem, Matter
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_item, make_matter, make_meeting
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db

AGENDA = [
    Item("1", "Apologies for absence"),
    Item("2", "Exclusion of the press and public", part="closed"),
    Item("3", "Sale of the allotment field", part="closed"),
    Item("4", "The solicitor on Mill Lane", part="briefing"),
]


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def enter(clerk: Person, *items: Item, on: date = date(2026, 11, 4)) -> list[AgendaItem]:
    meeting = make_meeting(clerk=clerk, held_on=on)
    return enter_items(actor=clerk, meeting_id=meeting.pk, items=items)


def matters(clerk: Person) -> list[str]:
    return list(Matter.objects.filter(council=clerk.council).order_by("pk").values_list("title", flat=True))


def test_what_is_closed_opens_a_confidential_matter_of_its_title_and_the_motion_to_close_does_not(
    clerk: Person,
) -> None:
    chair, deputy = (make_person(council=clerk.council, role=role) for role in (Role.CHAIR, Role.DEPUTY))

    rows = enter(clerk, *AGENDA)

    assert matters(clerk) == ["Sale of the allotment field", "The solicitor on Mill Lane"]
    assert [row.matter.title if row.matter else "" for row in rows] == ["", "", *matters(clerk)]
    assert all(row.is_confidential for row in Matter.objects.all())
    assert [known_to(who).count() for who in (clerk, chair, deputy)] == [2, 2, 0]


def test_entered_again_with_the_minutes_nothing_doubles(clerk: Person) -> None:
    first = enter(clerk, *AGENDA)
    again = [Item(one.reference, f"{one.title}.", one.part, "Resolved.") for one in AGENDA]

    second = enter_items(actor=clerk, meeting_id=first[0].meeting_id, items=again)

    assert [row.matter_id for row in second] == [row.matter_id for row in first]
    assert len(matters(clerk)) == 2
    verbs = LedgerEntry.objects.filter(council_id=clerk.council.pk)
    assert verbs.filter(verb="matter_opened").count() == 2
    assert verbs.filter(verb="closed_item_linked").count() == 2


def test_the_next_meeting_goes_on_with_the_matter_while_it_is_confidential(clerk: Person) -> None:
    (first,) = enter(clerk, AGENDA[2])
    (second,) = enter(clerk, Item("9", "Sale of the ALLOTMENT field", part="closed"), on=date(2026, 12, 2))
    assert second.matter_id == first.matter_id

    assert first.matter_id is not None
    release_matter(actor=clerk, matter_id=first.matter_id, reference="Minute 3", on=date(2026, 11, 5))
    (third,) = enter(clerk, Item("5", "Sale of the allotment field", part="closed"), on=date(2027, 1, 6))

    assert matters(clerk) == [
        "Sale of the allotment field",
        "Sale of the allotment field (5, 6 January 2027)",
    ]
    assert third.matter is not None
    assert third.matter.is_confidential


@pytest.mark.parametrize("closed", [False, True])
def test_a_matter_that_the_enterer_may_not_know_of_or_that_is_closed_is_not_joined(
    clerk: Person, closed: bool
) -> None:
    matter = make_matter(clerk=clerk, title="Sale of the allotment field")
    if closed:
        close_matter(actor=clerk, matter_id=matter.pk, reason="Withdrawn.")
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    actor = clerk if closed else deciding(clerk)

    rows = enter_items(actor=actor, meeting_id=make_meeting(clerk=clerk).pk, items=[AGENDA[2]])

    assert [row.matter.title for row in rows if row.matter] == [
        "Sale of the allotment field (3, 4 November 2026)"
    ]
    assert sees_item(actor, rows[0])


def deciding(clerk: Person) -> Person:
    from_clerk = make_person(council=clerk.council, role=Role.OFFICER)
    return Person(from_clerk.membership, clerk.powers, None, suspended=False)


def test_a_single_word_stops_no_text_by_itself(clerk: Person) -> None:
    enter(clerk, Item("7", "Staffing", part="closed"))
    assert matters(clerk) == ["Staffing (7, 4 November 2026)"]


def test_the_clerk_chooses_a_matter_that_there_is_and_another_later(clerk: Person) -> None:
    depot, mill = make_matter(clerk=clerk, title="Depot sale"), make_matter(clerk=clerk, title="Mill sale")
    (row,) = enter(clerk, Item("3", "Land", part="closed", matter_id=depot.pk))
    assert (row.matter, len(matters(clerk))) == (depot, 2)

    changed = change_item(actor=clerk, item_id=row.pk, item=Item("3", "Land", "closed", matter_id=mill.pk))
    kept = change_item(actor=clerk, item_id=row.pk, item=Item("3", "Land", "closed"))

    assert [changed.matter, AgendaItem.objects.get().matter, kept.matter] == [mill] * 3
    linked = LedgerEntry.objects.filter(verb="closed_item_linked").order_by("number")
    assert [entry.object_id for entry in linked] == [depot.pk, mill.pk]


def test_a_matter_of_another_council_or_one_that_is_closed_cannot_be_chosen(clerk: Person) -> None:
    other = make_matter(clerk=make_person(council=make_council(), role=Role.CLERK))
    over = make_matter(clerk=clerk)
    close_matter(actor=clerk, matter_id=over.pk, reason="Over.")
    for day, wrong in enumerate((other, over), start=1):
        with pytest.raises(Refusal, match="closed or released"):
            enter(clerk, Item("3", "Land", part="closed", matter_id=wrong.pk), on=date(2026, 1, day))
    assert not AgendaItem.objects.exists()


def test_an_item_that_becomes_closed_opens_one_and_an_open_item_none(clerk: Person) -> None:
    (row,) = enter(clerk, Item("3", "Sale of the allotment field"))
    assert (row.matter, matters(clerk)) == (None, [])
    before = Council.objects.get(pk=clerk.council.pk).circumstances_version

    change_item(actor=clerk, item_id=row.pk, item=AGENDA[2])

    assert matters(clerk) == ["Sale of the allotment field"]
    assert Council.objects.get(pk=clerk.council.pk).circumstances_version > before


def test_the_item_of_a_released_decision_is_about_the_matter_released(clerk: Person) -> None:
    item, matter = make_item(clerk=clerk), make_matter(clerk=clerk)
    release_decision(actor=clerk, matter_id=matter.pk, item_id=item.pk, text="To sell.")

    minuted = [Item(item.reference, item.title, "closed", "Resolved to sell.")]
    (row,) = enter_items(actor=clerk, meeting_id=item.meeting_id, items=minuted)

    assert (row.matter, len(matters(clerk))) == (matter, 1)


def test_the_page_names_the_matter_only_to_those_who_may_know_of_it(clerk: Person) -> None:
    (row,) = enter(clerk, AGENDA[3])
    pages = {
        role: sign_in(make_person(council=clerk.council, role=role))
        .get(f"/ptc/desk/meetings/{row.meeting_id}/")
        .content.decode()
        for role in (Role.CLERK, Role.CHAIR, Role.OFFICER, Role.COUNCILLOR, Role.AUDITOR)
    }
    # The chairman of this page came after the item: by their office they read its title, but were not named.
    link = f"/ptc/desk/matters/{row.matter_id}/"
    assert {role: link in page for role, page in pages.items()} == {
        Role.CLERK: True,
        Role.CHAIR: False,
        Role.OFFICER: False,
        Role.COUNCILLOR: False,
        Role.AUDITOR: False,
    }
    assert [role for role, page in pages.items() if "solicitor" in page] == [Role.CLERK, Role.CHAIR]


def form(**changes: Any) -> dict[str, Any]:
    return {"reference": "3", "title": "The solicitor on Mill Lane", "part": "briefing", **changes}


def test_a_private_briefing_is_entered_by_the_form_with_a_matter_by_its_title(clerk: Person) -> None:
    matter, meeting = make_matter(clerk=clerk), make_meeting(clerk=clerk)
    client = sign_in(clerk)
    page = f"/ptc/desk/meetings/{meeting.pk}/items/add/"
    assert f'<option value="{matter.title}">' in client.get(page).content.decode()

    wrong = client.post(page, form(matter="No such matter"))
    assert (wrong.status_code, AgendaItem.objects.count()) == (422, 0)
    assert client.post(page, form(matter=matter.title.upper())).status_code == 302

    row = AgendaItem.objects.get()
    assert (row.matter, row.part, len(matters(clerk))) == (matter, "briefing", 1)
    again = client.get(f"/ptc/desk/meetings/items/{row.pk}/change/").content.decode()
    assert f'value="{matter.title}"' in again


def test_a_title_that_is_closed_to_who_types_it_is_as_one_that_is_not_there(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    officer = deciding(clerk)
    from_form = Matter.objects.filter(pk__in=known_to(officer).values("pk"))
    assert not from_form.exists()
    with pytest.raises(Refusal):
        enter_items(
            actor=officer,
            meeting_id=make_meeting(clerk=clerk).pk,
            items=[Item("3", "Land", part="closed", matter_id=matter.pk)],
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_agenda_open_its_matters_once() -> None:
    clerk = make_person(council=make_council(slug="ptc"), role=Role.CLERK)
    meeting = make_meeting(clerk=clerk)

    at_once(*[lambda: enter_items(actor=clerk, meeting_id=meeting.pk, items=AGENDA)] * 2)

    assert matters(clerk) == ["Sale of the allotment field", "The solicitor on Mill Lane"]
    assert LedgerEntry.objects.filter(verb="closed_item_linked").count() == 2
