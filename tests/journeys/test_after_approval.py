"""After the decision: schedules and edits, the taking down, corrections and withdrawals in public."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys import acts, clock
from tests.journeys.conftest import Arrive
from tests.journeys.post import Post
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

VOID = "Edited after it was approved: the approval is void, and this does not go out."


def test_an_edit_voids_a_scheduled_approval_and_the_item_is_taken_down_at_its_time(arrive: Arrive) -> None:
    author, clerk, anybody = arrive("councillor@ptc.example"), arrive("clerk@ptc.example"), arrive()
    title = "Market moves to the car park"
    number = acts.hand_in(author, "ptc", "notice", acts.notice(title))
    _approve_for_later(clerk, title, hours=48)
    author.go(f"/ptc/desk/drafts/{number}/").sees("Saving any change makes it a draft again")
    author.field("Notice").fill("The market moves to the car park for one week.")
    author.press("Save").sees("Saved as revision 2.")
    clerk.go("/ptc/desk/").misses(title)
    clerk.go("/ptc/desk/queue/scheduled/").sees(title, VOID)
    clerk.go(f"/ptc/desk/queue/item/{number}/").sees(VOID).misses("Change when it goes out")
    clerk.shoot("approval-void")
    expect(clerk.page.locator(".page-head .stage").first).to_have_text("Draft")
    anybody.go("/ptc/").misses(title)
    acts.submit(author, "ptc")
    _approve_for_later(clerk, title, hours=48, take_down=True)
    clerk.go("/ptc/desk/queue/scheduled/").sees(title).shoot("scheduled")
    clerk.follow(f"Change time of {title}").fill("New date and time", clock.in_(seconds=8)).press(
        "Change the time"
    )
    anybody.waits_for("/ptc/", title).follow(title).sees("The market moves to the car park for one week.")
    assert title in _feed_titles(anybody)
    _takes_it_down_shortly(author, clerk, number, title)
    page = anybody.path
    anybody.waits_for(page, "This item is no longer published")
    anybody.go(page, status=410).sees("taken down as planned").shoot("gone")
    assert title not in _feed_titles(anybody)
    anybody.go("/ptc/").misses(title)


def _approve_for_later(clerk: Visitor, title: str, *, hours: int, take_down: bool = False) -> None:
    """Approve ``title`` for a date ahead; a time that has passed is refused beside its field."""
    acts.open_review(clerk, "ptc", title)
    clerk.choose("At a date and time")
    clerk.fill("Date and time", clock.in_(hours=-1))
    clerk.press(acts.approve_button(clerk), status=422)
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("This time has passed")
    clerk.fill("Date and time", clock.in_(hours=hours))
    if take_down:
        clerk.fill("Take it down at", clock.in_(hours=hours + 24))
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference", "Goes out")


def _takes_it_down_shortly(author: Visitor, clerk: Visitor, number: int, title: str) -> None:
    """Correct it once more, now with an end some seconds ahead."""
    author.go(f"/ptc/desk/drafts/{number}/").follow("Correct this in public")
    author.field("Notice").fill("The market is back in the square from today.")
    acts.submit(author, "ptc")
    acts.open_review(clerk, "ptc", title)
    clerk.fill("Note to readers", "The market is back earlier than planned.")
    clerk.fill("Take it down at", clock.in_(seconds=6)).press(acts.approve_button(clerk))
    clerk.sees("Approved under reference")


def _feed_titles(anybody: Visitor) -> set[str]:
    answer = anybody.context.request.get(f"{anybody.url}/ptc/feed.json")
    return {item["title"] for item in json.loads(answer.text())["items"]}


def test_a_correction_and_a_withdrawal_are_told_to_every_reader(arrive: Arrive, post: Post) -> None:
    author, clerk, anybody = arrive("deputy@ptc.example"), arrive("clerk@ptc.example"), arrive()
    title = "Two hundred trees for the bypass"
    number = acts.hand_in(
        author, "ptc", "press_release", acts.release(title, "Two hundred trees are planted.")
    )
    reference = acts.approve(clerk, "ptc", title)
    first = post.arrives(title, 4)
    anybody.waits_for("/ptc/", title).follow(title).sees("Two hundred trees are planted.")
    address = anybody.path
    _correct(author, clerk, number, title)
    anybody.waits_for(address, "It is one hundred trees, not two.")
    anybody.sees("Correction", "One hundred trees are planted.", reference).misses(
        "Two hundred trees are planted."
    )
    anybody.shoot("news-corrected")
    corrections = [mail for mail in post.arrives(title, 8) if mail.subject == f"CORRECTION: {title}"]
    assert [mail.to for mail in corrections] == [mail.to for mail in first]
    assert all("It is one hundred trees, not two." in mail.text for mail in corrections)
    clerk.go(f"/ptc/desk/queue/item/{number}/").follow("Withdraw it in public").shoot("withdraw")
    clerk.press("Yes, withdraw it in public", status=422).sees("There is a problem")
    acts.cite(clerk, "7.3", name="clause")
    clerk.fill("What are readers told?", "The planting is put off by a year.").press(
        "Yes, withdraw it in public"
    )
    clerk.sees("Withdrawn.")
    anybody.waits_for(address, "The planting is put off by a year.")
    anybody.sees(", 7.3 (version 1, adopted")
    anybody.sees("Withdrawn", reference).misses("One hundred trees are planted.").shoot("news-withdrawn")
    withdrawals = [mail for mail in post.arrives(title, 12) if mail.subject == f"WITHDRAWN: {title}"]
    assert [mail.to for mail in withdrawals] == [mail.to for mail in first]
    assert all("The planting is put off by a year." in mail.text for mail in withdrawals)
    assert len({mail.message["Message-ID"] for mail in post.about(title)}) == 12


def _correct(author: Visitor, clerk: Visitor, number: int, title: str) -> None:
    """The author corrects what is out; without a note to readers the clerk cannot approve it."""
    author.go(f"/ptc/desk/drafts/{number}/").follow("Correct this in public")
    author.sees("You are correcting what was issued.").shoot("draft-correcting")
    author.field("Release").fill("One hundred trees are planted.")
    acts.submit(author, "ptc")
    acts.open_review(clerk, "ptc", title)
    clerk.sees("This corrects what is out already.")
    button = acts.approve_button(clerk)
    clerk.page.get_by_role("button", name=re.compile(button)).click()
    expect(clerk.page.locator(".govuk-error-summary")).to_contain_text("Note to readers")
    clerk.look().fill("Note to readers", "It is one hundred trees, not two.").press(button)
    clerk.sees("Approved under reference")


def test_what_the_clerk_wrote_and_issued_goes_under_a_clause_like_everything_else(arrive: Arrive) -> None:
    clerk, anybody = arrive("clerk@ptc.example"), arrive()
    title = "The pump in Mill Lane is mended"
    number = acts.hand_in(clerk, "ptc", "notice", acts.notice(title))
    acts.approve(clerk, "ptc", title)
    anybody.waits_for("/ptc/", title).follow(title)
    clerk.go(f"/ptc/desk/queue/item/{number}/").follow("Withdraw it in public")
    clerk.fill("What are readers told?", "It is another pump.")
    clerk.press("Yes, withdraw it in public", status=422)
    clerk.sees("You wrote it yourself, but it was out already", "what you typed is still here")
    clerk.shoot("withdraw-own")
    acts.cite(clerk, "7.3", name="clause")
    clerk.press("Yes, withdraw it in public").sees("Withdrawn.")
    anybody.waits_for(anybody.path, "It is another pump.")
    anybody.sees(", 7.3 (version 1, adopted")
