"""What the policy says stands beside the words while somebody types them, and nothing is sent for it."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_findings_come_and_go_as_a_question_is_typed_and_nothing_is_kept(arrive: Arrive) -> None:
    author = arrive("councillor@ptc.example")
    author.go("/ptc/desk/ask/")
    findings, text = author.page.locator("#ask-findings"), author.field("What do you want to say?")

    text.press_sequentially("The meeting is on Tuesday.")
    expect(findings).to_contain_text("Nothing stands against it")
    text.press_sequentially(" Only an idiot would stay away.")

    expect(findings.locator(".finding")).to_have_count(1)
    expect(findings).to_contain_text("clause")
    author.shoot("as-you-type-ask")
    for _ in " Only an idiot would stay away.":
        text.press("Backspace")
    expect(findings).to_contain_text("Nothing stands against it")
    assert author.path == "/ptc/desk/ask/"
    author.go("/ptc/desk/ask/").misses("The meeting is on Tuesday.")


def test_findings_come_and_go_as_a_draft_is_typed_and_no_revision_is_made(arrive: Arrive) -> None:
    author = arrive("councillor@ptc.example")
    number = acts.save(author, "ptc", "notice", acts.notice("Hedge cutting in Mill Lane"))
    insults = author.page.locator("#findings .finding", has_text="idiot")
    expect(insults).to_have_count(0)

    author.field("Notice").focus()
    author.page.keyboard.press("Control+End")
    author.page.keyboard.type(" Only an idiot would park there.")

    expect(insults).to_have_count(1)
    author.shoot("as-you-type-draft")
    assert author.path == f"/ptc/desk/drafts/{number}/"
    for _ in " Only an idiot would park there.":
        author.page.keyboard.press("Backspace")
    expect(insults).to_have_count(0)
    expect(author.page.locator("#saved-state")).to_contain_text("Saved")
    author.go(f"/ptc/desk/drafts/{number}/history/").sees("Revision 1").misses("Revision 2")
