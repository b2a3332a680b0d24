"""Writing with others and against bad luck: two people in one draft, a session that ends, two tabs."""

import pytest
from playwright.sync_api import Route, expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_two_people_in_one_draft_see_each_other_and_overwrite_nothing_silently(arrive: Arrive) -> None:
    author, colleague = arrive("councillor@ptc.example"), arrive("deputy@ptc.example")
    number = acts.save(author, "ptc", "notice", acts.notice("Hedge cutting in Church Lane"))
    colleague.go(f"/ptc/desk/drafts/{number}/", status=404)
    author.field("Invite somebody to write in it").select_option(label="Cllr Marigold Ashpenny, Deputy Mayor")
    author.press("Invite", within="main, aside").sees("Cllr Marigold Ashpenny can write in this draft now.")
    colleague.go(f"/ptc/desk/drafts/{number}/")
    expect(colleague.page.locator("#presence")).to_have_text("Cllr Barnaby Thistledown has this open too.")
    author.field("Notice").fill("The hedge is cut on Monday by our own staff.")
    author.press("Save").sees("Saved as revision 2.")
    colleague.field("Notice").fill("The hedge is cut on Tuesday by a contractor.")
    colleague.press("Save", status=409).sees(
        "Somebody saved a newer version while you were writing.",
        "What saving yours would change in revision 2",
    )
    expect(colleague.page.locator(".diff del").first).to_be_visible()
    expect(colleague.page.locator(".diff ins").first).to_be_visible()
    expect(colleague.field("Notice")).to_contain_text("The hedge is cut on Tuesday by a contractor.")
    colleague.shoot("stale-save")
    colleague.press("Save").sees("Saved as revision 3.")
    for revision, words in ((2, "on Monday by our own staff"), (3, "on Tuesday by a contractor")):
        author.go(f"/ptc/desk/drafts/{number}/revisions/{revision}/").sees(words)


def test_a_session_that_ends_in_mid_draft_takes_nothing_with_it(arrive: Arrive) -> None:
    author = arrive("deputy@pitstone.example", anew=True)
    author.go("/accounts/login/?next=/pitstone/desk/").sign_in("deputy@pitstone.example")
    number = acts.save(author, "pitstone", "notice", acts.notice("Footpath 12 is open again"))
    author.field("Notice").fill("The footbridge is mended and the footpath is open.")
    author.context.clear_cookies(name="sessionid")
    author.press("Save").sees("Did your session end while you were writing?").shoot("session-ended")
    author.sign_in("deputy@pitstone.example").sees("You were signed out while you were writing.")
    assert author.number_in_address() == number
    expect(author.field("Notice")).to_contain_text("The footbridge is mended and the footpath is open.")
    author.shoot("text-is-back")
    author.press("Save").sees("Saved as revision 2.")
    author.go(f"/pitstone/desk/drafts/{number}/preview/").sees("The footbridge is mended")


def test_two_tabs_of_one_person_do_not_undo_each_other(arrive: Arrive) -> None:
    author = arrive("councillor@ptc.example")
    number = acts.save(author, "ptc", "notice", acts.notice("Paper collection moves to Thursday"))
    first = author.page
    author.open_tab()
    author.go(f"/ptc/desk/drafts/{number}/")
    author.field("Notice").fill("The second tab says Thursday.")
    expect(author.page.locator("#saved-state")).to_contain_text("Saved")
    author.page = first
    author.field("Notice").fill("The first tab says Friday.")
    expect(author.page.locator("#saved-state")).to_contain_text("You have this draft open in another window")
    expect(author.page.locator("#saved-state")).to_contain_text("Nothing is lost")
    author.go(f"/ptc/desk/drafts/{number}/").sees("You have unsaved changes")
    expect(author.field("Notice")).to_contain_text("The second tab says Thursday.")


def test_what_is_typed_before_the_editor_has_arrived_is_in_it_afterwards(arrive: Arrive) -> None:
    author = arrive("councillor@ptc.example")
    number = acts.save(author, "ptc", "notice", acts.notice("Footpath 3 is flooded"))
    on_its_way: list[Route] = []
    author.page.route("**/django_prose_editor/editor*.js", lambda route: on_its_way.append(route))  # noqa: PLW0108  Playwright wants a plain function
    author.page.goto(f"{author.url}/ptc/desk/drafts/{number}/")
    plain = author.page.locator("textarea[name=body]")
    plain.press("Control+End")
    plain.press_sequentially("\n\nUse the bridge & the < lane > instead.")
    on_its_way[0].continue_()
    author.page.unroute("**/django_prose_editor/editor*.js")
    editor = author.page.locator(".editor-text").first
    expect(editor).to_contain_text("Use the bridge & the < lane > instead.")
    expect(editor).to_be_focused()
    author.page.keyboard.type(" Thank you.")
    author.press("Save").sees("Saved as revision 2.")
    author.go(f"/ptc/desk/drafts/{number}/preview/")
    expect(
        author.main.locator(".laid-out p", has_text="The road is closed from nine to four.")
    ).to_be_visible()
    expect(
        author.main.get_by_text("Use the bridge & the < lane > instead. Thank you.", exact=True)
    ).to_be_visible()
