"""A browser without JavaScript: write, save, add a quotation, submit and approve all work."""

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_everything_from_the_first_word_to_the_newsroom_works_without_javascript(arrive: Arrive) -> None:
    title = "A new bus shelter for Mill Lane"
    author = arrive("deputy@ptc.example", scripted=False)
    number = acts.begin(author, "ptc", "press_release")
    parts = acts.release(title, "The shelter is up.\n\nIt has a bench & a <roof>.")
    acts.write(author, parts)
    author.press("Add a quotation")
    author.fill("Exact words", "Nobody need wait in the rain.").fill("Speaker", "Cllr Marigold Ashpenny")
    author.fill("Office", "Deputy Mayor").press("Save").sees("Saved as revision 1.").shoot("without-script")
    author.follow("Ask for approval").press("Ask for approval").sees("These are your own words.")
    author.press("Approve these exact words").sees("You approved these exact words.")
    author.go(f"/ptc/desk/drafts/{number}/")
    acts.submit(author, "ptc")
    clerk = arrive("clerk@ptc.example", scripted=False)
    acts.open_review(clerk, "ptc", title)
    clerk.sees("It has a bench & a <roof>.", "Nobody need wait in the rain.")
    clerk.fill("What should be changed?", "Say since when.")
    acts.cite(clerk, "7.3")
    clerk.press("Return with this reason").sees("Returned to Cllr Marigold Ashpenny")
    author.go(f"/ptc/desk/drafts/{number}/").sees("Say since when.")
    author.fill("Release", "The shelter is up since Monday.\n\nIt has a bench & a <roof>.")
    acts.submit(author, "ptc")
    reference = acts.approve(clerk, "ptc", title)
    reader = arrive(scripted=False)
    reader.waits_for("/ptc/", title).follow(title)
    reader.sees(
        "The shelter is up since Monday.", "It has a bench & a <roof>.", "Nobody need wait", reference
    )
