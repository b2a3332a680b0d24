"""Handing a letter on: to those who need it, without the trail, and to nobody beyond."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.letters.forwarding import Onward, forward_letter
from approvals.letters.handling import assign
from approvals.letters.seeing import letters_of
from approvals.models import ForwardedTo, LetterForward
from policies.checks.quoted_trail import without_trail
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.letters.conftest import TRAIL, entered
from tests.approvals.letters.test_entering import scan
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_interest, make_matter

pytestmark = pytest.mark.django_db


def forward(actor: Person, letter: Any, *to: Person, **more: Any) -> LetterForward:
    why = {one.membership.pk: "Their ward." for one in to}
    return forward_letter(actor=actor, letter_id=letter.pk, onward=Onward(why, **more))


def test_it_goes_without_the_trail_and_what_was_cut_is_kept(
    officer: Person, member: Person, other: Person
) -> None:
    made = forward(officer, entered(officer), member, note="Please look.")
    assert made.text == "The bins in Mill Lane overflow.\n\nBest wishes"
    assert (made.cut, made.kept_because) == (TRAIL, "")
    assert [(to.member_id, to.why) for to in made.recipients.all()] == [(member.membership.pk, "Their ward.")]
    told = Notice.objects.get(what="letter_forwarded")
    assert (told.recipient_id, told.occasion) == (member.membership.pk, made.pk)
    assert letters_of(member).exists()
    assert not letters_of(other).exists()


def test_the_trail_goes_along_only_for_a_typed_reason(officer: Person, member: Person, other: Person) -> None:
    letter = entered(officer)
    for nothing in ("", "   ", "\u200b"):
        assert TRAIL not in forward(officer, letter, member, kept_because=nothing).text
    made = forward(officer, letter, member, kept_because="The neighbour is the point.")
    assert TRAIL in made.text
    assert (made.cut, made.kept_because) == ("", "The neighbour is the point.")


def test_a_reason_is_not_kept_where_there_was_nothing_to_cut(
    officer: Person, member: Person, other: Person
) -> None:
    letter = entered(officer, text="Only this.")
    assert forward(officer, letter, member, kept_because="Whatever.").kept_because == ""


def test_scanned_pages_go_along_for_a_reason_alone(officer: Person, member: Person, other: Person) -> None:
    letter = entered(officer, text="", scan=scan("pages to hand on"))
    with pytest.raises(InvalidInput, match="nobody can cut them"):
        forward(officer, letter, member, with_scan=True)
    with pytest.raises(InvalidInput, match="Nothing would be handed on"):
        forward(officer, letter, member)
    made = forward(officer, letter, member, with_scan=True, kept_because="It is one page.")
    assert made.with_scan


def test_each_recipient_needs_a_reason_of_their_own(officer: Person, member: Person, other: Person) -> None:
    letter = entered(officer)
    with pytest.raises(InvalidInput, match="Say who needs"):
        forward(officer, letter)
    with pytest.raises(InvalidInput, match="Why they need it"):
        forward_letter(actor=officer, letter_id=letter.pk, onward=Onward({member.membership.pk: " "}))
    assert not LetterForward.objects.exists()


def test_the_whole_council_at_once_is_asked_about(officer: Person, member: Person, other: Person) -> None:
    letter = entered(officer)
    with pytest.raises(Refusal, match="every member of the council at once"):
        forward(officer, letter, member, other)
    made = forward(officer, letter, member, other, everybody_because="It is the budget.")
    assert made.everybody_because == "It is the budget."
    assert forward(officer, letter, member, everybody_because="Not everybody.").everybody_because == ""


def test_the_council_is_whole_without_the_member_who_hands_it_on(
    clerk: Person, officer: Person, member: Person, other: Person
) -> None:
    third = make_person(council=clerk.council, name="Eve Third")
    letter = entered(officer)
    assign(
        actor=clerk,
        letter_id=letter.pk,
        member_id=member.membership.pk,
        reply_by=timezone.now() + timedelta(days=7),
    )
    with pytest.raises(Refusal, match="every member of the council at once"):
        forward(member, letter, other, third)
    made = forward(member, letter, other, third, everybody_because="It is the budget.")
    assert made.everybody_because == "It is the budget."


def test_who_had_it_before_counts_towards_the_whole_council(
    officer: Person, member: Person, other: Person
) -> None:
    letter = entered(officer)
    assert forward(officer, letter, member).everybody_because == ""
    assert forward(officer, entered(officer), other).everybody_because == ""
    with pytest.raises(Refusal, match="every member of the council at once"):
        forward(officer, letter, other)
    forward(officer, letter, other, everybody_because="It is the budget.")

    assert forward(officer, letter, other, note="One thing more.").everybody_because == ""


def test_nobody_of_another_council_or_to_whom_the_matter_is_closed_gets_it(
    clerk: Person, officer: Person, member: Person, other: Person
) -> None:
    matter = make_matter(clerk=clerk)
    make_interest(matter=matter, member=member, clerk=clerk)
    letter = entered(clerk, matter_id=matter.pk)
    for one in (member, make_person(council=make_council())):
        with pytest.raises(InvalidInput, match="cannot be given"):
            forward(clerk, letter, officer, one)
    assert not ForwardedTo.objects.exists()


def test_an_interest_declared_later_closes_what_was_handed_on(
    clerk: Person, member: Person, other: Person
) -> None:
    matter = make_matter(clerk=clerk)
    forward(clerk, entered(clerk, matter_id=matter.pk), member)
    assert letters_of(member).exists()
    make_interest(matter=matter, member=member, clerk=clerk)
    assert not letters_of(member).exists()


def test_who_was_only_handed_it_hands_it_on_to_nobody(officer: Person, member: Person, other: Person) -> None:
    letter = entered(officer)
    forward(officer, letter, member)
    with pytest.raises(NotYours):
        forward(member, letter, other)


def test_the_database_keeps_what_was_handed_on(officer: Person, member: Person, other: Person) -> None:
    made = forward(officer, entered(officer), member)
    for act in (
        lambda: LetterForward.objects.filter(pk=made.pk).update(text="Other words"),
        lambda: LetterForward.objects.filter(pk=made.pk).delete(),
        lambda: ForwardedTo.objects.update(why="Another"),
        lambda: ForwardedTo.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("text", "own", "trail"),
    [
        ("Hello.", "Hello.", ""),
        ("Yes.\n> Did you?\n> Really?\nIndeed.", "Yes.\nIndeed.", "> Did you?\n> Really?"),
        (
            "From: a@b.example\nSent: Monday\nTo: c\n\nHello.",
            "From: a@b.example\nSent: Monday\nTo: c\n\nHello.",
            "",
        ),
        (
            "Hello.\n-----Original Message-----\nFrom: x\nOld.",
            "Hello.",
            "-----Original Message-----\nFrom: x\nOld.",
        ),
        ("Hello.\nSent from my iPhone\n\nOld.", "Hello.", "Sent from my iPhone\n\nOld."),
    ],
)
def test_a_message_falls_into_what_its_sender_wrote_and_what_it_dragged_along(
    text: str, own: str, trail: str
) -> None:
    parts = without_trail(text)
    assert (parts.own, parts.trail) == (own, trail)
