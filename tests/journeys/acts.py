"""What people do again and again, in the words of the page: write, submit, approve."""

import re
from collections.abc import Mapping

from tests.journeys.visiting import Visitor

FOR_THE_COUNCIL = ("For the council", "Routine information")
CAPACITY_OF_PTC = "Issued on behalf of Pellworth Town Council."
CLERK = {"ptc": "Town Clerk", "pitstone": "Parish Clerk"}


def release(headline: str, text: str = "The council has agreed to do it.") -> dict[str, str]:
    """Return the parts of a press release that can be submitted."""
    return {
        "Headline": headline,
        "Release": text,
        "Press contact": "The Town Clerk",
        "Contact's email": "townclerk@pellworth-tc.gov.uk",
        "Purpose": "Residents know what was agreed.",
    }


def notice(title: str, text: str = "The road is closed from nine to four.") -> dict[str, str]:
    """Return the parts of a notice that can be submitted."""
    return {"Notice title": title, "Notice": text, "Purpose": "Drivers go another way."}


def social_post(title: str, text: str = "The lights are on until Twelfth Night.") -> dict[str, str]:
    """Return the parts of a social post that can be submitted."""
    return {"Working title": title, "Text": text, "Purpose": "People come and look."}


def begin(visitor: Visitor, council: str, kind: str) -> int:
    """Start a draft and return its number."""
    visitor.go(f"/{council}/desk/drafts/new/{kind}/").press("Start writing")
    return visitor.number_in_address()


def write(visitor: Visitor, parts: Mapping[str, str], choices: tuple[str, ...] = FOR_THE_COUNCIL) -> None:
    """Fill in the form of a draft."""
    for label, words in parts.items():
        visitor.field(label).fill(words)
    visitor.choose(*choices)


def save(visitor: Visitor, council: str, kind: str, parts: Mapping[str, str]) -> int:
    """Write a draft from nothing, save it and return its number."""
    number = begin(visitor, council, kind)
    write(visitor, parts)
    visitor.press("Save").sees("Saved as revision 1.")
    return number


def cite(visitor: Visitor, number: str, name: str = "return-clause") -> None:
    """Choose the clause printed as ``number`` for the return, or what else the page offers under ``name``."""
    listed = visitor.page.locator(f"select[name={name}]")
    options = listed.locator("option").all_inner_texts()
    (found,) = [option for option in options if option.startswith(f"{number}: ")]
    listed.select_option(label=found)


def submit(visitor: Visitor, council: str) -> None:
    """Submit the draft whose form is open."""
    visitor.press("Save and submit").press(f"Submit to the {CLERK.get(council, 'Town Clerk')}")
    visitor.sees("Submitted. The clerk is told")


def hand_in(visitor: Visitor, council: str, kind: str, parts: Mapping[str, str]) -> int:
    """Write a draft from nothing and submit it; returns its number."""
    number = begin(visitor, council, kind)
    write(visitor, parts)
    submit(visitor, council)
    return number


def ask_for_approval(visitor: Visitor) -> None:
    """Ask the member who is named in the first quotation of the saved draft, from its form."""
    visitor.follow("Ask for approval").sees("Not approved yet.").shoot("quotation-ask")
    visitor.press("Ask for approval").sees("is asked on the desk, and told by email.")


def approve_words(visitor: Visitor, council: str, words: str) -> None:
    """Approve ``words`` from the desk's first page, as their speaker."""
    visitor.go(f"/{council}/desk/").sees("Words waiting for you").shoot("quotation-waiting")
    visitor.follow(words).sees("Do you approve these words?", words).shoot("quotation-approve")
    visitor.press("Approve these exact words").sees("You approved these exact words.")
    visitor.shoot("quotation-approved")


def open_review(visitor: Visitor, council: str, title: str) -> None:
    """Open the review of ``title`` from the queue, and tick the advice as seen where the rules give some.

    Journeys write alike, and a text that stands in an item that went out already is advised of.
    """
    visitor.go(f"/{council}/desk/queue/").follow(title)
    advice = visitor.page.locator("#seen_all")
    if advice.count():
        advice.check()


def approve(visitor: Visitor, council: str, title: str) -> str:
    """Approve what waits under ``title``, to go out at once; returns its approval reference."""
    open_review(visitor, council, title)
    visitor.press(approve_button(visitor)).sees("Approved under reference")
    return reference(visitor)


def approve_button(visitor: Visitor) -> str:
    """Return what the button that approves reads."""
    return str(visitor.page.get_by_role("button", name=re.compile("^Approve revision")).inner_text())


def reference(visitor: Visitor) -> str:
    """Return the approval reference that the page shows."""
    found = re.search(r"\b[A-Z]{2,}/\d{4}/\d{4}\b", visitor.main.inner_text())
    assert found is not None
    return found[0]


def describe_picture(visitor: Visitor, alt: str, who: str = "Nobody can be recognised") -> None:
    """Say what the picture is whose form is open, who made it and who can be recognised in it."""
    visitor.fill("Description for those who cannot see it", alt).fill("Who made it", "Clara Lowe")
    visitor.choose("Taken for the council by a member, an officer or a volunteer", who).press("Save")
