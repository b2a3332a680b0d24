"""The holding reply on an item that was linked to a flagged matter: it passes, and nothing more does."""

from dataclasses import replace

import pytest

from policies.checks.confidential_matter import ConfidentialMatter
from policies.checks.declared_interest import DeclaredInterest
from policies.checks.holding_reply import HOLDING_REPLY, SUBJECT
from policies.checks.sensitive_matter import SensitiveMatter
from policies.circumstances import Circumstances, MatterNow
from policies.subjects import subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from tests.makers import content_for

MATTER = MatterNow(
    key=1,
    title="Sale of the old depot",
    aliases=("old depot",),
    confidential=True,
    sensitive=True,
    holding_reply="We can’t comment.\n\nPlease ask the clerk.",
    linked=True,
)
BODY = "<p>We can't comment. Please ask the clerk.</p>"
REPLY: dict[str, object] = {"title": SUBJECT, "body": BODY, "notes_to_editors": "", "quotes": []}


def found(kind: str, content: dict[str, object], matter: MatterNow = MATTER) -> set[str]:
    typed = normalise(KINDS[kind], content_for(kind, **content))
    subject = subject_of(kind, typed, circumstances=Circumstances(matters=(matter,)))
    checks = (ConfidentialMatter(), SensitiveMatter(), DeclaredInterest())
    return {check.id for check in checks if list(check.run(subject, {}))}


@pytest.mark.parametrize("body", [BODY, f"<p>{HOLDING_REPLY}</p>"], ids=["the flag's", "the usual one"])
def test_the_reply_alone_passes(body: str) -> None:
    assert found("press_release", {**REPLY, "body": body}) == set()
    thanks = "<p>Thank you for your email, which we had on Thursday 7 May 2026.</p>"
    assert found("letter", {"title": "Your email", "body": thanks + body}) == set()


@pytest.mark.parametrize(
    "more",
    [
        {"body": f"{BODY}<p>It stinks.</p>"},
        {"title": "It stinks"},
        {"notes_to_editors": "<p>It stinks.</p>"},
        {"purpose": "Readers know of the old depot."},
    ],
    ids=["in its text", "as its headline", "in its notes", "by its name"],
)
def test_whatever_else_is_said_is_stopped_as_before(more: dict[str, object]) -> None:
    assert found("press_release", {**REPLY, **more}) == {"confidential-matter", "sensitive-matter"}


def test_it_passes_for_nobody_with_an_interest_and_on_no_matter_that_is_not_flagged() -> None:
    assert found("press_release", REPLY, replace(MATTER, interested=True)) == {"declared-interest"}
    assert found("press_release", REPLY, replace(MATTER, sensitive=False)) == {"confidential-matter"}
