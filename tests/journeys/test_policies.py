"""A policy from pasted text to everybody's acceptance: entered, gone through, adopted, read in public, accepted."""

import pytest

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

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


def test_whoever_is_in_doubt_asks_and_is_answered(arrive: Arrive) -> None:
    member, clerk = arrive("chair@ptc.example", phone=True), arrive("clerk@ptc.example")
    member.go("/ptc/desk/ask/").fill("What do you want to say?", "Call me on 07700 900123, you fool!")
    member.sees("See the words").shoot("ask-phone")
    member.press("Send it to the clerk as a question").sees("The clerk has your question")
    clerk.go("/ptc/desk/").follow("asks before saying something").fill("Your answer", "Leave the number out.")
    clerk.shoot("question-desk")
    clerk.press("Answer").sees("Your answer is kept", "Leave the number out.")
