"""The journal says yes, no, or that it cannot say; never a no that is not one."""

import imaplib
import mailbox
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.channels.connectors.base import Transient
from portal.channels.mail.journal import journal_at
from tests.channels.mail.server import free_port

PASSWORD = 'se cret"/@'
WANTED = "<0a1b@council.example>"


def mail(message_id: str, words: str = "Hello") -> bytes:
    return f"Message-ID: {message_id}\r\nSubject: x\r\n\r\n{words}\r\n".encode()


@dataclass
class Filled:
    """A journal under test: its address, and how a copy gets in."""

    url: str
    add: Callable[[bytes], object]


@pytest.fixture
def maildir(tmp_path: Path) -> Filled:
    folder = mailbox.Maildir(str(tmp_path / "journal"), create=True)
    return Filled(f"maildir:{tmp_path / 'journal'}", folder.add)


@pytest.fixture(scope="module")
def imap_port() -> Iterator[int]:
    """An IMAP server that nobody here wrote, on loopback, stopped by its own process."""
    port = free_port()
    command = [sys.executable, "-c", "import sys; from pymap.main import main; sys.exit(main())"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict"]
    process = subprocess.Popen(
        [*command, *options, "--demo-user", "journal", "--demo-password", PASSWORD], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                imaplib.IMAP4("127.0.0.1", port, timeout=1).logout()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def imap(imap_port: int) -> Iterator[Filled]:
    server = imaplib.IMAP4("127.0.0.1", imap_port, timeout=3)
    server.login("journal", PASSWORD)
    server.select("INBOX")
    yield Filled(
        f"imap://journal:se%20cret%22%2F%40@127.0.0.1:{imap_port}/INBOX",
        lambda content: server.append("INBOX", "", imaplib.Time2Internaldate(time.time()), content),
    )
    server.store("1:*", "+FLAGS", r"(\Deleted)")
    server.expunge()
    server.logout()


@pytest.fixture(params=["maildir", "imap"])
def journal(request: pytest.FixtureRequest) -> Filled:
    filled: Filled = request.getfixturevalue(request.param)
    return filled


def test_a_copy_is_found_by_its_exact_message_id(journal: Filled) -> None:
    journal.add(mail("<1@council.example>", "another"))
    journal.add(mail(WANTED, "the right one"))
    journal.add(mail("<2@council.example>", "a later one"))
    found = journal_at(journal.url, timeout=3).find(WANTED)
    assert found is not None
    assert "the right one" in found


def test_an_empty_journal_says_no(journal: Filled) -> None:
    assert journal_at(journal.url, timeout=3).find(WANTED) is None


@pytest.mark.parametrize(
    "near", ["<x0a1b@council.example>", "<0a1b@council.example.org>", "<0A1B@council.example>"]
)
def test_an_id_that_only_resembles_it_is_another(journal: Filled, near: str) -> None:
    journal.add(mail(near, f"about {WANTED}"))
    assert journal_at(journal.url, timeout=3).find(WANTED) is None


def test_the_id_in_a_body_does_not_count(journal: Filled) -> None:
    journal.add(mail("<1@council.example>", f"Message-ID: {WANTED}"))
    assert journal_at(journal.url, timeout=3).find(WANTED) is None


def test_read_messages_count_too(maildir: Filled, tmp_path: Path) -> None:
    maildir.add(mail(WANTED))
    (file,) = (tmp_path / "journal" / "new").iterdir()
    file.rename(tmp_path / "journal" / "cur" / f"{file.name}:2,S")
    assert journal_at(maildir.url, timeout=3).find(WANTED) is not None


def test_a_message_that_moves_while_it_is_looked_for_is_found(
    maildir: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maildir.add(mail(WANTED))
    (file,) = (tmp_path / "journal" / "new").iterdir()
    opened = Path.open

    def move_first(self: Path, mode: str = "r") -> object:
        if self == file and file.exists():
            file.rename(tmp_path / "journal" / "cur" / f"{file.name}:2,S")
        return opened(self, mode)

    monkeypatch.setattr(Path, "open", move_first)
    assert journal_at(maildir.url, timeout=3).find(WANTED) is not None


@pytest.mark.parametrize(
    "url",
    [
        "maildir:/nowhere/at/all",
        "imap://journal:wrong@127.0.0.1:{port}/INBOX",
        "imap://journal:se%20cret%22%2F%40@127.0.0.1:{port}/Nowhere",
        "imap://journal:x@127.0.0.1:{closed}/INBOX",
        "imaps://journal:x@127.0.0.1:{port}/INBOX",
        "pop3://journal@127.0.0.1/",
    ],
)
def test_a_journal_that_cannot_be_asked_never_says_no(url: str, imap_port: int) -> None:
    with pytest.raises(Transient):
        journal_at(url.format(port=imap_port, closed=free_port()), timeout=1).find(WANTED)
