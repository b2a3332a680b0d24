"""A poll in one ward: who is restrained and who is not, and what becomes of what is pinned in the newsroom."""

import pytest

from tests.journeys.acts import approve, begin, hand_in, notice, write
from tests.journeys.clock import day
from tests.journeys.conftest import Arrive
from tests.journeys.founding import found
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

FAIR, WALKS = "The autumn fair", "Walks along the canal"
TOP = "It stands at the top of the newsroom."


@pytest.fixture(scope="module")
def council(portal: Portal) -> str:
    """Return the slug of a council of these journeys' own."""
    found(portal, "marlhythe", "Marlhythe Town Council")
    return "marlhythe"


def sits_for(clerk: Visitor, council: str, member: str, ward: str) -> None:
    """Note for which ward a member sits."""
    clerk.go(f"/{council}/desk/people/").follow(member).follow("Change title, term or other particulars")
    clerk.fill("Ward", ward)
    clerk.page.locator("main form button.govuk-button").first.click()
    clerk.page.wait_for_load_state("load")
    clerk.look().sees("is as you noted it")


def issue_and_pin(clerk: Visitor, council: str, title: str, text: str) -> None:
    """Issue a notice and pin it to the top of the newsroom."""
    number = hand_in(clerk, council, "notice", notice(title, text))
    approve(clerk, council, title)
    clerk.waits_for(f"/{council}/", title)
    clerk.go(f"/{council}/desk/queue/item/{number}/").press("Pin it to the top of the newsroom")
    clerk.sees(TOP).shoot("ward-pinned-item")


def enter_poll(clerk: Visitor, council: str) -> str:
    """Enter a poll in one ward and its notice; returns the address of its page."""
    clerk.go(f"/{council}/desk/periods/").follow("Enter a coming poll")
    clerk.page.get_by_label("What is polled").select_option(label="Parish or town election")
    clerk.fill("Title", "Mill ward by-election").fill("Ward", "Mill ward").fill("Day of the poll", day(60))
    clerk.press("Enter it").sees("Mill ward").misses("ward ward").shoot("ward-periods")
    clerk.follow("Mill ward by-election").misses("ward ward")
    poll = clerk.path
    clerk.follow("Candidates, officers and channels").fill("Candidates", "Barnaby Thrupp\nHester Quill")
    clerk.choose("Wenna Quillfeather, Town Clerk").press("Save").sees("Barnaby Thrupp")
    clerk.go(poll).follow("Enter the notice").fill("Day on which the notice was published", day())
    clerk.press("Enter it: the period begins").sees("2 items wait for a decision.").shoot("ward-begun")
    return poll


def decide(clerk: Visitor, title: str, outcome: str) -> None:
    """Decide about ``title`` in the list of what stands in the way."""
    card = clerk.page.locator("li.card").filter(has_text=title)
    card.get_by_label(outcome, exact=True).check()
    card.get_by_label("Reason").fill("Nobody chooses what comes first while the poll is open.")
    with clerk.page.expect_navigation(wait_until="load"):
        card.get_by_role("button", name="Decide").click()
    clerk.look()


def at_the_top(reader: Visitor, council: str) -> list[str]:
    """Return the titles of what the newsroom shows as pinned."""
    reader.go(f"/{council}/")
    items = reader.page.locator("li.news-item")
    pinned = items.filter(has=reader.page.get_by_text("Pinned", exact=True))
    return pinned.locator("h2").all_inner_texts()


def test_a_poll_in_one_ward_lists_what_is_pinned_and_restrains_what_is_about_the_ward(
    arrive: Arrive, council: str
) -> None:
    clerk, reader = arrive(f"clerk@{council}.example"), arrive(phone=True)
    sits_for(clerk, council, "Cllr Tamsin Reedmace", "Mill")
    sits_for(clerk, council, "Cllr Jory Sallowfield", "Hill")
    issue_and_pin(clerk, council, FAIR, "The fair is on the green on Saturday week.")
    issue_and_pin(clerk, council, WALKS, "Maps of six walks are at the office.")
    reader.go(f"/{council}/").shoot("ward-newsroom-pinned")

    poll = enter_poll(clerk, council)
    clerk.follow("See what was listed").sees(FAIR, WALKS, TOP).shoot("ward-pins")
    decide(clerk, FAIR, "Leave it in public, but take it from the top")
    clerk.sees(f"“{FAIR}” stays in public and is not at the top any more.")
    clerk.sees("It is not at the top of the newsroom any more.")
    decide(clerk, WALKS, "Release it, and leave it at the top")
    clerk.sees(f"“{WALKS}” is released.").shoot("ward-pins-decided")
    clerk.go(poll).sees("Nothing waits for a decision.")
    reader.go(f"/{council}/").sees(FAIR, WALKS).shoot("ward-newsroom-after")
    assert at_the_top(reader, council) == [WALKS]

    of_the_ward, of_another = (
        arrive(f"councillor@{council}.example", phone=True),
        arrive(f"second@{council}.example"),
    )
    of_the_ward.go(f"/{council}/desk/drafts/new/").sees("for which you sit").shoot("ward-kinds")
    assert of_the_ward.post(f"/{council}/desk/drafts/new/notice/") == 403
    goes_on_elsewhere(of_another, council)


def goes_on_elsewhere(member: Visitor, council: str) -> None:
    """Write about what has nothing to do with the ward, then quote a member on what has."""
    member.go(f"/{council}/desk/")
    assert "You sit for another ward" in member.page.locator("body").inner_text()
    member.shoot("ward-banner", "window")
    begin(member, council, "notice")
    write(member, notice("New benches on the green", "Six benches are on the green."))
    member.press("Save and submit").press("Submit to the Town Clerk").sees("Submitted. The clerk is told")
    begin(member, council, "notice")
    write(member, notice("Benches in Mill ward", "Six benches, says Barnaby Thrupp, are there."))
    member.press("Save and submit").sees("It cannot be submitted yet.", "Barnaby Thrupp stands in the")
    member.shoot("ward-stopped")
