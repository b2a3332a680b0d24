"""A running portal, a browser, and people who arrive with a window of their own."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from devstack.chromium import QUIET_FLAGS, find
from tests.journeys.portal import Portal, running_portal
from tests.journeys.post import Post
from tests.journeys.visiting import Visitor

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
PATIENCE = 15_000
"""Milliseconds for which a person waits for what they expect to see; a busy machine is slow, not wrong."""

expect.set_options(timeout=PATIENCE)


class Arrive(Protocol):
    """How somebody comes to the portal."""

    def __call__(
        self, address: str = "", *, phone: bool = False, scripted: bool = True, anew: bool = False
    ) -> Visitor:
        """Open a window; with an ``address`` signed in, ``anew`` without the session of an earlier journey."""


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """Give the running portal. Starting it costs as much as a journey, so all journeys share it."""
    with running_portal() as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return a Chromium. It ends with this package: another one's Playwright could not start beside it."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=find(), args=[*QUIET_FLAGS, "--lang=en-GB"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """Return who has signed in before, with their cookies."""
    return {}


@pytest.fixture
def arrive(portal: Portal, browser: Browser, sessions: dict[str, StorageState]) -> Iterator[Arrive]:
    """Return a function by which somebody arrives; their windows close with the journey."""
    opened: list[Visitor] = []

    def arriving(
        address: str = "", *, phone: bool = False, scripted: bool = True, anew: bool = False
    ) -> Visitor:
        known = None if anew else sessions.get(address)
        context = browser.new_context(
            **(PHONE if phone else DESK),
            reduced_motion="reduce",
            java_script_enabled=scripted,
            storage_state=known,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(context, portal.url, scripted=scripted)
        opened.append(visitor)
        if address and known is None and not anew:
            visitor.go("/accounts/login/").sign_in(address)
            sessions[address] = context.storage_state()
        return visitor

    yield arriving
    for visitor in opened:
        visitor.context.close()
    assert portal.complaints() == ""


@pytest.fixture
def post(portal: Portal) -> Post:
    """Return the mails that went out."""
    return portal.post
