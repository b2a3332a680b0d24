"""Somebody at a browser: what they do by the words they see, and what every page they land on must keep to."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from portal.demo.cast import DEMO_PASSWORD
from tests.journeys.looking import faults, sideways

_PARTS = frozenset({"stylesheet", "script", "image", "font"})
_PATIENCE = 25.0
"""Seconds for which somebody reloads a page: a sweep, a lease and an attempt fit into it."""
_EDITORS_READY = (
    "() => !document.querySelector('script[data-editor]') || !document.querySelector('[data-rich] textarea')"
    " || !!document.querySelector('.editor-text')"
)
"""The editor is fetched after the page has loaded and takes the place of its text area: nobody is slow enough to write
into the text area at just that moment but a test is fast enough."""
_REFUSED_ADDRESS = "the server responded with a status of"
"""The console's word about an answer of 400 and above: the journey itself says which of them it expects."""


class Visitor:
    """A person with a browser window of their own."""

    def __init__(self, context: BrowserContext, url: str, *, scripted: bool = True) -> None:
        """Open the window and listen to what the browser complains of."""
        self.context, self.url, self.scripted = context, url, scripted
        self.wrong: list[str] = []
        self.status = 0
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        """Open another tab and look at that one from now on."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(f"script failed: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        self.page = page
        return page

    # --- what a person does ----------------------------------------------------------------------------------

    def go(self, path: str, *, status: int = 200) -> "Visitor":
        """Open an address of the portal; ``status`` is what it is expected to answer."""
        with self.page.expect_response(self._is_page):
            self.page.goto(path if path.startswith("http") else self.url + path)
        assert self.status == status, f"{path} answered {self.status}, not {status}"
        return self.look()

    def follow(self, name: str, within: str = "main", *, exact: bool = False) -> "Visitor":
        """Follow the link that reads ``name``."""
        link = self.page.locator(within).get_by_role("link", name=name, exact=exact).first
        with self.page.expect_navigation(wait_until="load"):
            link.click()
        return self.look()

    def press(self, name: str, within: str = "main", *, status: int = 200) -> "Visitor":
        """Press the button that reads ``name`` and wait for the page that answers."""
        button = self.page.locator(within).get_by_role("button", name=name, exact=True).first
        with self.page.expect_navigation(wait_until="load"):
            button.click()
        assert self.status == status, (
            f"{name} answered {self.status}, not {status}: {self.main.inner_text()[:600]}"
        )
        return self.look()

    def fill(self, label: str, words: str) -> "Visitor":
        """Put ``words`` into the field called ``label``."""
        self.field(label).fill(words)
        return self

    def field(self, label: str) -> Locator:
        """Return the field that is called ``label``: the rich editor where the page has made one of it."""
        called = re.compile(rf"^\s*{re.escape(label)}(\s*\(optional\))?\s*$")
        fields = self.page.locator("input, textarea, select, [role=textbox]")
        return self.page.get_by_label(called).and_(fields).filter(visible=True).first

    def choose_from(self, label: str, ending: str) -> "Visitor":
        """Choose the one option of the list called ``label`` that ends so."""
        offered = self.field(label).locator("option").all_inner_texts()
        (found,) = [option for option in offered if option.strip().endswith(ending)]
        self.field(label).select_option(label=found.strip())
        return self

    def choose(self, *names: str) -> "Visitor":
        """Choose radios or boxes by what they read."""
        for name in names:
            self.page.get_by_label(name, exact=True).check()
        return self

    def sign_in(self, address: str) -> "Visitor":
        """Sign in on the page for that, where the portal asks for it."""
        self.fill("Email", address).fill("Password", DEMO_PASSWORD)
        return self.press("Sign in")

    def sign_out(self) -> "Visitor":
        """Sign out by the menu under one's name."""
        menu = self.page.locator(".desk-header__person details").last
        menu.locator("summary").click()
        with self.page.expect_navigation(wait_until="load"):
            menu.get_by_role("button", name="Sign out").click()
        return self.look()

    # --- what a person sees ----------------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        """Return the part of the page that is not the frame around it."""
        return self.page.locator("main")

    def sees(self, *words: str) -> "Visitor":
        """Wait until the page shows each of ``words``."""
        for each in words:
            expect(self.main).to_contain_text(each)
        return self

    def misses(self, *words: str) -> "Visitor":
        """Fail if the page shows any of ``words``."""
        for each in words:
            expect(self.main).not_to_contain_text(each)
        return self

    def has_no_button(self, name: str) -> "Visitor":
        """Fail if there is a button that reads ``name`` (or begins so)."""
        found = self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
        expect(found).to_have_count(0)
        return self

    def waits_for(self, path: str, words: str) -> "Visitor":
        """Open ``path`` again and again until it shows ``words``, as somebody who reloads a page."""
        return self._reloads(path, lambda shown: words in shown, words)

    def waits_for_no_more(self, path: str, words: str) -> "Visitor":
        """Open ``path`` again and again until it does not show ``words`` any more."""
        return self._reloads(path, lambda shown: words not in shown, f"no {words}")

    def _reloads(self, path: str, is_reached: Callable[[str], bool], wanted: str) -> "Visitor":
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            self.page.goto(self.url + path)
            if is_reached(self.main.inner_text()):
                return self.look()
            self.page.wait_for_timeout(200)
        raise AssertionError(f"{path} does not show {wanted!r}: {self.main.inner_text()}")

    def number_in_address(self) -> int:
        """Return the last number in the address of the page: the key of what it shows."""
        return int(re.findall(r"/(\d+)/", self.page.url)[-1])

    @property
    def path(self) -> str:
        """Return where the page is, without the host."""
        return urlsplit(self.page.url).path

    def post(self, path: str, **data: str) -> int:
        """Send a form by hand, as a forger would; returns the status of the answer."""
        token = next(cookie["value"] for cookie in self.context.cookies() if cookie["name"] == "csrftoken")
        answer = self.context.request.post(
            self.url + path,
            form={**data, "csrfmiddlewaretoken": token},
            headers={"Referer": self.url + path},
            max_redirects=0,
        )
        return answer.status

    # --- what every page keeps to ----------------------------------------------------------------------------

    def look(self) -> "Visitor":
        """Fail with whatever is wrong with the page one has landed on."""
        self.page.wait_for_load_state("load")
        if self.scripted:
            self.page.wait_for_function(_EDITORS_READY)
            self.wrong += faults(self.page)
        else:
            self.wrong += sideways(self.page)
        assert self.wrong == [], f"{self.page.url}: {self.wrong}"
        return self

    def shoot(self, name: str, kind: Literal["page", "window"] = "page") -> None:
        """Save a picture of the page where PORTAL_SCREENSHOTS names a folder."""
        if folder := os.environ.get("PORTAL_SCREENSHOTS"):
            width = (self.page.viewport_size or {"width": 0})["width"]
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=kind == "page")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and _REFUSED_ADDRESS not in message.text:
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in {"http", "https"} and f"{asked.scheme}://{asked.netloc}" != self.url:
            self.wrong.append(f"asked another server: {request.url}")

    def _answered(self, answer: Response) -> None:
        if self._is_page(answer) and not 300 <= answer.status < 400:
            self.status = answer.status
        if answer.status >= 500 or (answer.status >= 400 and answer.request.resource_type in _PARTS):
            self.wrong.append(f"{answer.status} for {answer.url}")

    def _is_page(self, answer: Response) -> bool:
        return answer.request.is_navigation_request() and answer.request.frame == self.page.main_frame
