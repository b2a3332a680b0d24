"""A council's mailbox on an IMAP server (RFC 3501), read and never changed: over TLS, at public addresses only.

The way is the guarded one of the networks: the name is resolved here and refused where it is not public (NETWORK_PEERS
lists what else may be asked), and the connection goes to the number that was checked. All of one visit has one deadline
and one measure of bytes, so that a server that drips or pours does not hold a worker.
"""

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from portal.channels.connectors.base import ConnectorError, Permanent, Reconnect, Transient
from portal.channels.mail.reading import MOST_BYTES
from portal.channels.networks.evidence import without
from portal.channels.networks.wire import CutOff, Watch
from portal.channels.probing.guarding import Forbidden, Unresolved, number_of

PORTS = {"tls": 993, "starttls": 143}
"""Where such a server listens: with TLS from the beginning (RFC 8314), or begun on the open line and at once."""
VISIT = 60.0
"""Seconds for all of one visit."""
ROOM = 16 * 1024 * 1024
"""Bytes of one visit."""
_PIECE = 65_536
_PRINTABLE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]+")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_LATER = (b"[UNAVAILABLE]", b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]")
"""Response codes that say nothing of the name and the password (RFC 5530)."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Fetched:
    """One mail as it lies there: its number, its bytes up to MOST_BYTES, and how many it has."""

    uid: int
    raw: bytes
    size: int


class Mailbox:
    """A folder open for reading. ``validity``: under which its numbers count (UIDVALIDITY); ``next_uid``: the next."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server
        self.validity = _number(server, "UIDVALIDITY")
        self.next_uid = _number(server, "UIDNEXT")

    def numbers_after(self, last: int) -> list[int]:
        """Return the numbers of the mails behind ``last``, in their order."""
        return [one for one in self._found("UID", f"{last + 1}:*") if one > last]

    def numbers_since(self, day: date) -> list[int]:
        """Return the numbers of the mails that came on ``day``, by the server's clock, or later."""
        return self._found("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def fetch(self, uid: int) -> Fetched | None:
        """Return one mail, unopened as far as the mailbox knows; None where it vanished meanwhile."""
        asked = f"(UID RFC822.SIZE BODY.PEEK[]<0.{MOST_BYTES}>)"
        for piece in _ok(self._server.uid("FETCH", str(uid), asked), "hand a mail over"):
            head, raw = piece if isinstance(piece, tuple) else (b"", b"")
            found = _UID.search(head)
            if found and int(found[1]) == uid:
                size = _SIZE.search(head)
                return Fetched(uid, raw[:MOST_BYTES], int(size[1]) if size else len(raw))
        return None

    def _found(self, *criteria: str) -> list[int]:
        rows = _ok(self._server.uid("SEARCH", *criteria), "search")
        return sorted({int(one) for row in rows if row for one in row.split()})


@contextmanager
def opened(public: Mapping[str, str], password: str) -> Iterator[Mailbox]:
    """Open the mailbox that ``public`` names (host, port, security, user, folder) for reading, and leave again.

    Raises Reconnect where it takes neither name nor password, Permanent where the portal does not go, else Transient.
    """
    host = public["host"]
    line: _GuardedLine | None = None
    try:
        line = _GuardedLine(host, int(public["port"]), starts=public["security"] == "starttls")
        _sign_in(line, public["user"], password, host)
        _ok(line.select(_quoted(public["folder"]), readonly=True), "open the folder")
        yield Mailbox(line)
    except Forbidden as error:
        raise Permanent(
            f"{host} is not a public address of a mail server on its usual port. Whoever runs the portal can allow it "
            "(NETWORK_PEERS)."
        ) from error
    except Unresolved as error:
        raise Transient(f"{host} could not be reached: its name leads nowhere at the moment.") from error
    except ssl.SSLCertVerificationError as error:
        raise Transient(f"{host} could not be reached: its certificate does not prove who it is.") from error
    except ConnectorError:
        raise
    except (OSError, imaplib.IMAP4.error, CutOff, ValueError) as error:
        raise Transient(f"{host} could not be read: {_words(error, password)}.") from None
    finally:
        if line is not None:
            _leave(line)


class _GuardedLine(imaplib.IMAP4):
    """A line to the number that was checked, under TLS before anything is said on it, with an end and a measure."""

    def __init__(self, host: str, port: int, *, starts: bool) -> None:
        peers: frozenset[tuple[str, int]] = settings.NETWORK_PEERS
        self._at = number_of(host, port, PORTS.values(), peers)
        self._starts, self._trusts = starts, ssl.create_default_context()
        self._watch = Watch(ends=time.monotonic() + VISIT, room=ROOM)
        self._got = bytearray()
        self._of: socket.socket | None = None
        super().__init__(host, port)
        if starts:
            self.starttls(self._trusts)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002  the watch knows
        plain = socket.create_connection((self._at, self.port), self._watch.wait())
        if self._starts:
            return plain
        try:
            return self._trusts.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise

    def read(self, size: int) -> bytes:
        """Return exactly ``size`` bytes, as the server announced; what is more than the measure is refused."""
        if size > self._watch.room + len(self._got):
            raise self.abort("it sends more than anybody reads")
        while len(self._got) < size:
            self._more()
        return self._cut(size)

    def readline(self) -> bytes:
        """Return one line."""
        while (end := self._got.find(b"\n")) < 0:
            self._more()
        return self._cut(end + 1)

    def send(self, data: Any) -> None:
        """Send all of ``data`` within the time that is left."""
        self.sock.settimeout(self._watch.wait())
        self.sock.sendall(data)

    def _more(self) -> None:
        if self._of is not self.sock:
            self._got.clear()  # what came on the open line before TLS began is nobody's answer
            self._of = self.sock
        self.sock.settimeout(self._watch.wait())
        got = self.sock.recv(_PIECE)
        if not got:
            raise self.abort("it ended the line")
        self._watch.took(len(got))
        self._got += got

    def _cut(self, size: int) -> bytes:
        found = bytes(self._got[:size])
        del self._got[:size]
        return found


def _sign_in(line: imaplib.IMAP4, user: str, password: str, host: str) -> None:
    try:
        line.login(_plain(user), _plain(password))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = error.args[0] if error.args and isinstance(error.args[0], bytes) else b""
        if any(code in said.upper() for code in _LATER):
            raise
        told = _words(error, password)
        raise Reconnect(
            f"{host} does not take this name and password. It says: “{told}” Connect the channel again."
        ) from None


def _plain(text: str) -> str:
    """Return ``text`` as LOGIN can say it; ValueError for signs that it cannot."""
    if not text.isascii() or not text.isprintable():
        raise ValueError("its name or password has signs that IMAP’s LOGIN cannot say")
    return text


def _quoted(name: str) -> str:
    if not _PRINTABLE.fullmatch(name):
        raise ValueError("the folder’s name has signs that IMAP cannot quote")
    return f'"{name}"'


def _ok(answer: tuple[str, list[Any]], what: str) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"it would not {what}: {_text(data[0])}")
    return [piece for piece in data if piece is not None]


def _number(server: imaplib.IMAP4, name: str) -> int:
    found = server.response(name)[1][0]
    if not isinstance(found, bytes) or not found.isdigit():
        raise imaplib.IMAP4.error(f"it does not say its {name}")
    return int(found)


def _words(error: Exception, password: str) -> str:
    """Return what went wrong as one short line; imaplib keeps the server's words as bytes.

    Servers repeat a command that they do not understand: the password is left out. The error itself
    is not kept beside, for whoever wrote it down would write that too.
    """
    told = without(_text(error.args[0] if len(error.args) == 1 else error), _written(password))
    said = " ".join(told.split())
    return said[:200].rstrip(".") or "it did not answer in time"


def _written(password: str) -> set[str]:
    """Return ``password`` as servers repeat it: plain, as LOGIN quotes it, and as imaplib writes bytes down."""
    found = {password, password.replace("\\", r"\\").replace('"', r"\"")}
    found |= {one.replace("\\", r"\\") for one in found}
    return found | {one.replace("'", r"\'") for one in found}


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _leave(line: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error, CutOff):
        line.logout()
    with suppress(OSError):
        line.shutdown()
