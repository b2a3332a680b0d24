"""What is written again and again: from a template, and as a copy of the last time."""

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_a_road_closure_begins_from_a_template_whose_gaps_must_be_filled(arrive: Arrive) -> None:
    officer = arrive("officer@ptc.example")
    officer.go("/ptc/desk/drafts/new/notice/").choose("Road closure").shoot("begin-from")
    officer.press("Start writing").sees("“[name of the road]” is still to be filled in.")
    officer.shoot("template-gaps")
    officer.press("Save and submit")
    officer.has_no_button("Submit to the Town Clerk")
    number = officer.number_in_address()
    officer.go(f"/ptc/desk/drafts/{number}/")
    officer.field("Notice title").fill("Mill Lane closed from Monday")
    officer.field("Notice").fill("Mill Lane is closed from nine to four, for a new water main.")
    officer.press("Save").sees("Saved as revision 2.").misses("still to be filled in")

    officer.press("Copy into a new draft", within="body").sees("This is a copy, with the dates left out.")
    assert officer.number_in_address() != number
    officer.go("/ptc/desk/drafts/")
    assert officer.main.get_by_role("link", name="Mill Lane closed from Monday").count() == 2
    officer.go(f"/ptc/desk/drafts/{number}/").follow("Keep it as a template", within="body")
    officer.press("Keep the template", status=422).sees("Give the template a name.")
    officer.fill("Name of the template", "Mill Lane closed").press("Keep the template")
    officer.sees("“Mill Lane closed” is a template now.").shoot("templates")
    officer.go("/ptc/desk/drafts/new/notice/").choose("Mill Lane closed").press("Start writing")
    acts.submit(officer, "ptc")
