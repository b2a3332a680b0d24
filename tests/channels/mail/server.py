"""A mail server on loopback that really speaks SMTP and does what a test tells it: refuse, drop, be slow."""

import asyncio
import logging
import mailbox
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

JOURNAL = "journal@council.example"

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every command


@dataclass(frozen=True)
class Drop:
    """End the connection without a reply; ``keep``: only after the mail has been taken for good."""

    keep: bool = False


@dataclass(frozen=True)
class Slow:
    """Wait ``seconds`` before the usual reply."""

    seconds: float


Behaviour = str | Drop | Slow


@dataclass
class Told:
    """What the server is to do at each step: greeting, mail, rcpt, journal, data (the command), dot (the mail).

    A recipient's own address is the step of taking that one.
    """

    steps: dict[str, Behaviour] = field(default_factory=dict)


def _abort(transport: Any) -> None:
    if transport is not None:
        transport.abort()


class _Protocol(SMTP):
    """aiosmtpd, but the greeting and DATA do what the test says."""

    async def _handle_client(self) -> None:
        told: Told = self.event_handler.told
        behaviour = told.steps.get("greeting")
        if isinstance(behaviour, str):
            await self.push(behaviour)
            _abort(self.transport)
            return
        if isinstance(behaviour, Slow):
            await asyncio.sleep(behaviour.seconds)
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        behaviour = self.event_handler.told.steps.get("data")
        if isinstance(behaviour, str):
            await self.push(behaviour)
            return
        if isinstance(behaviour, Drop):
            await self.push("354 go ahead")
            _abort(self.transport)
            return
        if isinstance(behaviour, Slow):
            await asyncio.sleep(behaviour.seconds)
        await super().smtp_DATA(arg)


class _Handler:
    """Files what arrives into one maildir per recipient, in one go, so that a mail is taken whole or not at all."""

    def __init__(self, told: Told, directory: Path) -> None:
        self.told, self.directory = told, directory

    async def handle_MAIL(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return await self._reply(server, "mail")

    async def handle_RCPT(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        step = address if address in self.told.steps else "rcpt"
        reply = await self._reply(server, "journal" if address == JOURNAL else step)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        behaviour = self.told.steps.get("dot")
        if (
            behaviour is None
            or isinstance(behaviour, Slow)
            or (isinstance(behaviour, Drop) and behaviour.keep)
        ):
            for address in envelope.rcpt_tos:
                self._file(address, bytes(envelope.original_content or b""))
        return await self._reply(server, "dot")

    def _file(self, address: str, content: bytes) -> None:
        folder = mailbox.Maildir(str(self.directory / address), create=True)
        folder.add(content)

    async def _reply(self, server: Any, step: str) -> str:
        behaviour = self.told.steps.get(step)
        if isinstance(behaviour, str):
            return behaviour
        if isinstance(behaviour, Slow):
            await asyncio.sleep(behaviour.seconds)
        if isinstance(behaviour, Drop):
            _abort(server.transport)
        return "250 OK"


@dataclass
class MailServer:
    """A running server: where it listens, what it was told, what it took."""

    port: int
    told: Told
    directory: Path

    def raw(self, address: str) -> list[bytes]:
        """Return the bytes of every mail that ``address`` got, in the order of their arrival."""
        folder = self.directory / address / "new"
        return (
            [file.read_bytes() for file in sorted(folder.iterdir(), key=_arrival)] if folder.is_dir() else []
        )

    def mails(self, address: str) -> list[Message]:
        """Return every mail that ``address`` got."""
        return [message_from_bytes(content) for content in self.raw(address)]

    def everything(self) -> list[Message]:
        """Return every mail to anybody but the journal."""
        people = [folder.name for folder in self.directory.iterdir() if folder.name != JOURNAL]
        return [mail for person in sorted(people) for mail in self.mails(person)]

    @property
    def journal(self) -> Path:
        """Return the maildir of the journal's copies."""
        return self.directory / JOURNAL


def _arrival(file: Path) -> int:
    """Return the number that this process gave the mail: a Maildir's microseconds have no leading noughts."""
    return int(file.name.rsplit("Q", 1)[1].split(".", 1)[0])


def free_port() -> int:
    """Return a port on loopback where nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == b"right"
    return AuthResult(success=right, handled=False)


@contextmanager
def running(directory: Path, *, tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Run a server on loopback until the block ends; with ``tls`` it offers STARTTLS and, after it, AUTH."""
    told = Told()
    directory.mkdir(parents=True)
    mailbox.Maildir(str(directory / JOURNAL), create=True)

    class Listening(Controller):
        def factory(self) -> SMTP:
            return _Protocol(
                self.handler,
                tls_context=tls,
                authenticator=_authenticate if tls else None,
                enable_SMTPUTF8=False,
            )

    controller = Listening(_Handler(told, directory), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield MailServer(controller.port, told, directory)
    finally:
        controller.stop()
