"""What the newspapers got: the mails in the catcher's maildir, whole, with their envelopes."""

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from devstack.mailpage import files, read
from devstack.processes import wait_until

JOURNAL = "journal@localhost"
_PATIENCE = 20.0


@dataclass(frozen=True)
class Received:
    """One mail as its reader got it."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Return its subject."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """Return its plain text, on one line."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return " ".join(part.get_content().split())

    @property
    def html(self) -> str:
        """Return its web version."""
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content())


class Post:
    """The maildir of the mail catcher."""

    def __init__(self, maildir: Path) -> None:
        """Remember where the mails are."""
        self.maildir = maildir

    def about(self, words: str) -> list[Received]:
        """Return the press mails whose subject holds ``words``, by their reader.

        A press mail is one that the journal got too; what the portal tells its own people has one recipient.
        """
        found = [(mail.get_all("X-Envelope-To", []), mail) for mail in map(read, files(self.maildir))]
        mails = [Received(str(to[0]), mail) for to, mail in found if to[1:] == [JOURNAL]]
        return sorted((mail for mail in mails if words in mail.subject), key=lambda mail: mail.to)

    def letters(self, words: str, number: int = 1) -> list[EmailMessage]:
        """Wait for ``number`` letters whose subject holds ``words`` and return them whole; more than that fails.

        A letter is one message for all its readers: they stand in ``X-Envelope-To``, one a line, as the server had
        them, with the journal last.
        """
        wait_until(lambda: len(self._letters(words)) >= number, _PATIENCE, pause=0.1)
        found = self._letters(words)
        assert len(found) == number, [mail.get_all("X-Envelope-To") for mail in found]
        return found

    def _letters(self, words: str) -> list[EmailMessage]:
        sent = [mail for mail in map(read, files(self.maildir)) if words in str(mail["Subject"])]
        return [mail for mail in sent if mail.get_all("X-Envelope-To", [])[-1] == JOURNAL]

    def arrives(self, words: str, number: int) -> list[Received]:
        """Wait for ``number`` mails about ``words`` and return them; more than that fails."""
        wait_until(lambda: len(self.about(words)) >= number, _PATIENCE, pause=0.1)
        mails = self.about(words)
        assert len(mails) == number, [(mail.to, mail.subject) for mail in mails]
        return mails

    def told(self, words: str, number: int, *, to: str = "") -> list[Received]:
        """Wait for ``number`` messages to the portal's own people about ``words``, by their reader; more fails.

        Those to the address ``to`` alone where it is given: the demo's own mails go out meanwhile.
        """
        wait_until(lambda: len(self._told(words, to)) >= number, _PATIENCE, pause=0.1)
        mails = self._told(words, to)
        assert len(mails) == number, [(mail.to, mail.subject) for mail in mails]
        return mails

    def _told(self, words: str, to: str) -> list[Received]:
        found = [(mail.get_all("X-Envelope-To", []), mail) for mail in map(read, files(self.maildir))]
        mails = [Received(str(told[0]), mail) for told, mail in found if len(told) == 1]
        # Its words, not its subject alone: what waits together for one person goes out in one mail.
        return sorted(
            (mail for mail in mails if words in mail.text and to in {"", mail.to}), key=lambda mail: mail.to
        )
