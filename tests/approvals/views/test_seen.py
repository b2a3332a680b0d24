"""The clerk's desk in a browser: no finding of axe-core, nothing refused, no sideways scrolling, keys that help."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.utils import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from approvals.claiming import claim
from approvals.deciding import Issue, return_with_reason
from approvals.models import Review
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from devstack.chromium import QUIET_FLAGS, find
from portal.channels.models import Delivery, Dispatch, Publication
from portal.channels.outbox.judging_again import CONFIRM
from portal.channels.states import Delivering
from portal.councils.powers import Role
from portal.drafts.models import Communication, Note
from tests.approvals.views.conftest import Town
from tests.makers import (
    make_approved,
    make_channels,
    make_contact,
    make_council,
    make_person,
    make_review,
    make_revision,
    make_shared,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = (390, 844), (1280, 900)
PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True)
def _plain_files() -> Iterator[None]:
    """Serve static files under the names by which they are written: nothing has been collected."""
    with override_settings(STORAGES=PLAIN_FILES):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium; Playwright's loop runs in this thread, and Django must not take it for an async view."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=find(), args=list(QUIET_FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a person who wants no movement."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def seen_town(transactional_db: None) -> Town:
    """Return a council as the town fixture makes it, for a browser that reads committed rows."""
    council = make_council(slug="ptc", name="Pellworth Town Council")
    channels = make_channels(council, "newsroom", "press_email")
    make_channels(council, "letter")
    return Town(
        council=council,
        clerk=make_person(council=council, role=Role.CLERK, name="Clara Clerk", title="Town Clerk"),
        author=make_person(council=council, role=Role.DEPUTY, name="Cllr Dan Deputy", title="Deputy Mayor"),
        channels=channels,
    )


def _fill(town: Town) -> dict[str, str]:
    """Put something into every corner of the desk; return the addresses to look at, by name."""
    paths = {
        "queue": "",
        "decided": "decided/",
        "expired": "expired/",
        "confirm": "confirm/",
        "scheduled": "scheduled/",
        "deliveries": "deliveries/",
        "second-looks": "second-looks/",
        "report": "report/",
        **_waiting(town),
        **_approved(town),
    }
    return {name: town.at(path) for name, path in paths.items()}


def _waiting(town: Town) -> dict[str, str]:
    """Submit a release that came back once, own work, one that is blocked by now, and a letter."""
    first = make_review(author=town.author, embargo="2027-05-06T10:00")
    return_with_reason(actor=town.clerk, review_id=first.pk, reason="Which Saturday? Name the contact.")
    item = first.communication
    title = "Market Square reopens on Saturday 12 December"
    again = make_revision(author=town.author, communication=item, title=title, embargo="2027-05-06T10:00")
    review = submit(
        actor=town.author,
        communication_id=item.pk,
        revision_id=again.pk,
        message="The day is in now. Please by Friday.",
    )
    Note.objects.create(communication=item, author=town.author.membership, text="See minute 34/26.")
    notice = make_review(author=town.clerk, kind="notice", concerns_on="2026-12-01")
    blocked = make_review(author=town.author, title="Library hours over Christmas")
    claim(actor=town.clerk, review_id=blocked.pk)
    make_revision(author=town.clerk, communication=blocked.communication, contact_name="", purpose="")
    letter = make_review(author=town.author, kind="letter")
    late = make_review(author=town.author, title="Nobody decided this in time")
    Review.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")
    return {
        "review": f"{review.pk}/",
        "review-own": f"{notice.pk}/",
        "review-blocked": f"{blocked.pk}/",
        "review-letter": f"{letter.pk}/",
        "review-decided": f"{first.pk}/",
        "reject": f"{review.pk}/reject/",
        "amend": f"{blocked.pk}/amend/",
        "urgent": f"urgent/{blocked.communication_id}/",
    }


def _approved(town: Town) -> dict[str, str]:
    """Approve something for later, have something live with its troubles, and issue something urgently."""
    in_three_days = timezone.now() + timedelta(days=3)
    later = make_approved(author=town.author, clerk=town.clerk, issue={"go_at": in_three_days})
    held = make_approved(author=town.author, clerk=town.clerk, issue={"go_at": in_three_days})
    held.deliveries.update(state="held", problem=CONFIRM, confirm=True)
    live = _live(town)
    flood = make_revision(
        author=town.author, contact_name="", title="Flood in Mill Lane: keep away from the river"
    )
    make_shared(flood.communication)
    issue_at_once(
        actor=town.clerk,
        communication_id=flood.communication_id,
        revision_id=flood.pk,
        reason="The river is over its banks and rising.",
        issue=Issue([channel.pk for channel in town.channels]),
    )
    unclear = Dispatch.objects.get(state=Delivering.UNKNOWN)
    return {
        "second-look": f"second-looks/{town.council.second_looks.get().pk}/",
        "item-scheduled": f"item/{later.communication_id}/",
        "item-live": f"item/{live.communication_id}/",
        "item-urgent": f"item/{flood.communication_id}/",
        "withdraw": f"item/{live.communication_id}/withdraw/",
        "time": f"item/{later.communication_id}/time/",
        "settle": f"delivery/dispatch/{unclear.pk}/settle/",
    }


def _live(town: Town) -> Publication:
    """Return a live release: the newsroom has it, of three mails one arrived, one failed, one is unclear."""
    live = make_approved(author=town.author, clerk=town.clerk, title="Carnival on the first Sunday in June")
    Publication.objects.filter(pk=live.pk).update(state="live", live_at=timezone.now())
    Communication.objects.filter(pk=live.communication_id).update(stage="issued")
    newsroom, press = Delivery.objects.filter(publication=live).order_by("pk")
    url = f"/ptc/news/{live.slug}/"
    Delivery.objects.filter(pk=newsroom.pk).update(state="sent", settled_at=timezone.now(), public_url=url)
    Delivery.objects.filter(pk=press.pk).update(state="sending", claimed_at=timezone.now(), fanned_out=True)
    mails = [
        ("sent", ""),
        ("failed", "550 5.1.1 no such mailbox"),
        ("unknown", "The line broke after the text."),
    ]
    for n, (state, problem) in enumerate(mails):
        contact = make_contact(town.council, email=f"newsdesk{n}@gazette.example")
        Dispatch.objects.create(
            delivery=press,
            contact=contact,
            address=contact.email,
            message_id=f"<{n}@example.org>",
            state=state,
            problem=problem,
            settled_at=timezone.now() if state == "sent" else None,
        )
    return live


def _arrive(page: Page, live_server: LiveServer, town: Town) -> None:
    session = town.desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def _look(page: Page, address: str, name: str) -> dict[str, Any]:
    """Visit ``address`` at two widths; return what is wrong."""
    wrong: dict[str, Any] = {}
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address, wait_until="load")
        for fold in page.locator("details.preview").all():
            fold.evaluate("fold => fold.open = true")
        if folder := os.environ.get("PORTAL_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        if findings := Axe().run(page).response["violations"]:
            wrong[f"axe {width}"] = [(f["id"], [node["html"] for node in f["nodes"]]) for f in findings]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong[f"scrolls sideways at {width}"] = True
    return wrong


def test_every_page_of_the_desk_is_sound(page: Page, live_server: LiveServer, seen_town: Town) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    _arrive(page, live_server, seen_town)
    pages = _fill(seen_town)
    wrong = {
        name: found for name, path in pages.items() if (found := _look(page, live_server.url + path, name))
    }
    assert (wrong, said) == ({}, [])


def test_the_list_is_walked_by_keys_that_can_be_turned_off(
    page: Page, live_server: LiveServer, seen_town: Town
) -> None:
    for n in range(3):
        make_review(author=seen_town.author, title=f"Item {n}")
    _arrive(page, live_server, seen_town)
    page.goto(live_server.url + seen_town.at(""))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Item 1")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Item 2")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Item 1")).not_to_be_focused()
    page.get_by_role("button", name="Keyboard shortcuts").press("Tab")
    expect(page.get_by_role("link", name="Item 2")).to_be_focused()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these keys").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Item")


def test_a_clerk_approves_for_a_date_that_is_said_in_words(
    page: Page, live_server: LiveServer, seen_town: Town
) -> None:
    review = make_review(author=seen_town.author)
    _arrive(page, live_server, seen_town)
    page.goto(live_server.url + seen_town.at(f"{review.pk}/"))
    page.get_by_label("Date and time (optional)").fill("2030-07-07T10:00")
    expect(page.get_by_text("Sunday, 7 July 2030, 10:00, London time")).to_be_visible()
    expect(page.get_by_label("At a date and time")).to_be_checked()
    page.get_by_role("button", name="Approve revision 1").click()
    expect(page.get_by_text("Approved under reference")).to_be_visible()
    expect(page.get_by_text("Sunday 7 July 2030, 10:00 am (BST)").first).to_be_visible()
