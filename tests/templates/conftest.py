"""The portal with its specimen pages, its files served from where they are written, and a browser to look."""

from collections.abc import Iterator

import pytest
from django.test.utils import override_settings
from playwright.sync_api import Browser, sync_playwright

from devstack.chromium import QUIET_FLAGS, find

PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True)
def _specimens() -> Iterator[None]:
    """Add the specimens' addresses; names of static files stay as written (no collectstatic has run)."""
    with override_settings(
        ROOT_URLCONF="tests.templates.specimens",
        STORAGES=PLAIN_FILES,
    ):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium; Playwright's loop runs in this thread, and Django must not take it for an async view."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=find(), args=list(QUIET_FLAGS))
        yield opened
        opened.close()
