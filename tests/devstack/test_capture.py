"""The mail catcher: on the disk before 250, and harmless to look at."""

import http.client
import mailbox
import smtplib
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from devstack import paths
from devstack.capture import make_maildir
from devstack.credentials import free_port
from devstack.mailpage import files


@dataclass
class Catcher:
    """A running catcher."""

    maildir: Path
    smtp: int
    web: int

    def send(self, message: EmailMessage, recipients: list[str]) -> None:
        """Hand a message over as the portal does."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as client:
            client.send_message(message, "press@council.example", recipients)

    def get(self, path: str, host: str = "127.0.0.1", method: str = "GET") -> tuple[int, str, str]:
        """Ask for a page; give status, policy and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=10)
        connection.request(method, path, headers={"Host": f"{host}:{self.web}"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("Content-Security-Policy", ""), text


@pytest.fixture(scope="module")
def catcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catcher]:
    """Start the real program."""
    maildir, smtp, web = tmp_path_factory.mktemp("caught mail") / "mail", free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "devstack.capture", str(maildir), str(smtp), str(web)],
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert b"catching mail" in process.stdout.readline()
    yield Catcher(maildir, smtp, web)
    process.terminate()
    assert process.wait(10) == 0


def message(subject: str = "Road closed", text: str = "Bell Lane is closed.") -> EmailMessage:
    """Make a message."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "press@council.example", "desk@paper.example", subject
    made["Message-ID"] = f"<{time.monotonic_ns()}@council.example>"
    made.set_content(text)
    return made


def test_a_message_is_in_the_maildir_by_the_time_250_is_said(catcher: Catcher) -> None:
    sent = message()
    before = len(files(catcher.maildir))
    catcher.send(sent, ["desk@paper.example", "journal@localhost"])
    # no waiting: send() came back because 250 was said
    caught = files(catcher.maildir)
    assert len(caught) == before + 1
    stored = mailbox.Maildir(catcher.maildir)[f"{caught[0].name}"]
    assert stored["Message-ID"] == sent["Message-ID"]
    assert stored.get_all("X-Envelope-To") == ["desk@paper.example", "journal@localhost"]
    assert caught[0].read_bytes().startswith(b"X-Envelope-From: press@council.example\r\nX-Envelope-To: ")
    assert list((catcher.maildir / "tmp").iterdir()) == []


def test_a_message_that_cannot_be_stored_is_refused_for_now(catcher: Catcher) -> None:
    new = catcher.maildir / "new"
    away = new.rename(catcher.maildir / "away")
    try:
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            catcher.send(message(), ["desk@paper.example"])
    finally:
        away.rename(new)
    assert refusal.value.smtp_code == 452
    assert list((catcher.maildir / "tmp").iterdir()) == []


def test_the_one_closed_mailbox_is_refused_for_good_and_nothing_is_caught(catcher: Catcher) -> None:
    before = files(catcher.maildir)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        catcher.send(message(), ["closed@paper.example"])
    assert refusal.value.recipients == {"closed@paper.example": (550, b"5.2.1 This mailbox is closed")}
    assert files(catcher.maildir) == before


def test_the_list_has_the_newest_first_and_escapes_everything(catcher: Catcher) -> None:
    catcher.send(message("Older"), ["desk@paper.example"])
    catcher.send(message("<script>alert(1)</script>"), ["desk@paper.example"])
    status, policy, page = catcher.get("/")
    assert status == 200
    assert policy == "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    assert "<script>" not in page
    assert page.index("&lt;script&gt;") < page.index("Older")


def test_the_pages_have_a_style_of_their_own(catcher: Catcher) -> None:
    assert '<link rel="stylesheet" href="/mailpage.css">' in catcher.get("/")[2]
    status, _, style = catcher.get("/mailpage.css")
    assert (status, "url(" in style, "@import" in style) == (200, False, False)


def test_a_message_page_shows_the_text_and_links_only_to_the_portal(catcher: Catcher) -> None:
    text = "Go to http://localhost:8000/accounts/login/?next=/&x=1 not http://evil.example/ <b>"
    catcher.send(message("Sign in", text), ["desk@paper.example"])
    name = files(catcher.maildir)[0].name
    status, _, page = catcher.get(f"/message/{name}")
    assert status == 200
    assert '<a href="http://localhost:8000/accounts/login/?next=/&amp;x=1">' in page
    assert '<a href="http://evil' not in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize("path", ["/message/../../etc/passwd", "/message/none", "/elsewhere", "/message/"])
def test_what_is_not_a_message_is_not_found(catcher: Catcher, path: str) -> None:
    assert catcher.get(path)[0] == 404


def test_another_site_s_name_for_this_machine_is_refused(catcher: Catcher) -> None:
    assert catcher.get("/", host="evil.example")[0] == 421


def test_the_page_changes_nothing(catcher: Catcher) -> None:
    assert catcher.get("/", method="POST")[0] == 501
    assert catcher.get("/", method="DELETE")[0] == 501


def test_a_maildir_is_made_for_us_alone(tmp_path: Path) -> None:
    make_maildir(tmp_path / "mail")
    assert sorted(part.name for part in (tmp_path / "mail").iterdir()) == ["cur", "new", "tmp"]
    assert all(stat.S_IMODE(part.stat().st_mode) == 0o700 for part in (tmp_path / "mail").iterdir())
