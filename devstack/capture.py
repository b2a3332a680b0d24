"""Catch the mail of a development clone instead of sending it: `python -m devstack.capture MAILDIR SMTP WEB`.

An SMTP server on loopback puts every message into a maildir, whole and on the disk before it says 250, so
what the portal was told is accepted is there to be found after any crash. `devstack.mailpage` shows them.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from devstack.mailpage import serve_pages

_LARGEST = 50 * 1024 * 1024
_number = count()
CLOSED_MAILBOX = "closed"


def deliver(maildir: Path, envelope: Envelope) -> Path:
    """Put one message into the maildir, so that it is there entirely or not at all.

    The envelope is written on top, a header line for each recipient: a blind copy stands nowhere else.

    Args:
        maildir: an existing maildir.
        envelope: what the client handed over.

    Returns:
        The file of the message.

    Raises:
        OSError: it could not be stored; nothing is left in `new`.
    """
    content = envelope.content or b""
    lines = [f"X-Envelope-From: {_one_line(envelope.mail_from or '<>')}"]
    lines += [f"X-Envelope-To: {_one_line(recipient)}" for recipient in envelope.rcpt_tos]
    on_top = "".join(f"{line}\r\n" for line in lines).encode()
    body = content.encode() if isinstance(content, str) else content
    name = f"{time.time():.6f}.M{os.getpid()}Q{next(_number)}.{socket.gethostname().replace('/', '_')}"
    draft, final = maildir / "tmp" / name, maildir / "new" / name
    try:
        with draft.open("xb") as file:
            file.write(on_top + body)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(final)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync_directory(final.parent)
    return final


def _one_line(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


def _sync_directory(directory: Path) -> None:
    """Make a rename last through a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_maildir(maildir: Path) -> None:
    """Make the three directories that are a maildir."""
    for part in ("tmp", "new", "cur"):
        (maildir / part).mkdir(parents=True, exist_ok=True, mode=0o700)


class Catcher:
    """What the SMTP server does with a message."""

    def __init__(self, maildir: Path) -> None:
        """Remember where the messages go."""
        self.maildir = maildir

    async def handle_RCPT(  # noqa: N802  aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take every recipient but one called "closed": somebody must show what a refusal looks like."""
        if address.partition("@")[0].lower() == CLOSED_MAILBOX:
            return "550 5.2.1 This mailbox is closed"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        """Answer 250 after the message is stored, 452 (try later) when it cannot be."""
        try:
            deliver(self.maildir, envelope)
        except OSError as problem:
            print(f"WARNING a message was refused: {problem}", flush=True)
            return "452 4.3.1 The message could not be stored"
        return "250 2.0.0 Stored"


async def catch(maildir: Path, smtp_port: int, web_port: int) -> None:
    """Serve both until we are told to stop."""
    loop = asyncio.get_running_loop()
    told_to_stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, told_to_stop.set)
    catcher = Catcher(maildir)

    def connection() -> SMTP:
        return SMTP(catcher, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=_LARGEST)

    server = await loop.create_server(connection, "127.0.0.1", smtp_port)
    pages = serve_pages(maildir, web_port)
    print(f"catching mail on 127.0.0.1:{smtp_port}, to be read on http://127.0.0.1:{web_port}/", flush=True)
    async with server:
        await told_to_stop.wait()
    pages.shutdown()


def main(arguments: list[str]) -> int:
    """Command line: the maildir, the port for mail, the port for the pages."""
    maildir, smtp_port, web_port = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    try:
        make_maildir(maildir)
        asyncio.run(catch(maildir, smtp_port, web_port))
    except OSError as problem:
        print(f"ERROR mail cannot be caught: {problem}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
