"""A version on paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from policies.documents.wording import Wording
from policies.printing.pdf import Unprintable, version_pdf
from tests.makers import make_council, make_person
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db

DEEP = (
    Wording("1", heading="Scope", printed="1."),
    Wording("1.1", text="Of [#sys] and <b>. " + "x" * 300, printed="1.1", parent="1"),
    Wording("1.1(a)", heading="Below", text="First line.\nSecond line.", parent="1.1"),
)


def test_every_word_stands_in_it_as_it_was_written() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    made = version_pdf(clerk.council, make_adopted_policy(clerk=clerk, clauses=DEEP))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    for words in ("Adopted 4 November 2026, minute 34/26", "Scope", "Of [#sys] and <b>.", "Second line."):
        assert words in text


def test_the_same_version_gives_the_same_bytes() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    version = make_adopted_policy(clerk=clerk, clauses=DEEP)
    assert version_pdf(clerk.council, version) == version_pdf(clerk.council, version)


def test_a_character_that_no_font_has_is_refused_in_words() -> None:
    clerk = make_person(council=make_council(), role="clerk")
    version = make_adopted_policy(clerk=clerk, clauses=(Wording("1", text="Well done \U0001f389"),))
    with pytest.raises(Unprintable, match="no font here has"):
        version_pdf(clerk.council, version)
