"""The main journey: the Deputy Mayor's press release, from the first word to the newspapers."""

import json
import re
from email.utils import parseaddr

import feedparser
import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.post import Received
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

HEADLINE = "Library garden opens on the first of May"
NEWSPAPERS = [
    "gazette@pellworth-gazette.example",
    "jasper.headline@mill-valley-mercury.example",
    "local@county-chronicle.example",
    "newsroom@radio-pell.example",
]
REASON = "Please say what the garden cost, and who paid for it."
MENDED = "It cost £4,100, paid from the reserve for open spaces."


def test_the_deputy_mayors_release_reaches_the_newsroom_and_each_newspaper_once(
    arrive: Arrive, portal: Portal
) -> None:
    deputy = arrive()
    number = _the_deputy_writes_and_submits(deputy, arrive("chair@ptc.example", phone=True))
    clerk = arrive("clerk@ptc.example")
    _the_clerk_returns_it_with_a_reason(clerk)
    _the_deputy_changes_it_and_submits_again(deputy, number)
    reference = _the_clerk_compares_and_approves(clerk)
    anybody = arrive()
    address = _the_newsroom_shows_it(anybody, reference)
    _the_feeds_carry_it(anybody, address, reference)
    for mail in portal.post.arrives(HEADLINE, len(NEWSPAPERS)):
        _the_mail_says_all_of_it(mail, address, reference)
    assert [mail.to for mail in portal.post.about(HEADLINE)] == NEWSPAPERS
    assert len({mail.message["Message-ID"] for mail in portal.post.about(HEADLINE)}) == len(NEWSPAPERS)
    _everybody_sees_who_did_what(deputy, clerk, number, reference)
    _the_record_is_whole(portal)


def _the_deputy_writes_and_submits(deputy: Visitor, mayor: Visitor) -> int:
    deputy.go("/accounts/login/?next=/ptc/desk/").sign_in("deputy@ptc.example")
    deputy.sees("Your desk").shoot("01-desk-deputy")
    deputy.follow("Press release", within=".page-main").press("Start writing")
    number = deputy.number_in_address()
    deputy.field("Headline").fill(HEADLINE)
    editor = deputy.field("Release")
    editor.click()
    editor.press_sequentially("The garden behind the library ")
    expect(deputy.page.locator("#saved-state")).to_contain_text("Saved")
    editor.press_sequentially("opens to everybody on the first of May.")
    deputy.shoot("02-draft-writing", "window")
    acts.write(deputy, {k: v for k, v in acts.release(HEADLINE).items() if k not in {"Headline", "Release"}})
    deputy.press("Save and preview").sees(
        "How readers will see it", "opens to everybody on the first of May.", acts.CAPACITY_OF_PTC
    )
    deputy.shoot("03-draft-preview")
    deputy.follow("Back to the draft")
    deputy.page.get_by_role("button", name="Add a quotation").click()
    deputy.field("Exact words").fill("A quiet place in the middle of the town.")
    deputy.field("Speaker").fill("Cllr Tobias Lanternlight")
    deputy.field("Office").fill("Mayor")
    deputy.press("Save and submit").sees("The quotation of Cllr Tobias Lanternlight was not approved.")
    deputy.follow("Back to the draft")
    acts.ask_for_approval(deputy)
    acts.approve_words(mayor, "ptc", "A quiet place in the middle of the town.")
    deputy.go(f"/ptc/desk/drafts/{deputy.number_in_address()}/").sees("Locked: approved by Cllr Tobias")
    deputy.shoot("quotation-locked")
    acts.submit(deputy, "ptc")
    deputy.sees("Its text cannot change meanwhile.").shoot("04-draft-submitted")
    deputy.sign_out()
    return number


def _the_clerk_returns_it_with_a_reason(clerk: Visitor) -> None:
    clerk.go("/ptc/desk/queue/").shoot("05-queue")
    expect(clerk.page.locator(".queue-list h2").first).to_have_text(HEADLINE)
    clerk.follow(HEADLINE).sees(
        "opens to everybody on the first of May.", "A quiet place in the middle of the town."
    )
    clerk.press("Return with this reason", status=422)
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("Give a reason")
    clerk.fill("What should be changed?", REASON).press("Return it", status=422)
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("Choose the clause that this rests on")
    clerk.shoot("a-clause-is-missing")
    acts.cite(clerk, "7.3")
    clerk.press("Return it").sees("Returned to Cllr Marigold Ashpenny")


def _the_deputy_changes_it_and_submits_again(deputy: Visitor, number: int) -> None:
    deputy.go("/accounts/login/?next=/ptc/desk/").sign_in("deputy@ptc.example")
    deputy.sees("Octavia Quillfeather returned it:", REASON).shoot("06-desk-returned")
    deputy.go(f"/ptc/desk/drafts/{number}/").sees(REASON).shoot("07-draft-returned")
    editor = deputy.page.get_by_role("textbox", name="Release")
    editor.click()
    editor.press("Control+End")
    editor.press("Enter")
    editor.press_sequentially(MENDED)
    acts.submit(deputy, "ptc")


def _the_clerk_compares_and_approves(clerk: Visitor) -> str:
    acts.open_review(clerk, "ptc", HEADLINE)
    clerk.sees("What changed since")
    expect(clerk.page.locator(".diff ins")).to_contain_text([MENDED])
    clerk.shoot("review")
    clerk.follow("Compare any two", within="main, aside").sees("What changed")
    expect(clerk.page.locator(".diff ins")).to_contain_text([MENDED])
    clerk.shoot("08-compare")
    acts.open_review(clerk, "ptc", HEADLINE)
    clerk.sees("Newsroom", "Press list", "The press list has 4 addresses.")
    button = acts.approve_button(clerk)
    clerk.press(button).sees("Approved under reference PTC/")
    clerk.shoot("09-approved")
    return acts.reference(clerk)


def _the_newsroom_shows_it(anybody: Visitor, reference: str) -> str:
    anybody.waits_for("/ptc/", HEADLINE).shoot("newsroom")
    anybody.follow(HEADLINE).sees(
        acts.CAPACITY_OF_PTC, MENDED, "A quiet place in the middle of the town.", "Mayor", reference
    )
    anybody.shoot("news-item")
    return anybody.page.url


def _the_feeds_carry_it(anybody: Visitor, address: str, reference: str) -> None:
    for name in ("feed.atom", "feed.rss"):
        text = anybody.context.request.get(f"{anybody.url}/ptc/{name}").text()
        feed = feedparser.parse(text)
        assert not feed.bozo, feed.get("bozo_exception")
        entry = next(entry for entry in feed.entries if entry.title == HEADLINE)
        content = entry.content[0].value
        assert entry.link == address
        assert all(words in content for words in (acts.CAPACITY_OF_PTC, MENDED, reference))
    found = json.loads(anybody.context.request.get(f"{anybody.url}/ptc/feed.json").text())
    item = next(one for one in found["items"] if one["title"] == HEADLINE)
    assert item["url"] == address
    assert all(words in item["content_html"] for words in (acts.CAPACITY_OF_PTC, MENDED, reference))


def _the_mail_says_all_of_it(mail: Received, address: str, reference: str) -> None:
    assert mail.subject == HEADLINE
    assert parseaddr(mail.message["To"])[1] == mail.to
    assert re.fullmatch(r"<[^@\s]+@[^@\s]+>", mail.message["Message-ID"])
    assert "/ptc/press/opt-out/" in mail.message["List-Unsubscribe"]
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for words in (acts.CAPACITY_OF_PTC, MENDED, "Cllr Tobias Lanternlight, Mayor", reference, address):
        assert words in mail.text
        assert words in mail.html


def _everybody_sees_who_did_what(deputy: Visitor, clerk: Visitor, number: int, reference: str) -> None:
    deputy.go(f"/ptc/desk/drafts/{number}/history/").sees(reference, "Newsroom", "Press list")
    deputy.shoot("10-history")
    told = deputy.page.locator(".timeline li").all_inner_texts()
    assert any("Octavia Quillfeather" in act and "approved" in act for act in told), told
    assert any("Cllr Marigold Ashpenny" in act and "submitted" in act for act in told), told
    clerk.go(f"/ptc/desk/queue/item/{number}/").sees(reference, *NEWSPAPERS).shoot("11-item")
    clerk.go("/ptc/desk/record/").sees("Octavia Quillfeather").shoot("12-record")


def _the_record_is_whole(portal: Portal) -> None:
    done = portal.manage("verify_record", "--council", "ptc")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"ptc \d+ [0-9a-f]{64}", done.stdout.strip()), done.stdout
