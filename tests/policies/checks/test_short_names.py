"""Candidates named as minutes, rosters and notices name people: by initials, and with the surname first."""

import pytest

from policies.checks.election_candidate import ElectionCandidate
from policies.circumstances import CandidateNow, Circumstances, Member, PeriodNow
from tests.policies.checks.meaning import text_subject

STANDING = ("Jane Marsh", "Ann Dale", "Bob Hall", "Mary Ann O’Neil", "Robert Brown")
POLL = PeriodNow(
    1, "parish_election", "town election", candidates=tuple(CandidateNow(name) for name in STANDING)
)
MEMBERS = tuple(Member(name) for name in STANDING)


def named(text: str, *members: Member) -> list[str]:
    """Return what of ``text`` is found."""
    seen = text_subject(text, around=Circumstances(running=(POLL,), members=members))
    return [seen.fields[hit.field][hit.start : hit.end] for hit in ElectionCandidate().run(seen, {})]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Cllr J. Marsh opened it.", "Cllr J. Marsh"),
        ("Mrs J Marsh opened it.", "Mrs J Marsh"),
        ("It was opened by J. Marsh.", "J. Marsh"),
        ("J Marsh opened it.", "J Marsh"),
        ("J.S. Marsh opened it.", "J.S. Marsh"),
        ("COUNCILLOR J. MARSH OPENED IT.", "COUNCILLOR J. MARSH"),
        ("Present: T Reed, A Dale, S Pond.", "A Dale"),
        ("Present: Reed, T; Dale, A; Pond, S.", "Dale, A"),
        ("The prize goes to M. O’Neil.", "M. O’Neil"),
        ("Thanks go to Miss J Marsh.", "Miss J Marsh"),
    ],
)
def test_a_member_who_stands_is_found_by_initials_and_nobody_else_is(text: str, name: str) -> None:
    assert named(text, *MEMBERS) == [name]
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jane S. Marsh opened it.", "Jane S. Marsh"),
        ("Cllr Jane S Marsh opened it.", "Jane S Marsh"),
        ("The prize goes to Mrs M. A. O'Neil.", "M. A. O'Neil"),
        ("Bobby J. Brown opened it.", "Bobby J. Brown"),
        ("MARSH, Jane", "MARSH, Jane"),
        ("1. MARSH Jane, 2 Mill Lane", "MARSH Jane"),
        ("Present: Marsh, Jane; Reed, Tom.", "Marsh, Jane"),
        ("BROWN, Bob (Independent)", "BROWN, Bob"),
    ],
)
def test_whoever_stands_is_found_by_the_given_name_however_it_is_turned(text: str, name: str) -> None:
    assert named(text) == [name]
    assert named(text, *MEMBERS) == [name]


def test_one_who_is_named_in_full_is_found_by_initials_too() -> None:
    assert named("Jane Marsh opened it. The prize is J. Marsh’s.") == ["Jane Marsh", "J. Marsh"]


@pytest.mark.parametrize(
    "text",
    [
        "A Marsh warbler was seen. A Dale walk follows.",
        "We walked through a dale; do not miss a dale so green.",
        "Do not miss a Dale walk.",
        "The field is in zone B. Hall bookings are open.",
        "Meet in Block B Hall.",
        "Romney Marsh, Jane said, is wet.",
        "Dear Mr Marsh, Jane Otter and Tom Reed will call.",
        "It is wet: Mr Marsh’s field, Marsh, Jane Otter’s and others.",
        "J. Marshall and Jane S. Marshall opened it.",
        "T. Marsh opened it.",
        "Susan J. Marsh opened it.",
        "The prize goes to M. B. O’Neil.",
        "Jane, S. Marsh and others came.",
        "Brown, blue and green bins. J. Brownlow empties them.",
        "The hall, J. said, is shut.",
    ],
)
def test_ordinary_words_and_other_people_of_the_name_are_left_alone(text: str) -> None:
    assert [name for name in named(text, *MEMBERS) if not name.startswith("Mr ")] == []
