"""What somebody sees who writes in a real browser: the editor, what is saved as they type, and a lost connection."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from devstack.chromium import QUIET_FLAGS, find
from portal.councils.powers import Role
from portal.drafts.models import Communication, WorkingCopy
from tests.makers import make_communication, make_council, make_person, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("editor")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium; Playwright's loop runs in this thread, and Django must not take it for an async view."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=find(), args=list(QUIET_FLAGS))
        yield opened
        opened.close()


class Writer:
    """A person with a draft open, and what the browser's console said meanwhile."""

    def __init__(self, browser: Browser, server: LiveServer, kind: str, **options: Any) -> None:
        """Start a draft of ``kind`` and open it."""
        council = make_council(slug="ptc", name="Pellworth Town Council")
        self.person = make_person(council=council, role=Role.CLERK, name="Clara Clerk", title="Town Clerk")
        self.item: Communication = make_communication(author=self.person, kind=kind)
        path = reverse("draft", kwargs={"council": council.slug, "id": self.item.pk})
        self.address = f"{server.url}{path}"
        cookie = sign_in(self.person).cookies[settings.SESSION_COOKIE_NAME]
        context = browser.new_context(reduced_motion="reduce", **options)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(self.address)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def editor(self, name: str = "Notice") -> Any:
        """Return the editor of the part called ``name``; until it stands, the plain text area has the name too."""
        named = self.page.get_by_role("textbox", name=name, exact=True)
        return named.and_(self.page.locator(".editor-text"))


@pytest.fixture
def writer(browser: Browser, live_server: LiveServer) -> Iterator[Writer]:
    """Return somebody who has a new notice open."""
    made = Writer(browser, live_server, "notice")
    yield made
    made.page.context.close()


def test_what_is_typed_with_formatting_is_saved_and_there_after_a_reload(writer: Writer) -> None:
    page = writer.page
    editor = writer.editor()
    editor.click()
    editor.press_sequentially("The lane is ")
    page.get_by_role("button", name="Bold", exact=True).first.click()
    editor.press_sequentially("closed")
    expect(page.locator("#saved-state")).to_contain_text("Saved")
    page.reload()
    expect(writer.editor().locator("strong")).to_have_text("closed")
    expect(writer.editor()).to_contain_text("The lane is closed")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as revision 1.")).to_be_visible()
    writer.item.refresh_from_db()
    revision = writer.item.current_revision
    assert revision is not None
    assert revision.content["body"] == "<p>The lane is <strong>closed</strong></p>"
    assert WorkingCopy.objects.count() == 0
    assert writer.said == []


def test_every_button_of_the_toolbar_makes_what_the_server_keeps(writer: Writer) -> None:
    page = writer.page
    editor = writer.editor()
    for words in ("Heading", "Bullets", "Quote"):
        editor.click()
        page.keyboard.press("Control+End")
        page.keyboard.press("Enter")
        page.get_by_role("button", name=words, exact=True).click()
        page.keyboard.type(f"In {words}")
        page.get_by_role("button", name=words, exact=True).click()
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Address of the link").fill("www.example.org/lane")
    page.get_by_role("button", name="Set link").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    writer.item.refresh_from_db()
    assert writer.item.current_revision is not None
    html = writer.item.current_revision.content["body"]
    assert 'href="https://www.example.org/lane"' in html
    assert writer.said == []


def test_what_is_typed_right_after_a_press_goes_into_the_text_however_late_the_next_frame(
    writer: Writer,
) -> None:
    """Left to the next frame, the focus would still be on the button, which a space then presses again."""
    page = writer.page
    page.add_init_script(
        "window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 2000);"
    )
    page.reload()
    writer.editor().click()
    page.get_by_role("button", name="Quote", exact=True).click()
    page.keyboard.type("In a quote")
    expect(writer.editor().locator("blockquote")).to_have_text("In a quote", timeout=1_000)
    page.get_by_role("button", name="Link", exact=True).click()
    page.keyboard.type("www.example.org/lane")
    expect(page.get_by_label("Address of the link")).to_have_value("www.example.org/lane", timeout=1_000)
    page.keyboard.press("Escape")
    with page.expect_response(
        lambda answer: "goes" in (answer.request.post_data or "")
    ):  # nothing is under way after
        page.keyboard.insert_text(" goes on")
    expect(writer.editor().locator("blockquote")).to_have_text("In a quote goes on", timeout=1_000)


def test_a_lost_connection_is_said_and_what_was_typed_is_saved_when_it_is_back(writer: Writer) -> None:
    page = writer.page
    writer.editor().fill("Before")
    expect(page.locator("#saved-state")).to_contain_text("Saved")
    page.context.set_offline(True)
    writer.editor().press_sequentially(" and after")
    expect(page.locator("#saved-state")).to_contain_text("Not saved: no connection. Trying again.")
    page.context.set_offline(False)
    expect(page.locator("#saved-state")).not_to_contain_text("Not saved")
    page.reload()
    expect(writer.editor()).to_have_text("Before and after")


def test_quotations_are_added_and_removed_on_the_page(browser: Browser, live_server: LiveServer) -> None:
    writer = Writer(browser, live_server, "press_release")
    page = writer.page
    for words in ("First", "Second"):
        page.get_by_role("button", name="Add a quotation").click()
        page.get_by_label("Exact words").last.fill(words)
        page.get_by_label("Speaker").last.fill("Ada Example")
    page.get_by_role("button", name="Remove this quotation").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as revision 1.")).to_be_visible()
    writer.item.refresh_from_db()
    assert writer.item.current_revision is not None
    quotes = writer.item.current_revision.content["quotes"]
    assert quotes == [{"speaker": "Ada Example", "office": "", "words": "Second"}]
    page.context.close()


def test_without_javascript_a_blank_line_begins_a_paragraph(
    browser: Browser, live_server: LiveServer
) -> None:
    writer = Writer(browser, live_server, "notice", java_script_enabled=False)
    page = writer.page
    page.locator("textarea[name=body]").fill("One.\n\nTwo <b.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as revision 1.")).to_be_visible()
    expect(page.locator("textarea[name=body]")).to_have_value("One.\n\nTwo <b.")
    writer.item.refresh_from_db()
    assert writer.item.current_revision is not None
    assert writer.item.current_revision.content["body"] == "<p>One.</p><p>Two &lt;b.</p>"
    page.context.close()


def test_an_autosave_on_its_way_never_brings_the_older_text_back_after_a_save(writer: Writer) -> None:
    page = writer.page

    def slowly(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/autosave/", slowly)
    writer.editor().fill("Words")
    with page.expect_request("**/autosave/"):
        pass
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as revision 1.")).to_be_visible()
    expect(page.get_by_text("You have unsaved changes")).to_have_count(0)
    assert WorkingCopy.objects.count() == 0
