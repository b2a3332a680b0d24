"""Handing one mail to the mail server: the SMTP conversation, step by step, and what each ending means.

Until the final dot has been sent nothing was accepted; from then until the reply nobody knows. Everything before
the dot that goes wrong is Transient, Permanent or Refused, everything between dot and reply Ambiguous (RFC 5321,
4.2.5, 6.1).
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import punycode

from portal.channels.connectors.base import Ambiguous, Permanent, Refused, Transient
from portal.channels.mail.message import Letter

# Replies that speak of this portal and not of the recipient, whatever command they answer: bad sequence or syntax,
# sign-in needed, and a server that does not relay for us.
_ABOUT_US = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
_RELAYING = re.compile(r"\brelay", re.IGNORECASE)
# Said of the mail and not of the recipient: it is too large (RFC 3463: 5.3.4, 5.2.3). 552 alone, in words, is that or
# a full mailbox.
_TOO_LARGE = re.compile(r"523 |\d{3} 5\.(?:3\.4|2\.3)\b")
_OF_ITS_SIZE = re.compile(r"552 .*(?:too (?:large|big|long)|\bsize\b)", re.IGNORECASE)
_FULL = re.compile(r"5\.2\.2\b|\bfull\b|quota|storage", re.IGNORECASE)
_GOODBYE_SECONDS = 2.0
_PIECE = 64 * 1024

Told = Callable[[str], None]


@dataclass(frozen=True)
class MailServer:
    """The mail server as EMAIL_URL names it; ``timeout`` in seconds, for each step."""

    host: str
    port: int
    starttls: bool
    tls: bool
    user: str
    password: str
    timeout: float

    @classmethod
    def from_settings(cls) -> "MailServer":
        """Return the server of the settings EMAIL_*."""
        return cls(
            host=settings.EMAIL_HOST,
            port=int(settings.EMAIL_PORT or 25),
            starttls=bool(settings.EMAIL_USE_TLS),
            tls=bool(settings.EMAIL_USE_SSL),
            user=settings.EMAIL_HOST_USER or "",
            password=settings.EMAIL_HOST_PASSWORD or "",
            timeout=float(settings.EMAIL_TIMEOUT),
        )


def hand_over(letter: Letter, server: MailServer, *, deadline: datetime, journal: str, told: Told) -> None:
    """Hand ``letter`` over, with a copy to ``journal`` ('' for none) in the same transaction, before ``deadline``.

    ``told`` hears of each step: connected, rcpt, data (the server is ready for the mail), body (all of it is sent but
    the dot), dot, accepted. Raises Transient, Permanent, Refused or Ambiguous.
    """
    with _connected(server, deadline) as line:
        told("connected")
        line.envelope(letter.sender, letter.recipient, journal, others=letter.others)
        told("rcpt")
        line.begin_data()
        told("data")
        line.send_data(letter.data)
        told("body")
        line.send_dot()
        told("dot")
        line.read_verdict()
        told("accepted")


@contextmanager
def _connected(server: MailServer, deadline: datetime) -> "Iterator[_Line]":
    """Open the line, greet, encrypt and sign in; whatever happens, it is closed and quiet at ``deadline``."""
    with _before_the_dot():
        smtp = _dial(server)
    line = _Line(smtp, deadline)
    stop = threading.Timer(max(line.left(), 0), line.cut)
    stop.daemon = True
    stop.start()
    try:
        with _before_the_dot():
            line.greet(server)
        yield line
        line.say_goodbye()
    finally:
        stop.cancel()
        smtp.close()


def _dial(server: MailServer) -> smtplib.SMTP:
    """Return a client that has read the greeting. Its name in EHLO is the portal's own, found without a look-up."""
    name = punycode(urlsplit(settings.SITE_URL).hostname or "localhost")
    smtp: smtplib.SMTP
    if server.tls:
        context = ssl.create_default_context()
        smtp = smtplib.SMTP_SSL(server.host, server.port, name, timeout=server.timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
    if hasattr(socket, "TCP_USER_TIMEOUT") and smtp.sock is not None:
        # Without it the kernel may go on trying to send what a dead worker left, long after its lease.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(server.timeout * 1000))
    return smtp


@contextmanager
def _before_the_dot() -> Iterator[None]:
    """Turn what the network does while nothing can have been accepted into Transient."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise Transient(
            f"The mail server does not serve us: {_words(error.smtp_code, error.smtp_error)}"
        ) from error
    except ssl.SSLError as error:
        raise Transient(f"No secure connection to the mail server: {error.reason or error}.") from error
    except (OSError, smtplib.SMTPException) as error:
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            raise Transient("The mail server did not answer in time.") from error
        if isinstance(error, smtplib.SMTPServerDisconnected):
            raise Transient("The mail server ended the connection before it had the mail.") from error
        raise Transient(f"The mail server cannot be reached: {_short(str(error))}.") from error
    except ValueError as error:
        raise Transient(f"The mail server's answer is not SMTP: {_short(str(error))}.") from error


@contextmanager
def _after_the_dot() -> Iterator[None]:
    """Turn what the network does between the dot and its reply into Ambiguous."""
    try:
        yield
    except (OSError, smtplib.SMTPException, ValueError) as error:
        why = _short(str(error))
        raise Ambiguous(f"The mail server was given the mail but did not confirm it: {why}.") from error


class _Line:
    """One connection to the mail server, and how long it may still be used."""

    def __init__(self, smtp: smtplib.SMTP, deadline: datetime) -> None:
        self.smtp, self.deadline = smtp, deadline

    def left(self) -> float:
        """Return the seconds until the deadline."""
        return (self.deadline - timezone.now()).total_seconds()

    def cut(self) -> None:
        """End the connection from another thread: every wait on it ends now."""
        if self.smtp.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.smtp.sock, socket.SHUT_RDWR)

    def greet(self, server: MailServer) -> None:
        """EHLO, STARTTLS where EMAIL_URL says so (never without), sign in."""
        self.smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            if not self.smtp.has_extn("starttls"):
                raise Transient("The mail server offers no encryption (STARTTLS), but EMAIL_URL asks for it.")
            self.smtp.starttls(context=ssl.create_default_context())
            self.smtp.ehlo_or_helo_if_needed()
        if server.user:
            self.smtp.login(server.user, server.password)

    def envelope(self, sender: str, recipient: str, journal: str, *, others: Sequence[str] = ()) -> None:
        """MAIL, RCPT for each recipient, RCPT for the journal: unless all of them are taken nothing is sent."""
        with _before_the_dot():
            code, said = self.smtp.mail(sender)
            if code != 250:
                raise Transient(f"The mail server does not take mail from {sender}: {_words(code, said)}")
            code, said = self.smtp.rcpt(recipient)
            if code // 10 != 25:
                raise _refusal(code, said)
            for other in others:
                code, said = self.smtp.rcpt(other)
                if code // 10 != 25:
                    self.smtp.rset()
                    raise _refusal_of(other, code, said)
            if journal and journal not in {recipient, *others}:
                code, said = self.smtp.rcpt(journal)
                if code // 10 != 25:
                    self.smtp.rset()
                    raise Transient(
                        f"Nothing was sent: the mail server does not take the copy for the journal ({journal}): "
                        f"{_words(code, said)}"
                    )

    def begin_data(self) -> None:
        """DATA, unless the deadline is too near to finish what begins here."""
        self._in_time()
        with _before_the_dot():
            code, said = self.smtp.docmd("DATA")
            if code != 354:
                raise _refusal(code, said)

    def send_data(self, data: bytes) -> None:
        """Send the mail without its final dot; a server that loses the line now must throw it away."""
        stuffed = re.sub(rb"(?m)^\.", b"..", data)
        with _before_the_dot():
            for start in range(0, len(stuffed), _PIECE):
                self.smtp.send(stuffed[start : start + _PIECE])
        self._in_time()

    def send_dot(self) -> None:
        """Send the final dot: from here on the mail may be on its way."""
        with _after_the_dot():
            self.smtp.send(b".\r\n")

    def read_verdict(self) -> None:
        """Read the one reply that counts."""
        with _after_the_dot():
            code, said = self.smtp.getreply()
        if code // 100 == 2:
            return
        if code // 100 in {4, 5}:
            raise _refusal(code, said)
        raise Ambiguous(f"The mail server's answer to the mail cannot be read: {_words(code, said)}")

    def say_goodbye(self) -> None:
        """QUIT, for politeness: the mail is delivered whatever comes back."""
        with suppress(OSError, smtplib.SMTPException, ValueError):
            if self.smtp.sock is not None:
                self.smtp.sock.settimeout(_GOODBYE_SECONDS)
            self.smtp.quit()

    def _in_time(self) -> None:
        """Raise Transient once the deadline has passed: from then on others may ask, so nothing may leave."""
        if self.left() <= 0:
            raise Transient("The mail server was too slow: the mail was stopped before it left.")


def _refusal(code: int, said: bytes | str) -> Transient | Permanent:
    """Return what a refusal of the recipient or of the mail means: for good, for now, about the mail or ourselves."""
    words = _words(code, said)
    if code // 100 != 5:
        return Transient(f"The mail server asks to try again later: {words}")
    if code in _ABOUT_US or _RELAYING.search(words):
        return Transient(f"The mail server does not take mail from this portal: {words}")
    if _TOO_LARGE.match(words) or (_OF_ITS_SIZE.match(words) and not _FULL.search(words)):
        return Permanent(
            f"The mail is too large for this reader's server. Choose fewer or smaller pictures. It said: {words}"
        )
    return Refused(f"Refused for good: {words}")


def _refusal_of(address: str, code: int, said: bytes | str) -> Transient | Permanent:
    """Return what refusing one of several recipients means: none of them gets anything, so the address is named."""
    told = _refusal(code, said)
    words = f"Nothing was sent to anybody: {address} was not taken. {told}"
    return Transient(words) if isinstance(told, Transient) else Permanent(words)


def _words(code: int, said: bytes | str) -> str:
    """Return the server's reply, shortened, its code first."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _short(f"{code} {text}")


def _short(text: str) -> str:
    """Return ``text`` as one line of at most 200 characters."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= 200 else line[:199] + "…"
