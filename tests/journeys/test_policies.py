"""A policy from pasted text to everybody's acceptance: entered, gone through, adopted, read in public, accepted."""

import io

import pytest
from playwright.sync_api import Locator
from pypdf import PdfReader

from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor
from tests.policies.importing.papers import docx, para, pdf

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "Website policy"
WORD = docx(
    "".join(
        (
            para("1. What it is for", bold=True),
            para("1.1 The website tells residents what the council does."),
            para("It is kept up to date."),
            para("2. Who answers for it", bold=True),
            para("2.1 The clerk answers for every page."),
        )
    )
)
PRINTED = pdf(
    [
        "#1. What it is for",
        "1.1 The website tells residents what the council does and when.",
        "#2. Who answers for it",
        "2.1 The clerk answers for every page.",
        "#4. Who helps",
        "4.3 A volunteer may help, and is named.",
    ]
)
"""What was clause 2.2 is another one here: its rule needs a new place."""

TEXT = """Complaints procedure

1. Scope
1.1 This applies to everybody.
It applies on every channel.

2. Answers
2.1 Every complaint is answered within ten working days.
"""


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_pasted_policy_is_gone_through_adopted_and_accepted(arrive: Arrive, phone: bool) -> None:
    title = f"Complaints by {'telephone' if phone else 'letter'}"
    size = "phone" if phone else "desk"
    clerk = arrive("clerk@ptc.example", phone=phone)
    clerk.go("/ptc/desk/policies/").follow("Enter a policy").choose("From pasted text")
    clerk.fill("Title", title).fill("Pasted text", TEXT).shoot(f"policy-new-{size}")
    clerk.press("Read it into clauses").sees("has a first draft", "Go through the clauses")
    clerk.page.locator("#heading-0").fill("Whom it binds")
    clerk.shoot(f"policy-review-{size}")
    clerk.page.locator("button[name=act][value^=merge-]").last.click()
    clerk.sees("Saved.")
    assert clerk.page.locator("#heading-0").input_value() == "Whom it binds"
    clerk.follow("Enter the council’s adoption").shoot(f"policy-adopt-{size}")
    clerk.fill("Minute", "52/26").press("It was adopted").sees("is in force and public", "minute 52/26")
    arrive(phone=phone).go("/ptc/policies/").follow(title).sees("Whom it binds", "minute 52/26").shoot(
        f"policy-public-{size}"
    )
    member = arrive("chair@ptc.example", phone=phone)
    member.go("/ptc/desk/").sees("Read and accept").follow(title).shoot(f"policy-accept-{size}")
    member.press("I have read it and accept it").sees("you have read and accepted it")
    clerk.go("/ptc/desk/policies/").follow(title).follow("Version 1").follow("Who has accepted it")
    clerk.sees("Not yet").shoot(f"policy-accepted-{size}")
    clerk.press("Remind those who have not").sees("reminded by email")


def words_of_pdf(data: bytes) -> str:
    """Return the text of a PDF, its white space as single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def row(visitor: Visitor, words: str) -> Locator:
    """Return the clause on the review page whose text begins with ``words``."""
    return visitor.page.locator("fieldset.clause-row").filter(has_text=words)


def act(visitor: Visitor, words: str, button: str) -> None:
    """Press a button of the clause that says ``words``; everything typed on the page is saved with it."""
    with visitor.page.expect_navigation(wait_until="load"):
        row(visitor, words).get_by_role("button", name=button).click()
    visitor.look().sees("Saved.")


def bring(visitor: Visitor, name: str, data: bytes, button: str = "Read it into clauses") -> Visitor:
    """Choose a document and have it read into clauses."""
    visitor.choose("From a file")
    visitor.field("File").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    return visitor.press(button).sees("Go through the clauses")


def option(visitor: Visitor, field: str, words: str) -> None:
    """Choose the option of a select that holds ``words``."""
    found = visitor.field(field).locator("option").filter(has_text=words).first
    visitor.field(field).select_option(value=found.get_attribute("value"))


def adopt_from_word(clerk: Visitor) -> None:
    """Bring the Word file, join, split and renumber its clauses, and enter the adoption."""
    clerk.go("/ptc/desk/policies/new/").fill("Title", TITLE)
    bring(clerk, "website.docx", WORD)

    act(clerk, "It is kept up to date.", "Join to the one before")
    at = row(clerk, "The clerk answers for every page.")
    at.get_by_label("Words").fill("The clerk answers for every page.\n\nA volunteer may help.")
    at.get_by_role("textbox", name="Number").fill("2.1")
    act(clerk, "The clerk answers for every page.", "Split")
    row(clerk, "A volunteer may help.").get_by_role("textbox", name="Number").fill("2.2")
    clerk.press("Save this page").sees("Cited as 2.2")
    assert row(clerk, "It is kept up to date.").get_by_label("Words").input_value() == (
        "The website tells residents what the council does.\nIt is kept up to date."
    )
    clerk.follow("Enter the council’s adoption").fill("Minute", "61/26")
    clerk.press("It was adopted").sees("Version 1 is in force and public")


def rule_and_adopt_from_pdf(clerk: Visitor) -> None:
    """Tie a rule to a clause, bring the next version as a PDF, and say to which clause the rule moves."""
    clerk.go("/ptc/desk/policies/rules/new/")
    option(clerk, "Clause", "A volunteer may help.")
    option(clerk, "Check", "Tone")
    clerk.choose("Advise: it can go on as it is", "What the council says").press("Make the rule")

    clerk.go("/ptc/desk/policies/").follow(TITLE).follow("Draft the next version")
    bring(clerk, "website.pdf", PRINTED, "Begin the draft")
    row(clerk, "A volunteer may help, and is named.").get_by_role("textbox", name="Number").fill("4.1")
    clerk.press("Save this page").sees("Cited as 4.1").shoot("policy-review-pdf")
    clerk.follow("Enter the council’s adoption").fill("Minute", "75/26")
    clerk.press("It was adopted", status=422).sees("Choose what becomes of the rule")
    mapped = clerk.page.locator("select[name^=rule-]")
    chosen = mapped.locator("option").filter(has_text="A volunteer may help, and is named.")
    mapped.select_option(value=chosen.get_attribute("value"))
    clerk.shoot("policy-adopt-mapped")
    clerk.press("It was adopted").sees("Version 2 is in force and public")
    clerk.go("/ptc/desk/policies/rules/").sees(f"Clause 4.1 of {TITLE}")


def read_in_public(visitor: Visitor) -> None:
    """Read both versions, the history and the printed policy as anybody may."""
    visitor.go("/ptc/policies/").follow(TITLE).sees("minute 75/26", "Version 1", "minute 61/26", "in force")
    visitor.shoot("policy-public-history")
    printed = visitor.context.request.get(f"{visitor.url}/ptc/policies/website-policy/2/policy.pdf")
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
    assert "A volunteer may help, and is named." in words_of_pdf(printed.body())
    visitor.follow("Version 1", "main section").sees("no longer in force", "A volunteer may help.")


def accept_and_sign(chair: Visitor) -> None:
    """Accept the version in force on a phone, and sign it."""
    chair.go("/ptc/desk/").follow(TITLE).sees("A volunteer may help, and is named.")
    chair.press("I have read it and accept it").sees("you have read and accepted it")
    chair.go("/ptc/desk/policies/").follow(TITLE).follow("Version 2").press("Sign this version")
    chair.sees("You have signed this version.", "Signed by").shoot("policy-signed")


def test_a_word_file_then_a_pdf_from_the_review_screen_to_public_accepted_and_signed(arrive: Arrive) -> None:
    clerk = arrive("clerk@ptc.example")
    adopt_from_word(clerk)
    rule_and_adopt_from_pdf(clerk)
    read_in_public(arrive(phone=True))
    accept_and_sign(arrive("chair@ptc.example", phone=True))
    arrive().go("/ptc/policies/website-policy/").sees("signed by")
    clerk.go("/ptc/desk/policies/").follow(TITLE).follow("Enter that it was reviewed and left as it is")
    clerk.fill("Minute", "80/26").shoot("policy-left-as-it-is")
    clerk.press("It was left as it is").sees("The next one is due on", "minute 80/26").shoot(
        "policy-reviewed"
    )


def test_whoever_is_in_doubt_asks_and_is_answered(arrive: Arrive) -> None:
    member, clerk = arrive("chair@ptc.example", phone=True), arrive("clerk@ptc.example")
    member.go("/ptc/desk/ask/").fill("What do you want to say?", "Call me on 07700 900123, you fool!")
    member.sees("See the words").shoot("ask-phone")
    member.press("Send it to the clerk as a question").sees("The clerk has your question")
    clerk.go("/ptc/desk/").follow("asks before saying something").fill("Your answer", "Leave the number out.")
    clerk.shoot("question-desk")
    clerk.press("Answer").sees("Your answer is kept", "Leave the number out.")
