"""Errors tell where they happened and nothing of what was in hand: not by mail, not in the log, not on a page."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.utils.log import AdminEmailHandler
from pytest_django.fixtures import Settings

from portal.celery import app
from tests.channels.posts import Staff, make_staff
from tests.makers import sign_in

pytestmark = pytest.mark.django_db
POSTED, LOCAL, COOKIE, ASKED = (
    f"{what}-credential-0123456789" for what in ("posted", "local", "cookie", "asked")
)
KEY, JOURNAL = (
    "a-credential-key-that-is-fifty-characters-long-0123",
    "imaps://council:journal-password@imap.example/INBOX",
)
SECRETS = (POSTED, LOCAL, COOKIE, ASKED, KEY, JOURNAL, "journal-password")


@pytest.fixture(autouse=True)
def _secrets(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.ADMINS = [("Operator", "operator@example.org")]
    settings.CREDENTIAL_KEY, settings.JOURNAL_URL = KEY, JOURNAL
    caplog.set_level(logging.DEBUG)


@pytest.fixture
def staff() -> Staff:
    return make_staff("mastodon")


def break_down(**_: Any) -> None:
    """Fail with a credential in hand, in a variable whose name nobody would take for one."""
    spoken = LOCAL
    raise RuntimeError(f"broken after {len(spoken)} signs")


@contextmanager
def mailing(logger: str) -> Iterator[None]:
    """Let somebody have added Django's handler that mails errors, with all that it can tell."""
    handler, log = AdminEmailHandler(include_html=True), logging.getLogger(logger)
    handler.setLevel(logging.ERROR)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def connecting(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Post a credential to the page that connects a channel, which breaks; return the answer."""
    monkeypatch.setattr("portal.channels.credentials.views.connect", break_down)
    (channel,) = staff.council.channels.all()
    window = sign_in(staff.clerk)
    window.raise_request_exception = False
    window.cookies["kept"] = COOKIE
    page = f"/{staff.council.slug}/desk/channels/{channel.pk}/connection/?code={ASKED}"
    answer = window.post(page, {"server": "https://social.example", "password_token": POSTED})
    return answer.status_code, answer.content.decode()


def mailed() -> str:
    """Return all that was mailed, in each of its versions."""
    return "\n".join(
        str(part) for one in mail.outbox for part in (one.subject, one.body, getattr(one, "alternatives", ""))
    )


def told(text: str) -> list[str]:
    """Return which credentials stand in ``text``."""
    return [one for one in SECRETS if one in text]


def test_a_view_that_breaks_mails_nobody_and_logs_where_it_broke(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    status, page = connecting(staff, monkeypatch)

    assert status == 500
    assert mail.outbox == []
    assert "RuntimeError: broken after 27 signs" in caplog.text
    assert "in break_down" in caplog.text
    assert told(caplog.text + page) == []


def test_who_has_errors_mailed_reads_where_it_broke_and_no_credential(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailing("django.request"):
        connecting(staff, monkeypatch)

    (one,) = mail.outbox
    assert one.to == ["operator@example.org"]
    assert "broken after 27 signs" in mailed()
    assert "in break_down" in mailed()
    assert told(mailed()) == []
    assert staff.clerk.membership.user.email not in mailed()


def test_the_page_that_developers_see_shows_no_credential_either(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DEBUG = True

    status, page = connecting(staff, monkeypatch)

    assert status == 500
    assert "broken after 27 signs" in page
    assert told(page) == []


def test_a_task_that_breaks_tells_no_credential(caplog: pytest.LogCaptureFixture) -> None:
    def breaking(given: str) -> None:
        break_down(given=given)

    task = app.task(name="tests.breaking")(breaking)
    try:
        task.apply(args=(POSTED,))
        assert mail.outbox == []
        with mailing("celery.app.trace"):
            task.apply(args=(POSTED,))
    finally:
        app.tasks.pop("tests.breaking")

    assert len(mail.outbox) == 1
    assert "broken after 27 signs" in mailed()
    assert "RuntimeError: broken after 27 signs" in caplog.text
    assert told(mailed() + caplog.text) == []


def test_nothing_of_django_s_own_mails_errors() -> None:
    loggers = [logging.getLogger(name) for name in ("django", "django.request", "django.security", "celery")]

    assert not any(isinstance(one, AdminEmailHandler) for log in loggers for one in log.handlers)
    assert configured.DEFAULT_EXCEPTION_REPORTER == "portal.error_reports.Reporter"
