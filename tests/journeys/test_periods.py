"""A poll from its announcement to the end of the period before it: what is listed, held, stopped, told, and let go."""

import pytest

from tests.journeys.acts import begin, hand_in, notice, open_review, write
from tests.journeys.clock import day, in_
from tests.journeys.conftest import Arrive
from tests.journeys.founding import found
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

CANDIDATES = "Petra Stander, Independent\nCuthbert Rostrum, Ratepayers\nMorwenna Ballot"
FAIR, PUMP, RIVER = (
    "Petra Stander opens the fair",
    "Cuthbert Rostrum on the pump",
    "Morwenna Ballot swims the river",
)
CLOSED = "The press list rests until the poll. Call 01632 960200 with any question."


@pytest.fixture(scope="module")
def council(portal: Portal) -> str:
    """Return the slug of a council of these journeys' own."""
    found(portal, "ferrydown", "Ferrydown Town Council")
    return "ferrydown"


def release_text(headline: str) -> dict[str, str]:
    """Return the parts of a press release of that council."""
    return {
        "Headline": headline,
        "Release": "The council has repaired the pump.",
        "Press contact": "The Town Clerk",
        "Contact's email": "clerk@ferrydown.example",
        "Purpose": "Residents know it works.",
    }


def schedule(clerk: Visitor, council: str, title: str) -> None:
    """Approve what waits under ``title`` for the day after tomorrow."""
    open_review(clerk, council, title)
    clerk.choose("At a date and time").fill("Date and time", in_(days=2)[:16])
    clerk.press("Approve revision 1").sees("Approved under reference")


def announce(clerk: Visitor, council: str) -> str:
    """Announce the poll, with the refusals on the way; returns the address of its page."""
    clerk.go(f"/{council}/desk/periods/").follow("Enter a coming poll").shoot("period-announce")
    clerk.page.get_by_label("What is polled").select_option(label="Parish or town election")
    clerk.fill("Title", "Town election").fill("Day of the poll", day(60)).press("Enter it")
    clerk.sees("The latest lawful day of its notice is", "Latest lawful day of the notice").shoot(
        "period-list"
    )
    clerk.follow("Enter a coming poll")
    clerk.page.get_by_label("What is polled").select_option(label="Parish or town election")
    clerk.fill("Title", "Another").fill("Day of the poll", day(61)).press("Enter it", status=409)
    clerk.sees("It overlaps “Town election”")
    clerk.go(f"/{council}/desk/periods/").follow("Town election")
    return clerk.path


def settle(clerk: Visitor) -> None:
    """Enter who stands, who may be quoted and what closes, from the page of the poll."""
    clerk.follow("Candidates, officers and channels").fill("Candidates", CANDIDATES)
    clerk.choose("Wenna Quillfeather, Town Clerk", "Press list").fill("What readers are told", CLOSED)
    clerk.shoot("period-particulars")
    clerk.press("Save").sees("Morwenna Ballot", "Wenna Quillfeather", CLOSED)


def decide(clerk: Visitor, title: str, outcome: str) -> None:
    """Decide about ``title`` in the list of what stands in the way."""
    card = clerk.page.locator("li.card").filter(has_text=title)
    card.get_by_label(outcome).check()
    card.get_by_label("Reason").fill("She has done so for twenty years.")
    with clerk.page.expect_navigation(wait_until="load"):
        card.get_by_role("button", name="Decide").click()
    clerk.look().sees(f"“{title}” is {'released' if outcome == 'Release it' else 'dropped'}.")


def quoting(clerk: Visitor, council: str, speaker: str) -> Visitor:
    """Write a release that quotes ``speaker`` and go to submit it."""
    begin(clerk, council, "press_release")
    write(clerk, release_text("The pump works"))
    quoted = clerk.page.locator("[data-row]").filter(has_text="Exact words").first
    if not quoted.is_visible():
        clerk.page.get_by_role("button", name="Add a quotation").click()
    quoted.get_by_label("Exact words").fill("The pump works again.")
    quoted.get_by_label("Speaker").fill(speaker)
    return clerk.press("Save and submit")


def test_a_notice_of_election_lists_and_holds_and_its_period_ends_without_a_burst(
    arrive: Arrive, council: str
) -> None:
    clerk, officer = arrive(f"clerk@{council}.example"), arrive(f"officer@{council}.example")
    desk = f"/{council}/desk"
    for title in (FAIR, PUMP):
        hand_in(officer, council, "notice", notice(title))
        schedule(clerk, council, title)
    hand_in(officer, council, "notice", notice(RIVER))

    poll = announce(clerk, council)
    settle(clerk)
    clerk.follow("Enter the notice").fill("Day on which the notice was published", day(61))
    clerk.press("Enter it: the period begins", status=400).sees("The notice comes before the poll.")
    clerk.fill("Day on which the notice was published", day()).shoot("period-notice")
    clerk.press("Enter it: the period begins").sees("3 items wait for a decision.").shoot("period-begun")
    clerk.go(f"{desk}/queue/scheduled/").sees("Held: Held until the clerk decides")
    clerk.go(poll).follow("See what was listed").sees("Waits for approval.", "Approved, not out yet.")
    clerk.shoot("period-decisions")
    decide(clerk, FAIR, "Release it")
    decide(clerk, RIVER, "Drop it")
    during_it(arrive, clerk, council)

    clerk.go(poll).follow("End it early").fill("Reason", "Uncontested.").press("End it")
    clerk.go(f"{desk}/queue/scheduled/").sees("Held:", PUMP)
    clerk.go(poll).follow("See what was listed").sees("confirm what may go out now").shoot("period-over")
    decide(clerk, PUMP, "Release it")
    clerk.go(f"{desk}/queue/scheduled/").misses("Held:")
    arrive(f"councillor@{council}.example", phone=True).go(f"{desk}/").misses("Pre-election period")


def during_it(arrive: Arrive, clerk: Visitor, council: str) -> None:
    """See what members, readers and the clerk may and may not do while the period lasts."""
    desk = f"/{council}/desk"
    phone = arrive(f"councillor@{council}.example", phone=True)
    phone.go(f"{desk}/")
    banner = phone.page.locator("body")
    for words in ("Pre-election period since", "You may write letters", "You may not submit publicity"):
        assert words in banner.inner_text()
    phone.shoot("period-banner", "window")
    phone.go(f"{desk}/drafts/new/").sees("Until the poll on").shoot("period-kinds")
    assert phone.post(f"{desk}/drafts/new/notice/") == 403
    phone.go(f"{desk}/record/")
    arrive(phone=True).go(f"/{council}/").sees(CLOSED).shoot("period-newsroom")
    quoting(clerk, council, "Cllr Osbert Fenwright").sees(
        "It cannot be submitted yet.", "is quoted in the period"
    )
    clerk.shoot("period-quote")
    quoting(clerk, council, "Wenna Quillfeather").press("Submit to the Town Clerk").sees("Submitted.")
    listing = "Petra Stander, Cuthbert Rostrum and Morwenna Ballot are nominated."
    hand_in(clerk, council, "notice", notice("Statement of persons nominated", listing))
    open_review(clerk, council, "Statement of persons nominated")
    clerk.press("Approve revision 1").sees("Approved under reference")
    arrive().waits_for(f"/{council}/", "Statement of persons nominated")
