"""In the parish: a letter becomes paper, and a councillor learns why not, asks, and may."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

CAPACITY = "Issued on behalf of Pitstone Parish Council."
LETTER = {
    "Subject": "A bench for Vicarage Road",
    "Addressee": "Mr B. Example",
    "Address": "7 Vicarage Road\nPitstone",
    "Our reference": "PPC/Bench/3",
    "Salutation": "Dear Mr Example",
    "Letter": "The bench you asked for is ordered and comes in the spring.",
    "Closing": "Yours sincerely",
    "Signed by": "Hester Inkwell",
    "Office": "Parish Clerk",
    "Purpose": "The resident knows when the bench comes.",
}


def test_a_letter_becomes_a_tagged_pdf_on_the_letterhead_and_is_noted_as_posted(arrive: Arrive) -> None:
    officer, clerk = arrive("officer@pitstone.example"), arrive("clerk@pitstone.example")
    acts.hand_in(officer, "pitstone", "letter", LETTER)
    acts.open_review(clerk, "pitstone", "A bench for Vicarage Road")
    clerk.sees("The bench you asked for is ordered", CAPACITY)
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")
    number, reference = clerk.number_in_address(), acts.reference(clerk)
    clerk.waits_for(f"/pitstone/desk/queue/item/{number}/", "PDF of the letter")
    address = clerk.page.get_by_role("link", name="PDF of the letter").get_attribute("href")
    answer = clerk.context.request.get(f"{clerk.url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.body()))
    words = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages).replace("\u200b", ""))
    for expected in (
        "Pitstone Parish Council",
        "The Parish Office",
        "parishclerk@pitstone.co.uk",
        "01632 960117",
        "Mr B. Example",
        "7 Vicarage Road",
        "Dear Mr Example",
        "The bench you asked for is ordered and comes in the spring.",
        "Hester Inkwell",
        CAPACITY,
        reference,
    ):
        assert expected in words
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "A bench for Vicarage Road"
    clerk.go("/pitstone/desk/letters/").sees("Not posted yet").shoot("letters")
    clerk.follow("Note as posted", within=".queue-row:has-text('A bench for Vicarage Road')")
    clerk.fill("How it was posted", "First class").press("It was posted").sees(
        "The letter is noted as posted."
    )
    clerk.go(f"/pitstone/desk/queue/item/{number}/").sees("by Hester Inkwell: First class")
    arrive("officer@ptc.example").go(f"/ptc/desk/queue/item/{number}/", status=404)


def test_a_councillor_is_told_by_which_clause_not_and_may_once_the_clerk_permits(arrive: Arrive) -> None:
    councillor, clerk = arrive("councillor@pitstone.example"), arrive("clerk@pitstone.example")
    councillor.go("/pitstone/desk/").sees("clause Conduct when communicating with members, 1")
    councillor.go("/pitstone/desk/drafts/new/press_release/", status=403)
    councillor.sees(
        "clause Conduct when communicating with members, 1",
        "you need the clerk's permission to draft a press release",
    )
    councillor.has_no_button("Start writing").shoot("not-permitted")
    assert councillor.post("/pitstone/desk/drafts/new/press_release/") == 403
    clerk.go("/pitstone/desk/people/").shoot("people")
    clerk.follow("Cllr Bertram Hedgerow").follow("Permit drafting of a kind", within="main, aside")
    clerk.page.get_by_label("Kind of communication").select_option("Press release")
    clerk.fill("Reason", "The summer fête is his to announce.").press("Permit")
    clerk.sees("Cllr Bertram Hedgerow may now draft: press release.")
    title = "Summer fête on the recreation ground"
    acts.hand_in(councillor, "pitstone", "press_release", acts.release(title))
    councillor.go("/pitstone/desk/").sees("You submitted", title)
    clerk.go("/pitstone/desk/people/").follow("Cllr Bertram Hedgerow")
    clerk.follow("End this permission", within="main")
    clerk.fill("Reason", "The fête is over.").press("End the permission")
    clerk.sees("The permission of Cllr Bertram Hedgerow has ended.")
    councillor.go("/pitstone/desk/drafts/new/press_release/", status=403)
