"""Which references name something that the council entered, and which name nothing of it."""

from dataclasses import replace
from datetime import date
from typing import ClassVar

import pytest

from policies.checks.base import Check
from policies.checks.basis_entered import BasisEntered, basis_named
from policies.circumstances import Circumstances, EnteredBasis
from policies.subjects import Subject
from tests.policies.checks.contract import CheckContract, subject

AUTUMN = date(2026, 11, 4)
ENTERED = (
    EnteredBasis("meeting", 1, "34/26", "Market square", "Full council", AUTUMN),
    EnteredBasis("meeting", 1, "35/26", "Bins", "Full council", AUTUMN),
    EnteredBasis("meeting", 2, "7", "Report on the river bank", "Amenities committee", date(2026, 10, 14)),
    EnteredBasis("meeting", 3, "PL/12.2", "Street names", "Planning committee", date(2026, 9, 9)),
    EnteredBasis("positions", 4, "Minute 21/26", "The bypass", "", date(2026, 6, 3)),
    EnteredBasis("matter", 5, "Minute 12/26, 4 February 2026", "", "", date(2026, 2, 4)),
    EnteredBasis("matter", 6, "Report of the traffic working group", "", "", date(2026, 3, 4)),
)
NAMES_NONE = [
    "Minute 99/26",
    "Minute 134/26",
    "Minute 34/261",
    "34/2",
    "Item 7, 4 November",
    "Minute 7 of 3 June 2026",
    "Agreed at the last meeting",
    "Bins",
    "Full council, 11 November 2026",
    "The chairman said so",
    "PL/12.3",
    "Amenities committee",
    "4 November 2026",
]
NAMES_ONE = [
    ("Minute 34/26, 4 November", 1),
    ("minute 34/26", 1),
    ("Minutes 33/26 and 34/26", 1),
    ("34-26", 1),
    ("Min. 35/26 (full council)", 1),
    ("Minute 34/26, approved on 2 December 2026", 1),
    ("Item 7, 14 October", 2),
    ("item 7", 2),
    ("Report on the River Bank", 2),
    ("Amenities committee, 14/10/2026", 2),
    ("pl/12.2", 3),
    ("Position “The bypass”", 4),
    ("21/26", 4),
    ("Minute 12/26, 4 February 2026", 5),
    ("Minute 12/26", 5),
    ("Report of the Traffic Working Group, March", 6),
]


def _seen(reference: str, *, basis: str = "minute", bases: tuple[EnteredBasis, ...] = ENTERED) -> Subject:
    made = subject("notice", basis=basis, basis_reference=reference)
    return replace(made, circumstances=Circumstances(bases=bases))


class TestBasisEntered(CheckContract):
    check: ClassVar[Check] = BasisEntered()

    @pytest.mark.parametrize("reference", NAMES_NONE)
    def test_a_reference_that_names_nothing_entered_is_found_whole(self, reference: str) -> None:
        (hit,) = self.hits(_seen(reference))

        assert (hit.field, hit.start, hit.end) == ("basis_reference", 0, len(reference))

    @pytest.mark.parametrize(("reference", "key"), NAMES_ONE)
    def test_a_reference_that_names_one_of_them_is_left_alone(self, reference: str, key: int) -> None:
        named = basis_named(reference, ENTERED)

        assert named is not None
        assert (named.key, self.hits(_seen(reference))) == (key, [])

    def test_until_the_council_entered_anything_nothing_is_said(self) -> None:
        assert self.hits(_seen("Minute 99/26", bases=())) == []

    @pytest.mark.parametrize(
        ("basis", "reference", "found"),
        [
            ("minute", "x", 1),
            ("report", "x", 1),
            ("position", "x", 1),
            ("routine", "x", 0),
            ("", "x", 0),
            ("minute", "", 0),
        ],
    )
    def test_what_is_routine_or_not_said_yet_is_not_looked_up(
        self, basis: str, reference: str, found: int
    ) -> None:
        assert len(self.hits(_seen(reference, basis=basis))) == found

    def test_what_it_says_names_nothing_that_was_entered_and_nothing_that_was_typed(self) -> None:
        (hit,) = self.hits(_seen("Land at Mill Lane, price"))

        said = hit.message + hit.remedy
        assert "Mill" not in said
        assert not any(one.reference in said or (one.title and one.title in said) for one in ENTERED)
