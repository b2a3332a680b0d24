"""What the policy says stands beside the words while somebody types them, and nothing is sent for it."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
INSULT = " You are an idiot if you stay away."


def test_findings_come_and_go_as_a_question_is_typed_and_nothing_is_kept(arrive: Arrive) -> None:
    author = arrive("councillor@ptc.example")
    author.go("/ptc/desk/ask/")
    findings, text = author.page.locator("#ask-findings"), author.field("What do you want to say?")
    insults = findings.locator(".finding", has_text="idiot")

    text.press_sequentially("The meeting is on Tuesday.")
    expect(findings).to_contain_text("The meeting is on Tuesday.")
    expect(insults).to_have_count(0)
    text.press_sequentially(INSULT)

    expect(insults).to_have_count(1)
    expect(insults).to_contain_text("clause")
    author.shoot("as-you-type-ask")
    for _ in INSULT:
        text.press("Backspace")
    expect(insults).to_have_count(0)
    assert author.path == "/ptc/desk/ask/"
    author.go("/ptc/desk/ask/").misses("The meeting is on Tuesday.")


def test_findings_come_and_go_as_a_draft_is_typed_and_no_revision_is_made(arrive: Arrive) -> None:
    author = arrive("councillor@ptc.example")
    number = acts.save(author, "ptc", "notice", acts.notice("Hedge cutting in Mill Lane"))
    insults = author.page.locator("#findings .finding", has_text="idiot")
    expect(insults).to_have_count(0)

    author.field("Notice").focus()
    author.page.keyboard.press("Control+End")
    author.page.keyboard.type(INSULT)

    expect(insults).to_have_count(1)
    author.shoot("as-you-type-draft")
    assert author.path == f"/ptc/desk/drafts/{number}/"
    for _ in INSULT:
        author.page.keyboard.press("Backspace")
    expect(insults).to_have_count(0)
    expect(author.page.locator("#saved-state")).to_contain_text("Saved")
    author.go(f"/ptc/desk/drafts/{number}/history/").sees("saved a revision: revision 1").misses("revision 2")
