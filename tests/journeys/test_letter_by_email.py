"""A letter with copies goes out by email: to each whom it names, and nobody learns of the blind copy."""

import io
import re
from email.message import EmailMessage

import pytest
from pypdf import PdfReader

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.post import JOURNAL
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

SUBJECT = "Lights for the footpath to the mill"
TO, COPY, BLIND = "bea.example@lighting.example", "roads@county.example", "ward@solicitor.example"
LETTER = {
    "Subject": SUBJECT,
    "Addressee": "Ms B. Example",
    "Address": "2 Lamp Yard\nPellworth",
    "Email to": f"Ms B. Example <{TO}>",
    "Copies (cc)": f"County Highways <{COPY}>\nThe Warden of the mill",
    "Blind copies (bcc)": "Ward & Partners",
    "Salutation": "Dear Ms Example",
    "Letter": "The council has ordered four lamps for the footpath.",
    "Closing": "Yours sincerely",
    "Signed by": "Octavia Quillfeather",
    "Office": "Town Clerk",
    "Purpose": "The lamps are put up in the spring.",
}


def test_a_letter_with_copies_reaches_each_by_email_and_nobody_reads_of_the_blind_one(
    portal: Portal, arrive: Arrive
) -> None:
    officer, clerk = arrive("officer@ptc.example"), arrive("clerk@ptc.example")
    _written(officer)
    number = _approved(clerk)

    (mail,) = portal.post.letters(SUBJECT)

    assert mail.get_all("X-Envelope-To") == [TO, COPY, BLIND, JOURNAL]
    assert (mail["To"], mail["Cc"]) == (f'"Ms B. Example" <{TO}>', f"County Highways <{COPY}>")
    assert mail["Bcc"] is None
    for words in (_as_its_readers_have_it(mail), _letter_in(mail)):
        assert "solicitor" not in words
        assert "Ward" not in words.replace("Warden", "")
        assert "The council has ordered four lamps for the footpath." in words
        assert "County Highways" in words
        assert "The Warden of the mill" in words
    clerk.waits_for(f"/ptc/desk/queue/item/{number}/", "Letters by email")
    clerk.waits_for_no_more(f"/ptc/desk/queue/item/{number}/", "Waiting").sees("Sent").shoot("letter-mailed")
    clerk.go("/ptc/desk/letters/").sees("On paper to The Warden of the mill too").shoot("letters-on-paper")
    assert len(portal.post.letters(SUBJECT)) == 1


def _written(officer: Visitor) -> None:
    """Write the letter; a blind copy by name alone is refused, and nothing is lost by it."""
    acts.begin(officer, "ptc", "letter")
    officer.sees("by name alone, on paper: the office prints and posts it.")
    acts.write(officer, LETTER)
    officer.press("Save and submit", status=422).sees("“Ward & Partners” has no email address")
    officer.shoot("letter-blind-copy-refused")
    assert officer.field("Copies (cc)").input_value() == LETTER["Copies (cc)"]
    officer.fill("Blind copies (bcc)", f"Ward & Partners <{BLIND}>")
    acts.submit(officer, "ptc")


def _approved(clerk: Visitor) -> int:
    """Approve it, having read who gets what; returns the number of the item."""
    acts.open_review(clerk, "ptc", SUBJECT)
    clerk.sees("Sent by email", f"To: {TO}", f"Cc: {COPY}", f"Bcc: {BLIND}", "Letters by email")
    clerk.misses("Nobody gets this by email").shoot("letter-by-email-review")
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference")
    return clerk.number_in_address()


def _as_its_readers_have_it(mail: EmailMessage) -> str:
    """Return headers and words of the mail as its readers see them: the envelope stays with the servers."""
    headers = [f"{name}: {value}" for name, value in mail.items() if not name.startswith("X-Envelope")]
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(" ".join([*headers, part.get_content()]).split())


def _letter_in(mail: EmailMessage) -> str:
    """Return the words of the letter that the mail encloses."""
    (pdf,) = mail.iter_attachments()
    reader = PdfReader(io.BytesIO(pdf.get_content()))
    words = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", words.replace("\u200b", ""))
