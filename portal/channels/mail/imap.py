"""The journal in an IMAP mailbox: found by HEADER search, then compared, since IMAP searches for substrings."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import Any

from portal.channels.connectors.base import Transient

_ATOM = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")


@dataclass(frozen=True)
class ImapJournal:
    """A mailbox on an IMAP server; opened for reading only. ``timeout`` in seconds, for each step."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    mailbox: str
    timeout: float

    def find(self, message_id: str) -> str | None:
        """Return the message with exactly this Message-ID, or None. Raises Transient if it cannot be asked."""
        with self._signed_in() as server:
            numbers = (
                _ok(server.search(None, "HEADER", "Message-ID", _quoted(message_id)), "search")[0] or b""
            )
            for number in numbers.split():
                message = _message(_ok(server.fetch(number.decode(), "(BODY.PEEK[])"), "fetch"))
                head = BytesHeaderParser().parsebytes(message)
                if str(head.get("Message-ID", "")).strip() == message_id:
                    return message.decode("utf-8", "replace")
        return None

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        """Open the mailbox and leave again; whatever goes wrong on the way is Transient."""
        server: imaplib.IMAP4 | None = None
        try:
            server = self._connect()
            server.login(self.user, self.password)
            _ok(server.select(_quoted(self.mailbox), readonly=True), "open the mailbox")
            yield server
        except (OSError, imaplib.IMAP4.error, ValueError) as error:
            raise Transient(f"The journal cannot be asked: {_words(error)}.") from error
        finally:
            if server is not None:
                _leave(server)

    def _connect(self) -> imaplib.IMAP4:
        if self.tls:
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=self.timeout)
        return imaplib.IMAP4(self.host, self.port, timeout=self.timeout)


def _ok(answer: tuple[str, list[Any]], what: str) -> list[Any]:
    """Return the data of an answer, or raise imaplib's error where the server said no."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the server would not {what}: {_text(data[0])}")
    return data


def _words(error: Exception) -> str:
    """Return what went wrong as one short line; imaplib keeps the server's words as bytes."""
    return " ".join(_text(error.args[0] if len(error.args) == 1 else error).split())[:200].rstrip(".")


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _message(data: list[Any]) -> bytes:
    """Return the message in the answer to FETCH; a vanished one (deleted meanwhile) is not an answer."""
    for piece in data:
        if isinstance(piece, tuple):
            message: bytes = piece[1]
            return message
    raise imaplib.IMAP4.error("a message vanished while it was read")


def _quoted(text: str) -> str:
    """Return ``text`` as an IMAP quoted string; ValueError for what cannot stand in one."""
    if not _ATOM.fullmatch(text):
        raise ValueError("a name with characters that IMAP cannot quote")
    return f'"{text}"'


def _leave(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (OSError, imaplib.IMAP4.error):
        return
