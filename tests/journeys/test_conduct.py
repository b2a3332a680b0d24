"""A breach from its report to a suspension that an open session feels at once; and a case that the clerk cannot see."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

CLERK, MEMBER = "clerk@ptc.example", "councillor@ptc.example"
WHAT = "He writes in the council’s name that the bakery sells yesterday’s bread."
ALLEGED = "You wrote in the council’s name what nobody had approved."
DESK = "/ptc/desk/conduct/"


def test_a_breach_goes_from_its_report_to_a_suspension_that_an_open_session_feels_at_once(
    arrive: Arrive,
) -> None:
    resident, clerk, member = arrive(phone=True), arrive(CLERK), arrive(MEMBER)
    told = _a_resident_reports(resident)
    reference = told.split("-")[0]
    member.go(DESK).misses(reference)
    case = _the_clerk_hears_him(clerk, member, reference)

    number = acts.begin(member, "ptc", "notice")
    _the_clerk_suspends(clerk, case)
    member.press("Save", status=403).sees("Your publishing rights are suspended.").shoot("conduct-suspended")
    member.go(f"/ptc/desk/drafts/{number}/").go("/ptc/desk/record/").misses(reference)
    member.go(DESK).follow(f"Case {reference}").sees("He had been warned.", "You can read as before.")
    resident.go(f"/ptc/conduct/{told}/").sees("It is being looked into.").misses("Thistledown")
    arrive("officer@ptc.example").go("/ptc/desk/people/").sees("Publishing rights suspended").misses(
        reference
    )

    _a_committee_gives_them_back(clerk, case)
    acts.begin(member, "ptc", "notice")


def test_a_case_about_the_clerk_is_nowhere_for_the_clerk_and_a_minute_decides_it(arrive: Arrive) -> None:
    officer, clerk, chair = arrive("officer@ptc.example"), arrive(CLERK), arrive("chair@ptc.example")
    officer.go(f"{DESK}report/").choose_from("Who is it about?", "Octavia Quillfeather, Town Clerk")
    officer.fill("What happened?", "She promised the lease in a post.").choose("No: give no name")
    officer.press("Send the report").sees("Your report is kept under")
    found = re.search(r"kept under ([A-Z0-9]{10})", officer.main.inner_text())
    assert found is not None
    chair.go(DESK).follow(f"Case {found[1]}").sees("This is about the clerk.", "a member who gives no name")
    case = chair.number_in_address()

    for path in (DESK, f"{DESK}?show=over", "/ptc/desk/record/", "/ptc/desk/messages/"):
        clerk.go(path).misses(found[1], "A report of conduct waits")
    clerk.go(f"{DESK}{case}/", status=404)
    officer.go(f"{DESK}{case}/", status=404)
    arrive("clerk@both.example").go(f"{DESK}{case}/", status=404)

    _taken_up(chair)
    chair.follow("Tell them what is alleged").fill("What is alleged?", "You promised what nobody had agreed.")
    chair.press("Tell them").sees("They are told")
    clerk.go(DESK).follow(f"Case {found[1]}").misses("She promised", "Linus", "Paperclip")
    clerk.fill("Your answer", "The council had agreed to it.").press("Send my answer").sees(
        "Your answer is kept."
    )
    chair.go(f"{DESK}{case}/decide/").choose("No breach").fill("Why?", "The minute bears her out.")
    chair.press("Decide", status=422).sees("Enter the minute")
    chair.fill("Minute", "64/26").press("Decide").sees("Decided: no breach.").shoot("conduct-of-the-clerk")


def _a_resident_reports(resident: Visitor) -> str:
    """Report the councillor in public, and return the whole reference that only the resident is told."""
    resident.go("/ptc/conduct/").shoot("conduct-report")
    resident.choose("Somebody else, named below")
    resident.fill("Their name", "Barnaby Thistledown").fill("What happened?", WHAT)
    resident.fill("The words", "Yesterday’s bread at today’s price!").fill("Your name", "Robin Miller")
    resident.press("Send the report").sees("Somebody will look at it.")
    return resident.path.rstrip("/").rpartition("/")[2]


def _taken_up(handler: Visitor) -> None:
    handler.follow("Take it up")
    handler.field("Which clause may be broken?").select_option(index=2)
    handler.fill("Reason", "It was said for the council.").press("Take it up").sees("The case is taken up.")


def _the_clerk_hears_him(clerk: Visitor, member: Visitor, reference: str) -> int:
    """Take the report up, tell him, and let him answer; return the number of the case."""
    clerk.go(DESK).follow(f"Case {reference}").sees(WHAT, "Robin Miller").shoot("conduct-case")
    case = clerk.number_in_address()
    _taken_up(clerk)
    clerk.follow("Tell them what is alleged").fill("What is alleged?", ALLEGED)
    clerk.choose("Words, as pasted: Words, as pasted").press("Tell them").sees("They are told")
    clerk.sees("nobody decides before it")
    clerk.go(f"{DESK}{case}/decide/", status=409)
    member.go(DESK).follow(f"Case {reference}").sees(ALLEGED, "Yesterday’s bread at today’s price!")
    member.misses(WHAT, "Robin Miller").shoot("conduct-answer")
    member.fill("Your answer", "I wrote it as myself.").press("Send my answer").sees("Your answer is kept.")
    return case


def _the_clerk_suspends(clerk: Visitor, case: int) -> None:
    clerk.go(f"{DESK}{case}/").sees("I wrote it as myself.").follow("Decide")
    clerk.choose("Suspension of publishing rights").fill("Why?", "He had been warned.")
    day = timezone.localdate() + timedelta(days=30)
    clerk.fill("Suspension: when is it looked at again?", day.isoformat()).shoot("conduct-decide")
    clerk.press("Decide").sees("Decided: suspension of publishing rights.")


def _a_committee_gives_them_back(clerk: Visitor, case: int) -> None:
    clerk.go(f"{DESK}{case}/").follow("Look at it again").choose("They asked for another look")
    clerk.choose("It is lifted, from this moment").fill("Reason", "He has apologised.")
    clerk.press("Record it", status=400).sees("enter the minute")
    clerk.fill("Minute", "65/26").press("Record it").sees("It is lifted")
