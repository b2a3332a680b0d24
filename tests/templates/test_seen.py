"""What a person meets in a browser: no finding of axe-core, nothing refused by the CSP, no sideways scrolling."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from portal.councils.powers import Role
from tests.makers.councils import make_council, make_person, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK, SMALLEST = (390, 844), (1280, 900), (320, 640)
ANYBODY = [
    "/",
    "/accounts/login/",
    "/accounts/login/?next=/pellworth/desk/drafts/1/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-wrong/",
    "/accounts/inactive/",
    "/accounts/signup/",
    "/nowhere/at/all/",
    "/specimens/refusal/",
    "/specimens/failure/",
    "/pellworth/specimens/news/",
]
SIGNED_IN = [
    "/accounts/password/change/",
    "/accounts/logout/",
    "/pellworth/specimens/pieces/",
    "/pellworth/specimens/refusal/",
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that remembers what its console complained of."""
    context = browser.new_context(reduced_motion="reduce")
    opened = context.new_page()
    yield opened
    context.close()


def _arrive(page: Page, live_server: LiveServer, *, signed_in: bool) -> None:
    council = make_council(
        slug="pellworth",
        name="Pellworth Town Council",
        address="The Old Corn Exchange\nMarket Place\nPellworth\nPE99 1ZZ",
        telephone="01632 960220",
        email="townclerk@pellworth-tc.gov.uk",
        website="https://www.pellworth-tc.gov.uk",
    )
    if signed_in:
        clerk = make_person(council=council, role=Role.CLERK, name="Ann Clerk", title="Town Clerk")
        session = sign_in(clerk).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def _is_missing(answer: Response, address: str) -> bool:
    """Tell whether a part of the page was not there, or came from another server."""
    elsewhere = urlsplit(answer.url).netloc != urlsplit(address).netloc
    return elsewhere or (answer.status >= 400 and answer.url != address)


def _look(page: Page, address: str, name: str) -> dict[str, Any]:
    """Visit ``address`` at three widths; return what is wrong: axe's findings, console errors, overflow."""
    wrong: dict[str, Any] = {}
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: said.append(answer.url) if _is_missing(answer, address) else None)
    for width, height in (PHONE, DESK, SMALLEST):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address, wait_until="load")
        if folder := os.environ.get("PORTAL_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        if (width, height) != SMALLEST and (findings := Axe().run(page).response["violations"]):
            wrong[f"axe {width}"] = [(f["id"], [node["html"] for node in f["nodes"]]) for f in findings]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong[f"scrolls sideways at {width}"] = True
    complaints = [text for text in said if "status of" not in text]
    return {**wrong, **({"console": complaints} if complaints else {})}


@pytest.mark.parametrize("path", ANYBODY)
def test_a_page_for_anybody_has_no_finding(path: str, page: Page, live_server: LiveServer) -> None:
    _arrive(page, live_server, signed_in=False)
    assert _look(page, live_server.url + path, "anybody" + path.replace("/", "-")[:40]) == {}


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_of_the_desk_has_no_finding(path: str, page: Page, live_server: LiveServer) -> None:
    _arrive(page, live_server, signed_in=True)
    assert _look(page, live_server.url + path, "desk" + path.replace("/", "-")) == {}


def test_errors_are_summed_up_focused_and_lead_to_their_fields(page: Page, live_server: LiveServer) -> None:
    _arrive(page, live_server, signed_in=True)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(live_server.url + "/pellworth/specimens/pieces/")
    page.get_by_role("button", name="Submit to the clerk").click()
    summary = page.locator(".govuk-error-summary")
    summary.wait_for()
    page.wait_for_function("document.activeElement.classList.contains('govuk-error-summary')")
    assert page.title() == "Error: Every piece"
    if folder := os.environ.get("PORTAL_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "errors-390.png", full_page=True)
    assert Axe().run(page).response["violations"] == []
    for link, field in (
        ("Headline", "id_headline"),
        ("Capacity", "id_capacity_0"),
        ("The people", "id_agreed"),
    ):
        summary.get_by_role("link", name=link).click()
        assert page.evaluate("document.activeElement.id") == field
    headline = page.locator("#id_headline")
    assert headline.get_attribute("aria-describedby") == "id_headline_helptext id_headline_error"
    assert headline.get_attribute("aria-invalid") == "true"


def test_the_focused_field_is_never_under_the_sticky_buttons(page: Page, live_server: LiveServer) -> None:
    _arrive(page, live_server, signed_in=True)
    for width, height in (PHONE, (390, 420)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(live_server.url + "/pellworth/specimens/pieces/")
        page.evaluate("window.scrollTo(0, 0)")
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            covered = page.evaluate(
                """() => {
                    const focused = document.activeElement, bar = document.querySelector(".sticky-actions");
                    if (!focused || focused === document.body || bar.contains(focused)) return null;
                    const a = focused.getBoundingClientRect(), b = bar.getBoundingClientRect();
                    return [focused.id || focused.textContent.trim(), a.bottom > b.top && a.top < b.bottom];
                }"""
            )
            if covered:
                reached.add(covered[0])
                assert not covered[1], covered
        assert {"id_headline", "id_kind", "id_agreed"} <= reached


def test_the_menu_of_a_phone_opens_without_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    _arrive(page, live_server, signed_in=True)
    page.goto(live_server.url + "/pellworth/specimens/pieces/")
    menu = page.get_by_role("navigation", name="Parts of the desk")
    assert menu.count() == 0
    page.get_by_text("Menu", exact=True).click()
    assert menu.get_by_role("link", name="Published").is_visible()
    if folder := os.environ.get("PORTAL_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "menu-390.png")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(live_server.url + "/")
    assert page.get_by_role("link", name="Sign in").is_visible()
    context.close()


def test_a_refusal_of_an_htmx_request_is_said_where_it_is_announced(
    page: Page, live_server: LiveServer
) -> None:
    _arrive(page, live_server, signed_in=True)
    page.goto(live_server.url + "/pellworth/specimens/pieces/")
    notice = page.get_by_role("alert")
    page.get_by_role("button", name="Approve by htmx").click()
    expect(notice).to_contain_text("Ann Clerk approved this item a minute ago.")
    assert page.locator("h1").count() == 1
    page.get_by_role("button", name="Ask for what is not there").click()
    expect(notice).to_contain_text("There is no page here for you")
    assert page.locator("header").count() == 1
    page.context.set_offline(True)
    page.get_by_role("button", name="Approve by htmx").click()
    expect(notice).to_contain_text("The portal cannot be reached at the moment.")
