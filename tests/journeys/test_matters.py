"""A matter from its opening to the lifting of its flag: who is stopped, what is held, who may know, who may read."""

import pytest

from tests.journeys.acts import FOR_THE_COUNCIL, begin, hand_in, notice, open_review, write
from tests.journeys.clock import day, in_
from tests.journeys.conftest import Arrive
from tests.journeys.founding import found, hour_comes
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

SALE = "Sale of the ferry house"
ALIAS = "Mill Fleet site"
REPLY = "I am unable to comment on this matter. Please refer any question to the clerk."
LETTER = {
    "Subject": f"Your question about the {ALIAS}",
    "Addressee": "Mr Example",
    "Address": "1 Example Street\nFennybridge",
    "Salutation": "Dear Mr Example",
    "Letter": f"The council will sell the {ALIAS} next spring.",
    "Closing": "Yours sincerely",
    "Signed by": "Tamsin Reedmace",
    "Purpose": "He has an answer.",
}


@pytest.fixture(scope="module")
def council(portal: Portal) -> str:
    """Return the slug of a council of these journeys' own."""
    found(portal, "fennybridge", "Fennybridge Town Council")
    return "fennybridge"


def open_matter(clerk: Visitor, council: str, title: str, **more: str) -> int:
    """Open a matter and return its number."""
    clerk.go(f"/{council}/desk/matters/open/").fill("Title", title)
    for label, words in more.items():
        clerk.fill(label.replace("_", " "), words)
    clerk.press("Open the matter").sees("is noted, and confidential")
    return clerk.number_in_address()


def release(clerk: Visitor, minute: str) -> None:
    """Release the matter whose page is open."""
    clerk.follow("Release by an open reference").fill("Open minute, report or agenda reference", minute)
    clerk.press("Release the matter").sees("is released")


def schedule(clerk: Visitor, council: str, title: str, **ahead: float) -> None:
    """Approve what waits under ``title`` for a moment that is ``ahead`` from now."""
    open_review(clerk, council, title)
    clerk.choose("At a date and time").fill("Date and time", in_(**ahead)[:16])
    clerk.press("Approve revision 1").sees("Approved under reference")


def says_the_holding_reply_instead(member: Visitor) -> None:
    """Find one's draft stopped, put the holding reply in its place, and submit that."""
    member.sees("You are unable to comment on it", REPLY).shoot("matter-stopped-draft")
    member.press("Save and submit").sees("It cannot be submitted yet.", "Say this instead")
    member.press("Say this instead").sees("The holding reply stands in place of your text.")
    member.misses("You are unable to comment on it")
    member.press("Save and submit").press("Submit to the Town Clerk").sees("Submitted. The clerk is told")


def test_a_flag_stops_members_holds_what_is_scheduled_and_lifting_lets_nothing_burst_out(
    arrive: Arrive, council: str
) -> None:
    clerk, chair = arrive(f"clerk@{council}.example"), arrive(f"chair@{council}.example")
    member, officer = (
        arrive(f"councillor@{council}.example", phone=True),
        arrive(f"officer@{council}.example"),
    )
    desk = f"/{council}/desk"
    matter = open_matter(clerk, council, SALE, Other_names=f"{ALIAS}\nthe ferry house")
    release(clerk, "Minute 7/26")

    hand_in(officer, council, "notice", notice("Viewing day", f"Come and view the {ALIAS}."))
    schedule(clerk, council, "Viewing day", days=2)
    letter = begin(member, council, "letter")
    write(member, LETTER, ("As a councillor, about works done or policies agreed", "Routine information"))
    member.press("Save").sees("Saved as revision 1.")

    chair.go(f"{desk}/matters/{matter}/").follow("Flag as especially sensitive").shoot("matter-flag")
    chair.press("Flag the matter", status=422).sees("Give a reason.")
    chair.fill("Reason", "Two bidders are talking to us.").press("Flag the matter")
    chair.sees("Especially sensitive", "Two bidders are talking to us.").shoot("matter-flagged")

    member.go(f"{desk}/drafts/{letter}/")
    says_the_holding_reply_instead(member)

    clerk.go(f"{desk}/queue/scheduled/").sees("Held: it touches", SALE, "Two bidders are talking to us.")
    clerk.shoot("matter-held-scheduled")
    clerk.follow("Viewing day").sees("Held: it touches").shoot("matter-held-item")
    item = clerk.path
    said = f"On the {ALIAS} the council will decide in public on 4 May."
    hand_in(clerk, council, "notice", notice("What the council says", said))
    open_review(clerk, council, "What the council says")
    clerk.sees("It was submitted after the flag").press("Approve revision 1").sees("Approved under reference")
    arrive().waits_for(f"/{council}/", "What the council says")

    chair.go(f"{desk}/matters/{matter}/").follow("Lift the flag").press("Lift the flag", status=422)
    chair.fill("Reason", "Both bids are public.").press("Lift the flag").sees(
        "is lifted", "Both bids are public."
    )
    clerk.go(item).misses("Held").sees("Waiting")


def test_what_is_held_past_its_hour_waits_until_a_person_confirms_it(
    arrive: Arrive, portal: Portal, council: str
) -> None:
    clerk, chair = arrive(f"clerk@{council}.example"), arrive(f"chair@{council}.example")
    desk = f"/{council}/desk"
    matter = open_matter(clerk, council, "The toll bridge")
    release(clerk, "Minute 8/26")
    hand_in(clerk, council, "notice", notice("Bridge works", "The toll bridge is painted."))
    schedule(clerk, council, "Bridge works", days=1)
    chair.go(f"{desk}/matters/{matter}/flag/").fill("Reason", "A claim.").press("Flag the matter")
    clerk.go(f"{desk}/queue/scheduled/").sees("Held: it touches").follow("Bridge works")
    item = clerk.path
    hour_comes(portal, council)
    chair.go(f"{desk}/matters/{matter}/flag/lift/").fill("Reason", "Settled.").press("Lift the flag")
    clerk.go(item).sees("It goes out once somebody confirms that it still should").shoot("matter-confirm")
    arrive().go(f"/{council}/").misses("Bridge works")
    with clerk.page.expect_navigation(wait_until="load"):
        clerk.page.get_by_role("button", name="Confirm: let it go out").first.click()
    arrive().waits_for(f"/{council}/", "Bridge works")


def test_named_access_is_invisible_and_an_interest_opens_papers_after_the_notice(
    arrive: Arrive, council: str
) -> None:
    clerk, chair = arrive(f"clerk@{council}.example"), arrive(f"chair@{council}.example")
    member, other = arrive(f"councillor@{council}.example"), arrive(f"second@{council}.example", phone=True)
    desk = f"/{council}/desk"
    clerk.go(f"{desk}/matters/open/").fill("Title", "The boatyard lease")
    clerk.fill("Summary", "Reedmace Boats asked for a longer lease.")
    clerk.choose(
        "Only the clerk and people whom I name may see that it exists",
        "Members with a declared interest may read its papers after accepting the notice",
    )
    clerk.press("Open the matter")
    matter = clerk.number_in_address()
    clerk.follow("Let somebody see it")
    clerk.page.get_by_label("Member").select_option(label="Cllr Tamsin Reedmace, Councillor")
    clerk.press("Let them see it").follow("Enter a declared interest")
    clerk.page.get_by_label("Member").select_option(label="Cllr Tamsin Reedmace, Councillor")
    clerk.fill("The other party", "Reedmace Boats").fill("Declared on", day())
    clerk.press("Enter the interest").sees("Declared interests").shoot("matter-interest-clerk")

    for outsider in (chair, other):
        outsider.go(f"{desk}/matters/").misses("The boatyard lease")
        outsider.go(f"{desk}/matters/{matter}/", status=404)
    member.go(f"{desk}/matters/").sees("The boatyard lease", "You declared an interest")
    member.follow("The boatyard lease").sees("You cannot draft on it", "is not for Reedmace Boats")
    member.misses("Reedmace Boats asked for a longer lease.").shoot("matter-interest-member")
    member.follow("Read its papers").sees("You may not tell any of it to Reedmace Boats")
    member.shoot("matter-notice")
    member.press("I accept: I will not tell Reedmace Boats").press("Open the papers")
    member.sees("Reedmace Boats asked for a longer lease.", "each by itself").shoot("matter-papers")
    clerk.go(f"{desk}/matters/{matter}/").sees("notice accepted")
    clerk.go(f"{desk}/record/").sees("read the papers of a matter in which they have an interest")
    draft = begin(member, council, "social_post")
    parts = {"Working title": "News", "Text": "The boatyard lease runs out.", "Purpose": "They know."}
    write(member, parts, ("Personal view", FOR_THE_COUNCIL[1]))
    member.press("Save and submit").sees("It cannot be submitted yet.")
    assert draft
