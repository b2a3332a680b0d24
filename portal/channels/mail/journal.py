"""The journal: where the copies of all press mail lie, searched by Message-ID after a worker died in mid-message.

It answers yes, no, or not at all; a journal that cannot be read must never look like one that is empty.
"""

from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.channels.connectors.base import Transient
from portal.channels.mail.imap import ImapJournal

_HEADER_BYTES = 128 * 1024
_READINGS = 5


class Journal(Protocol):
    """Somewhere that every message sent has a copy."""

    def find(self, message_id: str) -> str | None:
        """Return the message with exactly this Message-ID (brackets included), or None if it never arrived.

        Raises Transient if the journal cannot be asked now.
        """


def journal_at(url: str, *, timeout: float) -> Journal:
    """Return the journal at JOURNAL_URL; ``timeout`` in seconds, for each step of asking.

    Raises Transient, naming the setting, for an address of no known form.
    """
    if url.startswith("maildir:"):
        return MaildirJournal(Path(url.removeprefix("maildir:").removeprefix("//")))
    parts = urlsplit(url)
    if parts.scheme in {"imap", "imaps"} and parts.hostname:
        return ImapJournal(
            host=parts.hostname,
            port=parts.port or (993 if parts.scheme == "imaps" else 143),
            tls=parts.scheme == "imaps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            mailbox=unquote(parts.path.lstrip("/")) or "INBOX",
            timeout=timeout,
        )
    raise Transient("JOURNAL_URL must be maildir:PATH or imaps://user:password@host/mailbox.")


@dataclass(frozen=True)
class MaildirJournal:
    """A maildir that the mail server delivers the copies into."""

    path: Path

    def find(self, message_id: str) -> str | None:
        """Return the message, or None; see Journal. Newest first, since what is asked for has just been sent."""
        try:
            for _ in range(_READINGS):
                found, complete = self._read_once(message_id)
                if found is not None or complete:
                    return found
        except OSError as error:
            raise Transient(f"The journal cannot be read: {error.strerror}.") from error
        raise Transient("The journal is being rearranged at the moment.")

    def _read_once(self, message_id: str) -> tuple[str | None, bool]:
        """Return the message if it is there, and whether every file that was listed could be looked into.

        Another program may move a file from new to cur, or rename it, between listing and opening.
        """
        complete = True
        for file in self._newest_first():
            try:
                with file.open("rb") as opened:
                    head = BytesHeaderParser().parsebytes(opened.read(_HEADER_BYTES))
                    if str(head.get("Message-ID", "")).strip() == message_id:
                        opened.seek(0)
                        return opened.read().decode("utf-8", "replace"), True
            except FileNotFoundError:
                complete = False
        return None, complete

    def _newest_first(self) -> list[Path]:
        """List new before cur: a message moves only that way, so none is missed by both."""
        dated: list[tuple[float, Path]] = []
        for folder in ("new", "cur"):
            for file in (self.path / folder).iterdir():
                try:
                    dated.append((file.stat().st_mtime, file))
                except FileNotFoundError:
                    dated.append((0.0, file))  # opening it will notice, and the reading is repeated
        return [file for _, file in sorted(dated, key=lambda pair: pair[0], reverse=True)]
