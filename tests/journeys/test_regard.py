"""The publicity code: the clerk answers the checklist on the train and approves; what it cost is entered."""

import pytest

from approvals.regard.principles import BY_SLUG
from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.founding import found
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
SLUG = "regardham"


def test_the_clerk_answers_the_checklist_on_a_phone_and_approves(portal: Portal, arrive: Arrive) -> None:
    found(portal, SLUG, "Regardham Town Council")
    clerk, officer = arrive(f"clerk@{SLUG}.example", phone=True), arrive(f"officer@{SLUG}.example")
    clerk.go(f"/{SLUG}/desk/settings/").follow("Change the rules on publicity")
    clerk.choose("For publicity: everything but letters", "The clerk, the officers and the auditor")
    clerk.shoot("publicity-settings")
    clerk.press("Save").sees("The rules on publicity are set.", "For publicity: everything but letters")
    number = acts.hand_in(officer, SLUG, "notice", acts.notice("Mill Lane is closed on Monday"))

    acts.open_review(clerk, SLUG, "Mill Lane is closed on Monday")
    clerk.sees("Regardham Town Council requires an answer to all seven.", "No cost is entered").shoot(
        "checklist"
    )
    for slug in BY_SLUG:
        if slug not in {"objective", "care"}:
            clerk.page.locator(f"#id_regard-{slug}_0").check()
    clerk.page.locator("#id_regard-objective_1").check()
    clerk.press(acts.approve_button(clerk), status=409)
    clerk.sees(
        "Objective: A no needs a note", "Care in periods of heightened sensitivity: Choose yes, no or not"
    )
    clerk.shoot("checklist-refused")
    clerk.page.locator("#id_regard-objective_note").fill("It quotes one side, as the minute does.")
    clerk.page.locator("#id_regard-care_2").check()
    clerk.press(acts.approve_button(clerk)).sees("Approved under reference", "No: It quotes one side")
    clerk.shoot("checklist-kept")

    clerk.follow("What it cost").sees("Nothing is entered yet").shoot("item-costs")
    clerk.page.get_by_label("What was it spent on?").select_option("printing")
    clerk.fill("What for?", "20 laminated notices").fill("Amount without VAT, in pounds", "48.00")
    clerk.fill("VAT, in pounds", "9.60").press("Enter it").sees("£48.00 without VAT, £9.60 VAT.")
    clerk.shoot("item-costs-entered")
    clerk.follow("The account of publicity").sees("20 laminated notices", "£57.60", "free of charge").shoot(
        "account"
    )
    clerk.follow("To print").sees("Regardham Town Council: account of publicity").shoot("account-printed")
    officer.go(f"/{SLUG}/desk/queue/item/{number}/").sees("Even-handed", "No: It quotes one side").shoot(
        "item"
    )
    councillor = arrive(f"councillor@{SLUG}.example")
    councillor.go(f"/{SLUG}/desk/costs/", status=403).sees("Ask the clerk")
