"""A version on paper."""

from io import BytesIO

import pytest
from django.core.cache.backends.dummy import DummyCache
from pypdf import PdfReader

from policies.documents.wording import Wording
from policies.printing import pdf
from policies.printing.pdf import version_pdf
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


def test_the_same_version_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "cache", DummyCache("", {}))
    clerk = make_person(council=make_council(), role="clerk")
    version = make_adopted_policy(clerk=clerk, clauses=DEEP)
    assert version_pdf(clerk.council, version) == version_pdf(clerk.council, version)


@pytest.mark.parametrize(
    ("sign", "code"), [("\U0001f389", "[U+1F389]"), ("\u6f22", "[U+6F22]"), ("\ufe63", "[U+FE63]")]
)
def test_a_sign_that_no_typeface_has_stands_as_its_code_and_the_version_has_its_pdf(
    sign: str, code: str
) -> None:
    clerk = make_person(council=make_council(), role="clerk")
    version = make_adopted_policy(clerk=clerk, clauses=(Wording("1", text=f"Well done {sign}."),))

    text = PdfReader(BytesIO(version_pdf(clerk.council, version))).pages[0].extract_text()

    assert f"Well done {code}." in text
    assert "stands as its code in brackets" in text


def test_a_version_is_set_once_for_the_same_words_and_again_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clerk = make_person(council=make_council(), role="clerk")
    version = make_adopted_policy(clerk=clerk, clauses=DEEP)
    first = version_pdf(clerk.council, version)
    monkeypatch.setattr(pdf, "set_paper", lambda *_, **__: b"anew")

    assert version_pdf(clerk.council, version) == first

    clerk.council.name = "Another name"
    assert version_pdf(clerk.council, version) == b"anew"
