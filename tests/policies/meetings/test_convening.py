"""Meetings and their items: entered by hand, read from an agenda, seen by whom they are for."""

from datetime import date
from typing import Any

import pytest

from policies.importing.blocks import CannotImport
from policies.matters.releasing import release_decision
from policies.meetings.convening import Item, Sitting, change_item, change_meeting, enter_items, enter_meeting
from policies.meetings.reading_agendas import read_pasted_agenda
from policies.models import AgendaItem, Meeting
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_item, make_matter, make_meeting

pytestmark = pytest.mark.django_db

AGENDA = """Agenda
1. Apologies for absence
2. Minutes of the last meeting
To approve the minutes of 7 October.
3. Exclusion of press and public
4. Staffing
"""


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def sitting(clerk: Person, **changes: Any) -> Sitting:
    body = Body.objects.filter(council=clerk.council).earliest("pk")
    values = {"body_id": body.pk, "held_on": date(2026, 11, 4), "title": "Full council"}
    return Sitting(**{**values, **changes})


def test_a_meeting_is_entered_once_and_changed(clerk: Person) -> None:
    meeting = enter_meeting(actor=clerk, sitting=sitting(clerk))
    with pytest.raises(Refusal, match="entered already"):
        enter_meeting(actor=clerk, sitting=sitting(clerk))

    published = sitting(clerk, minutes_published_on=date(2026, 11, 20))
    change_meeting(actor=clerk, meeting_id=meeting.pk, sitting=published)

    assert Meeting.objects.get().minutes_published_on == date(2026, 11, 20)


def test_what_cannot_be_a_meeting_is_refused(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    for wrong in (
        sitting(clerk, title=" "),
        sitting(clerk, minutes_published_on=date(2026, 11, 3)),
        sitting(stranger),
    ):
        with pytest.raises(InvalidInput):
            enter_meeting(actor=clerk, sitting=wrong)

    assert not Meeting.objects.exists()


def test_minutes_complete_the_agendas_items_and_take_nothing_away(clerk: Person) -> None:
    meeting = make_meeting(clerk=clerk)
    enter_items(actor=clerk, meeting_id=meeting.pk, items=[Item("1", "Apologies"), Item("2", "Bins")])

    minuted = [Item("2", "Bins", minute="Resolved."), Item("3", "Staff", part="closed")]
    enter_items(actor=clerk, meeting_id=meeting.pk, items=minuted)

    rows = meeting.items.values_list("position", "reference", "part", "minute")
    assert list(rows) == [(1, "1", "open", ""), (2, "2", "open", "Resolved."), (3, "3", "closed", "")]


@pytest.mark.parametrize(
    "items",
    [
        [],
        [Item("1", "A"), Item("1", "B")],
        [Item("", "A")],
        [Item("1", "")],
        [Item("1", "A", part="secret")],
        [Item(str(number), "A") for number in range(201)],
    ],
    ids=["none", "twice", "no reference", "no title", "part", "too many"],
)
def test_items_that_cannot_be_entered_are_refused_together(clerk: Person, items: list[Item]) -> None:
    meeting = make_meeting(clerk=clerk)

    with pytest.raises(InvalidInput):
        enter_items(actor=clerk, meeting_id=meeting.pk, items=items)

    assert not AgendaItem.objects.exists()


def test_an_item_whose_decision_was_released_stays_closed(clerk: Person) -> None:
    item = make_item(clerk=clerk)
    release_decision(actor=clerk, matter_id=make_matter(clerk=clerk).pk, item_id=item.pk, text="To sell.")

    with pytest.raises(Refusal, match="was released from closed session"):
        change_item(actor=clerk, item_id=item.pk, item=Item("41/26", "Land", part="open"))
    change_item(actor=clerk, item_id=item.pk, item=Item("41/26", "Land in Mill Lane", part="closed"))

    assert AgendaItem.objects.get().title == "Land in Mill Lane"


def test_two_items_of_a_meeting_have_two_references(clerk: Person) -> None:
    first = make_item(clerk=clerk, reference="1")
    second = make_item(clerk=clerk, reference="2", meeting=first.meeting)

    with pytest.raises(Refusal, match="Another item"):
        change_item(actor=clerk, item_id=second.pk, item=Item("1", "Land"))


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_enters_or_changes_without_the_clerks_authority(clerk: Person, role: str) -> None:
    person = make_person(council=clerk.council, role=role)
    item = make_item(clerk=clerk)
    key = item.meeting_id

    for attempt in (
        lambda: enter_meeting(actor=person, sitting=sitting(clerk)),
        lambda: change_meeting(actor=person, meeting_id=key, sitting=sitting(clerk)),
        lambda: enter_items(actor=person, meeting_id=key, items=[Item("1", "A")]),
        lambda: change_item(actor=person, item_id=item.pk, item=Item("1", "A")),
    ):
        with pytest.raises(NotYours):
            attempt()


def test_another_councils_meeting_is_not_there(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    item = make_item(clerk=clerk)

    with pytest.raises(Refusal, match="not there"):
        enter_items(actor=stranger, meeting_id=item.meeting_id, items=[Item("1", "A")])
    with pytest.raises(Refusal, match="not there"):
        change_item(actor=stranger, item_id=item.pk, item=Item("1", "A"))


def test_an_agenda_is_read_and_what_follows_the_exclusion_is_offered_as_closed() -> None:
    found = read_pasted_agenda(AGENDA).items

    assert [(item.reference, item.title, item.part) for item in found] == [
        ("1", "Apologies for absence", "open"),
        ("2", "Minutes of the last meeting To approve the minutes of 7 October.", "open"),
        ("3", "Exclusion of press and public", "closed"),
        ("4", "Staffing", "closed"),
    ]


def test_an_agenda_goes_through_the_review_form_before_it_counts(clerk: Person) -> None:
    client, meeting = sign_in(clerk), make_meeting(clerk=clerk)
    base = f"/ptc/desk/meetings/{meeting.pk}/"
    shown = client.post(f"{base}items/read/", {"pasted": AGENDA})
    assert (shown.status_code, AgendaItem.objects.count()) == (200, 0)
    assert "Apologies for absence" in shown.content.decode()

    typed = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"}
    typed |= {"form-0-taken": "on", "form-0-reference": "1", "form-0-title": "Bins", "form-0-part": "open"}
    answer = client.post(f"{base}items/review/", typed)

    assert answer.headers["Location"] == base
    assert list(AgendaItem.objects.values_list("reference", "title")) == [("1", "Bins")]
    assert client.post(f"{base}items/read/", {}).status_code == 422


def test_members_see_of_a_closed_item_that_it_was_and_no_more(clerk: Person) -> None:
    item = make_item(clerk=clerk)
    member = make_person(council=clerk.council)
    page = f"/ptc/desk/meetings/{item.meeting_id}/"

    seen = sign_in(member).get(page).content.decode()

    assert ("41/26 Closed session" in seen, "Land at Mill Lane" in seen) == (True, False)
    assert "Land at Mill Lane" in sign_in(clerk).get(page).content.decode()
    offered = sign_in(clerk).get(f"/ptc/desk/matters/open/?item={item.pk}").content.decode()
    assert "Land at Mill Lane" in offered


def test_what_was_resolved_stays_with_its_item_and_what_is_in_no_item_is_told() -> None:
    found = read_pasted_agenda(
        "Minutes\n1. Apologies\n2. The pavilion\nApproved 4 May 2026\nMinute 33/26\n3. Bins\n"
    )

    said = {item.reference: f"{item.title} {item.minute}" for item in found.items}
    assert list(said) == ["1", "2", "3"]
    assert "Approved 4 May 2026" in said["2"]
    assert "Minute 33/26" in said["2"]
    assert found.aside == "Title: Minutes"


def test_more_items_than_a_meeting_has_are_refused_and_not_cut() -> None:
    lines = "\n".join(f"{number}. Item about the bench {number}" for number in range(1, 202))

    with pytest.raises(CannotImport, match="reads as 201 items"):
        read_pasted_agenda(lines)


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Council tax exempt property", "open"),
        ("Works exempt from planning permission", "open"),
        ("Confidential waste collection", "open"),
        ("Exempt business", "closed"),
        ("Confidential: the lease", "closed"),
    ],
)
def test_what_the_tax_exempts_or_is_shredded_closes_no_item(title: str, part: str) -> None:
    found = read_pasted_agenda(f"1. Apologies\n2. {title}\n3. Bins\n").items

    assert [item.part for item in found] == ["open", part, part]


def test_the_review_shows_what_is_in_no_item_and_keeps_what_is_closed_closed(clerk: Person) -> None:
    item = make_item(clerk=clerk, reference="2")
    page = f"/ptc/desk/meetings/{item.meeting_id}/items/read/"

    shown = sign_in(clerk).post(
        page, {"pasted": AGENDA.replace("3. Exclusion of press and public", "3. Bins")}
    )

    found = shown.context["reviewed"].initial
    assert [one["part"] for one in found] == ["open", "closed", "open", "open"]
    assert [one["taken"] for one in found] == [True] * 4
    assert "Title: Agenda" in shown.content.decode()


def test_who_may_not_read_a_closed_item_neither_opens_nor_overwrites_it(clerk: Person) -> None:
    item = make_item(clerk=clerk)
    AgendaItem.objects.filter(pk=item.pk).update(minute="The price is agreed.")
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    deciding = Person(officer.membership, clerk.powers, None, suspended=False)

    for part in AgendaItem.Part.values:
        with pytest.raises(Refusal, match="stays closed to you"):
            enter_items(actor=deciding, meeting_id=item.meeting_id, items=[Item("41/26", "Mine", part)])
        with pytest.raises(NotYours, match="stays closed to you"):
            change_item(actor=deciding, item_id=item.pk, item=Item("41/26", "Mine", part))

    row = AgendaItem.objects.get()
    assert (row.title, row.part, row.minute) == ("Land at Mill Lane", "closed", "The price is agreed.")


def test_minutes_that_are_read_again_open_no_closed_item_and_its_own_page_does(clerk: Person) -> None:
    item = make_item(clerk=clerk)
    opened = Item("41/26", "Land", minute="To sell.")

    with pytest.raises(Refusal, match="41/26 is noted as closed"):
        enter_items(actor=clerk, meeting_id=item.meeting_id, items=[opened])
    assert AgendaItem.objects.get().part == "closed"

    change_item(actor=clerk, item_id=item.pk, item=opened)
    assert AgendaItem.objects.get().part == "open"
