"""The card of who speaks, and their word that they read it."""

import json

import pytest
from django.db import transaction
from django.utils import timezone

from approvals.models import Briefing, Enquiry
from approvals.press.briefing import brief, card_of, confirm_read
from approvals.press.cards import Written, moved_on, of_its_matter, offered
from approvals.press.choosing import choose, put_nobody_forward
from policies.meetings.agreeing import end_position
from policies.models import Matter
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.press.conftest import facts_of, put_forward, taken
from tests.makers import make_person
from tests.makers.circumstances import make_flag, make_item, make_matter, make_period, make_position
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
FACTS = Written("It closed on 2 November for repairs.")


@pytest.fixture
def enquiry(clerk: Person, mayor: Person, member: Person) -> Enquiry:
    found = taken(clerk)
    put_forward(found, clerk, mayor, member)
    return found


def test_a_card_says_position_facts_what_is_closed_and_how_a_member_speaks(
    enquiry: Enquiry, clerk: Person, member: Person
) -> None:
    position = make_position(clerk=clerk)
    written = Written("Facts.", "Not the price.", [position.pk])

    made = brief(actor=clerk, enquiry_id=enquiry.pk, written=written)

    card = json.loads(made.card)
    assert card["positions"] == [
        {
            "id": position.pk,
            "title": "The bypass",
            "text": "The council supports the northern route.",
            "minute": "Minute 34/26",
            "agreed": "Wednesday 4 November 2026",
        }
    ]
    assert (card["facts"], card["closed"], card["matter"]["state"]) == ("Facts.", "Not the price.", "none")
    assert card["conduct"]["speaks"] == "member"
    assert any("personal view" in line for line in card["conduct"]["lines"])
    assert made.sha256 == sha256_of(made.card)
    notice = Notice.objects.get(what="press_briefed")
    assert (notice.recipient_id, notice.occasion) == (member.membership.pk, made.pk)
    assert facts_of("spokesperson_briefed")["text_sha256"] == made.sha256


def test_an_officer_is_told_to_give_facts_with_the_clause_in_force(clerk: Person, council: Council) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="officer-opinion")
    found = taken(clerk)
    choose(actor=clerk, enquiry_id=found.pk, member_id=officer.membership.pk)

    conduct = card_of(brief(actor=clerk, enquiry_id=found.pk, written=FACTS))["conduct"]

    assert conduct["lines"][0] == "You speak as an officer: give facts, not opinions."
    assert "clause 2.1" in conduct["clause"]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "confidential"),
        ({"released_on": "2026-11-04", "open_reference": "Minute 4"}, "open"),
        ({"released_on": "2026-11-04", "open_reference": "Minute 4", "decision_only": True}, "decision"),
    ],
)
def test_a_card_says_what_is_open_of_the_matter(
    clerk: Person, member: Person, change: dict[str, object], state: str
) -> None:
    matter = make_matter(clerk=clerk)
    if change:
        Matter.objects.filter(pk=matter.pk).update(released_by=clerk.membership, **change)
    found = taken(clerk, matter_id=matter.pk)
    choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    card = card_of(brief(actor=clerk, enquiry_id=found.pk, written=FACTS))
    assert card["matter"]["state"] == state


def test_positions_of_the_matter_come_first_and_those_that_ended_not_at_all(
    enquiry: Enquiry, clerk: Person
) -> None:
    gone = make_position(clerk=clerk, title="Old")
    end_position(actor=clerk, position_id=gone.pk, reason="Overtaken.")
    made = brief(actor=clerk, enquiry_id=enquiry.pk, written=Written("Facts.", positions=[gone.pk]))
    assert card_of(made)["positions"] == []


def test_an_empty_card_is_refused(enquiry: Enquiry, clerk: Person) -> None:
    with pytest.raises(InvalidInput, match="the card is empty"):
        brief(actor=clerk, enquiry_id=enquiry.pk, written=Written(" "))
    with pytest.raises(InvalidInput, match="Facts"):
        brief(actor=clerk, enquiry_id=enquiry.pk, written=Written("x" * 5001))


def test_nobody_is_briefed_before_they_are_chosen_or_by_others(clerk: Person, mayor: Person) -> None:
    found = taken(mayor)
    with pytest.raises(NotYours):
        brief(actor=mayor, enquiry_id=found.pk, written=FACTS)
    with pytest.raises(Refusal, match="Nobody is put forward"):
        brief(actor=clerk, enquiry_id=found.pk, written=FACTS)


def test_who_speaks_confirms_the_card_that_they_had_before_them(
    enquiry: Enquiry, clerk: Person, member: Person
) -> None:
    first = brief(actor=clerk, enquiry_id=enquiry.pk, written=FACTS)
    second = brief(actor=clerk, enquiry_id=enquiry.pk, written=Written("Other facts."))
    with pytest.raises(Refusal, match="not the card"):
        confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=first.sha256)
    with pytest.raises(NotYours):
        confirm_read(actor=clerk, enquiry_id=enquiry.pk, sha256=second.sha256)

    read = confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=second.sha256)
    again = confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=second.sha256)

    assert read.read_at is not None
    assert again.read_at == read.read_at
    assert LedgerEntry.objects.filter(verb="briefing_read").count() == 1


def test_a_card_that_does_not_hold_any_more_is_not_confirmed(
    enquiry: Enquiry, clerk: Person, member: Person
) -> None:
    position = make_position(clerk=clerk)
    made = brief(actor=clerk, enquiry_id=enquiry.pk, written=Written("", positions=[position.pk]))
    end_position(actor=clerk, position_id=position.pk, reason="Overtaken.")
    with pytest.raises(Refusal, match="“The bypass” ended"):
        confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=made.sha256)


def test_what_changes_after_the_card_is_said(clerk: Person, member: Person) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    card = card_of(brief(actor=clerk, enquiry_id=found.pk, written=FACTS))
    now = timezone.now()
    assert moved_on(found, card, now) == []

    make_flag(matter=matter, by=clerk)
    make_period(clerk=clerk)
    Matter.objects.filter(pk=matter.pk).update(
        released_on="2026-11-04", open_reference="Minute 4", released_by=clerk.membership
    )
    found = Enquiry.objects.get(pk=found.pk)

    assert moved_on(found, card, now) == [
        "The matter was flagged as especially sensitive: nobody speaks on it for now.",
        "What is open of the matter has changed.",
        "The period before a poll has begun.",
    ]
    with pytest.raises(Refusal, match="nobody speaks"):
        brief(actor=clerk, enquiry_id=found.pk, written=FACTS)


def test_positions_agreed_under_the_matter_are_chosen_beforehand(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    item = make_item(clerk=clerk)
    item.matter = matter
    item.save()
    other, own = make_position(clerk=clerk, title="Another"), make_position(clerk=clerk, title="Depot")
    own.item = item
    own.save()
    found = taken(clerk, matter_id=matter.pk)
    assert of_its_matter(found) == [own.pk]
    assert [one.pk for one in offered(found)] == [own.pk, other.pk]


def test_who_speaks_no_more_confirms_nothing(enquiry: Enquiry, clerk: Person, member: Person) -> None:
    made = brief(actor=clerk, enquiry_id=enquiry.pk, written=FACTS)
    put_nobody_forward(actor=clerk, enquiry_id=enquiry.pk, reason="Another time.")
    with pytest.raises(NotYours):
        confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=made.sha256)


def test_the_database_lets_a_card_be_read_once_and_never_changed(
    enquiry: Enquiry, clerk: Person, member: Person
) -> None:
    made = brief(actor=clerk, enquiry_id=enquiry.pk, written=FACTS)
    confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=made.sha256)
    for change in ({"card": "{}"}, {"read_at": None}):
        with pytest.raises(Exception, match="never changed"), transaction.atomic():
            Briefing.objects.filter(pk=made.pk).update(**change)
