"""What each statutory check finds."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from policies.checks.alternative_text import AlternativeText
from policies.checks.base import Check
from policies.checks.basis import BasisStated
from policies.checks.capacity import CapacityStated
from policies.checks.printable import Printable
from policies.checks.required_parts import RequiredParts
from portal.drafts.kinds import KINDS, Shape
from portal.drafts.needing import ShownWith
from tests.policies.checks.contract import StatutoryContract, empty, subject


class TestRequiredParts(StatutoryContract):
    check: ClassVar[Check] = RequiredParts()

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_empty_required_part_is_named_in_the_order_of_the_form(self, kind: str) -> None:
        parts = KINDS[kind].parts
        # A survey needs its questions or the address of one elsewhere: neither alone is a required part.
        wanted = [part.name for part in parts if part.required or part.shape is Shape.QUESTIONS]

        assert [hit.field for hit in self.hits(empty(kind))] == wanted

    @pytest.mark.parametrize(
        ("beside", "found"),
        [({}, True), ({"images": ["one"]}, False), ({"recordings": ["one"]}, False), ({"link": "x"}, True)],
    )
    def test_words_for_a_network_that_shows_none_alone_are_named_where_they_stand(
        self, beside: dict[str, Any], found: bool
    ) -> None:
        versions = {"x": "Open again.", "pictures": "Here it is."}
        pictures = ShownWith("Pictures", ("images", "recordings"))
        text = subject("social_post", versions=versions)
        around = replace(text.circumstances, shown_with={"pictures": pictures})

        hits = self.hits(replace(text, content={**text.content, **beside}, circumstances=around))

        assert [text.fields["versions"][one.start : one.end] for one in hits] == ["Here it is."] * found
        assert {(one.message, one.remedy) for one in hits} <= {(pictures.lacks({}), pictures.advice)}
        assert self.hits(replace(text, content={**text.content, **beside})) == []

    def test_a_part_is_named_by_its_label(self) -> None:
        (hit,) = self.hits(subject("press_release", contact_name=""))

        assert (hit.message, hit.remedy) == ("“Press contact” is empty.", "Fill in “Press contact”.")

    @pytest.mark.parametrize("row", [{"speaker": "Ada"}, {"words": "Yes."}, {"office": "Mayor"}])
    def test_a_quotation_needs_its_speaker_and_its_words(self, row: dict[str, str]) -> None:
        complete = {"speaker": "Ada", "office": "Mayor", "words": "Yes."}

        hits = self.hits(subject("press_release", quotes=[complete, row]))

        assert [hit.message for hit in hits] == ["Quotation 2 lacks its speaker or its words."]

    @pytest.mark.parametrize(
        "body", ["<p> </p>", "<p><br></p>", "<ul><li></li></ul>", "<p>\u200b</p>", "<hr>"]
    )
    def test_a_text_in_which_nothing_can_be_read_is_empty(self, body: str) -> None:
        assert [hit.field for hit in self.hits(subject("notice", body=body))] == ["body"]


class TestCapacity(StatutoryContract):
    check: ClassVar[Check] = CapacityStated()
    parameters: ClassVar[dict[str, Any]] = {"official_kinds": ["press_release", "notice"]}

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("capacity", ["official", "councillor", "personal", ""])
    def test_what_speaks_as_the_council_is_sent_for_the_council(self, kind: str, capacity: str) -> None:
        wrong = kind in {"press_release", "notice"} and capacity in {"councillor", "personal"}
        extra = {"survey_link": "https://example.org", "closes_on": "2026-12-01"}

        hits = self.hits(subject(kind, capacity=capacity, **extra))

        assert [hit.field for hit in hits] == (["capacity"] if wrong else [])


class TestBasis(StatutoryContract):
    check: ClassVar[Check] = BasisStated()

    @pytest.mark.parametrize("basis", ["minute", "report", "position", "routine", ""])
    @pytest.mark.parametrize("reference", ["Minute 34/26", "", "   "])
    def test_what_rests_on_something_says_on_what(self, basis: str, reference: str) -> None:
        wrong = basis in {"minute", "report", "position"} and not reference.strip()

        hits = self.hits(subject("notice", basis=basis, basis_reference=reference))

        assert [hit.field for hit in hits] == (["basis_reference"] if wrong else [])


class TestAlternativeText(StatutoryContract):
    check: ClassVar[Check] = AlternativeText()

    @pytest.mark.parametrize(
        ("alt", "good"),
        [
            ("The new bench by the pond.", True),
            ("", False),
            ("  ", False),
            ("IMG_1234.JPG", False),
            ("bench.webp", False),
            ("See bench.jpg", True),
        ],
    )
    def test_a_picture_needs_a_description_that_is_not_its_file_name(self, alt: str, good: bool) -> None:
        rows = [{"media": "1", "sha256": "a", "alt": "A pond."}, {"media": "2", "sha256": "b", "alt": alt}]

        hits = self.hits(subject("social_post", images=rows))

        assert [hit.message for hit in hits] == ([] if good else ["Picture 2 has no description."])


class TestPrintable(StatutoryContract):
    check: ClassVar[Check] = Printable()
    parameters: ClassVar[dict[str, Any]] = {"kinds": ["letter", "leaflet"]}

    def test_only_what_is_printed_as_the_portal_sets_it_is_asked(self) -> None:
        assert self.hits(subject("social_post", text="Bins 🗑 on Tuesday")) == []

    def test_a_sign_that_no_font_has_is_found_before_anybody_approves(self) -> None:
        for kind in ("letter", "leaflet"):
            hits = self.hits(subject(kind, body="<p>Ꙁ𓀀</p>"))

            assert [hit.field for hit in hits] == ["body"]
