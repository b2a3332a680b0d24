"""What a text may rest on: what is open of what the council entered, looked up in one query."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.checks.basis_entered import basis_named
from policies.circumstances import EnteredBasis
from policies.evaluate import Severity
from policies.judging import judge
from policies.meetings.resting import MOST_OFFERED, bases_asked, bases_read, basis_of, offered_bases
from policies.models import AgendaItem, Matter, Meeting
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import Content
from portal.together import ask_together
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_item, make_matter, make_meeting, make_position
from tests.makers.drafts import make_revision
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db

OPEN, CLOSED, BRIEFING = AgendaItem.Part.OPEN, AgendaItem.Part.CLOSED, AgendaItem.Part.BRIEFING


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def bases_for(council_id: int, content: Content) -> tuple[EnteredBasis, ...]:
    """Ask and read alone what judging asks beside other things."""
    [rows] = ask_together(bases_asked(council_id, content))
    return bases_read(rows)


def entered_bases(council_id: int, reference: str) -> tuple[EnteredBasis, ...]:
    """Return what may be named where a text says that it rests on a minute."""
    return bases_for(council_id, {"basis": "minute", "basis_reference": reference})


def offered(clerk: Person) -> list[str]:
    return [one.reference for one in offered_bases(clerk.council.pk)]


def release(matter: Matter, clerk: Person, reference: str) -> None:
    matter.released_on, matter.released_by = timezone.localdate(), clerk.membership
    matter.open_reference = reference
    matter.save()


def test_open_items_positions_and_what_released_a_matter_are_offered_the_newest_first(clerk: Person) -> None:
    make_item(clerk=clerk, part=OPEN, reference="41/26", meeting=_meeting(clerk, days=-3))
    make_item(clerk=clerk, part=OPEN, reference="12/26", meeting=_meeting(clerk, days=-90))
    position = make_position(clerk=clerk)
    position.agreed_on = timezone.localdate() - timedelta(days=30)
    position.save()
    release(make_matter(clerk=clerk), clerk, "Report 9/26")

    assert offered(clerk) == ["Report 9/26", "41/26", "Minute 34/26", "12/26"]


@pytest.mark.parametrize("part", [CLOSED, BRIEFING])
def test_nothing_of_a_closed_session_is_offered_or_looked_up(clerk: Person, part: str) -> None:
    make_item(clerk=clerk, part=part, reference="41/26")
    AgendaItem.objects.update(
        released_text="Agreed.", released_at=timezone.now(), released_by=clerk.membership
    )

    assert offered(clerk) == []
    assert entered_bases(clerk.council.pk, "Minute 41/26, Land at Mill Lane") == ()


def test_an_item_that_is_still_said_to_be_on_a_confidential_matter_is_left_out(clerk: Person) -> None:
    item = make_item(clerk=clerk, part=OPEN)
    item.matter = make_matter(clerk=clerk)
    item.save()

    assert offered(clerk) == []

    release(item.matter, clerk, "Minute 41/26")

    assert offered(clerk) == ["Minute 41/26", "41/26"]


def test_a_confidential_matter_an_ended_position_and_another_council_are_left_out(clerk: Person) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    make_item(clerk=other, part=OPEN)
    make_position(clerk=other)
    make_matter(clerk=clerk)
    ended = make_position(clerk=clerk)
    ended.ended_on = ended.agreed_on
    ended.save()

    assert offered(clerk) == []


def test_a_meeting_to_come_is_there_once_its_agenda_is_published(clerk: Person) -> None:
    meeting = _meeting(clerk, days=9)
    make_item(clerk=clerk, part=OPEN, meeting=meeting)
    before = offered(clerk)
    Meeting.objects.update(agenda_published_on=timezone.localdate())

    assert (before, offered(clerk)) == ([], ["41/26"])


@pytest.mark.parametrize("reference", ["7", "Minute 7", "minute 7, 4 November"])
def test_an_old_item_is_found_among_many_of_the_same_number(clerk: Person, reference: str) -> None:
    for number in range(30):
        make_item(clerk=clerk, part=OPEN, reference="7", meeting=_meeting(clerk, days=-number))
    for number in range(120):
        make_item(
            clerk=clerk, part=OPEN, reference=f"7{number}/26", meeting=Meeting.objects.latest("held_on")
        )
    make_item(
        clerk=clerk, part=OPEN, reference="7", meeting=make_meeting(clerk=clerk, held_on=date(2021, 11, 4))
    )

    assert basis_named(reference, entered_bases(clerk.council.pk, reference)) is not None


@pytest.mark.parametrize("how_many", [1, 150])
def test_however_much_was_entered_it_is_one_query_and_a_bounded_list(
    clerk: Person, how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting = make_meeting(clerk=clerk)
    for number in range(how_many):
        make_item(clerk=clerk, part=OPEN, reference=f"{number}/26", meeting=meeting)

    with django_assert_num_queries(1):
        rows = offered_bases(clerk.council.pk)
    with django_assert_num_queries(1):
        named = basis_of(clerk.council.pk, {"basis": "minute", "basis_reference": "Minute 0/26"})

    assert len(rows) == min(how_many, MOST_OFFERED)
    assert named is not None
    assert (named.page, named.key) == ("meeting", meeting.pk)


def test_what_rests_on_nothing_named_asks_nothing(
    clerk: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_item(clerk=clerk, part=OPEN)

    with django_assert_num_queries(0):
        for content in ({}, {"basis": "routine", "basis_reference": "41/26"}, {"basis": "minute"}):
            assert bases_for(clerk.council.pk, content) == ()


@pytest.mark.parametrize(
    "reference", ["'; --", "\\", "%", "_", "(((", "[a-z", "x" * 300, "1" * 300, "9 " * 150]
)
def test_hostile_references_are_only_words(clerk: Person, reference: str) -> None:
    make_item(clerk=clerk, part=OPEN)

    assert basis_named(reference, entered_bases(clerk.council.pk, reference)) is None


def test_what_is_offered_names_itself_when_it_is_chosen(clerk: Person) -> None:
    make_item(clerk=clerk, part=OPEN, reference="41/26")
    make_item(clerk=clerk, part=OPEN, reference="7", meeting=_meeting(clerk, days=-9))
    make_position(clerk=clerk)
    release(make_matter(clerk=clerk), clerk, "Report of the clerk, 4 November")
    page = Template(
        "{% load bases %}{% bases_offered council as all %}{% for one in all %}{{ one.value }}\n{% endfor %}"
    )

    values = page.render(Context({"council": clerk.council})).splitlines()

    assert len(values) == 4
    for value in values:
        assert basis_of(clerk.council.pk, {"basis": "report", "basis_reference": value}) is not None


@pytest.mark.parametrize(("reference", "found"), [("Minute 41/26", []), ("Minute 99/26", ["basis-entered"])])
def test_judging_advises_by_the_councils_own_rule_where_the_reference_is_none_of_them(
    clerk: Person, reference: str, found: list[str]
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="basis-entered", severity="advise")
    make_item(clerk=clerk, part=OPEN, reference="41/26")
    revision = make_revision(author=clerk, kind="notice", basis_reference=reference)

    findings = judge(revision.communication, revision.content).findings

    assert [each.check for each in findings if each.severity is Severity.ADVISE] == found


def _meeting(clerk: Person, *, days: int) -> Meeting:
    return make_meeting(clerk=clerk, held_on=timezone.localdate() + timedelta(days=days))
