"""A mailbox of the council: mails to it are read, nothing goes out by it, and nothing in it is changed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from django.utils import timezone

from portal.channels.connectors.base import Capability, RemoteComment
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.listening import Approach, Listens, Page
from portal.channels.connectors.only_reading import OnlyReads
from portal.channels.credentials.using import credentials_of
from portal.channels.mail.mailbox import PORTS, Fetched, Mailbox, opened
from portal.channels.mail.reading import kept_as_received, read_mail
from portal.channels.models import Channel
from portal.records.canonical import sha256_of

_AT_ONCE = 20
"""Mails of one visit."""
_OVERLAP = timedelta(days=2)
"""By which a mailbox that was numbered anew is read again from before the last visit; known mails are known."""
_CUT = "[The mail is longer than what is kept of it: {:,} bytes. Look at it in the mailbox.]"


class MailboxConnector(Listens, OnlyReads):
    """Reads what arrives in one folder from the day on which it was connected."""

    slug = "mailbox"
    label = "Mailbox that is read"
    capabilities = frozenset({Capability.MESSAGES})
    needs: ClassVar[tuple[Needed, ...]] = (
        Needed("host", "Mail server (IMAP)", "Such as imap.example.org", secret=False),
        Needed("user", "Name of the account there", "Mostly the email address.", secret=False),
        Needed(
            "password",
            "Password",
            "One made for the portal alone, where the provider lets you; it only ever reads.",
        ),
        Needed("folder", "Folder", "Left empty: INBOX.", secret=False, optional=True),
        Needed(
            "security",
            "Security",
            "tls (port 993), or starttls (port 143). Left empty: tls.",
            secret=False,
            optional=True,
        ),
        Needed("port", "Port", "Left empty: the usual one.", secret=False, optional=True),
    )

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered. Raises ValueError, in words."""
        security = (values.get("security") or "tls").lower()
        if security not in PORTS:
            raise ValueError("The security is tls or starttls: a mailbox is never read on an open line.")
        port = values.get("port") or str(PORTS[security])
        if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65_536):
            raise ValueError("The port is a number up to 65535.")
        host = values["host"].lower()
        if any(sign in host for sign in "/@ ") or "." not in host:
            raise ValueError("The mail server is a name such as imap.example.org, without https://")
        kept = {"host": host, "port": port, "security": security, "folder": values.get("folder") or "INBOX"}
        return kept | {"user": values["user"], "password": values["password"]}

    def health(self, channel: Channel) -> Health:
        """Sign in and open the folder."""
        held = credentials_of(channel, testing=True)
        with opened(held.public, held.secrets["password"]):
            return Health(held.public["user"], ("read",))

    def messages(self, channel: Channel, since: str, place: str) -> Page:
        """Return the mails behind those that were read last; at first none, but where the next one will lie.

        Automatic answers, bounces and newsletters are passed over: they lie in the mailbox.
        """
        held = credentials_of(channel)
        with opened(held.public, held.secrets["password"]) as box:
            today = timezone.now().date()
            under = f"{box.validity}-{_mark(held.public)}"
            last = _last(box, under, place or since)
            if last is None:
                return Page([], newest=_place(under, box.next_uid - 1, today))
            numbers = box.numbers_after(last)
            some = numbers[:_AT_ONCE]
            fetched = [one for one in map(box.fetch, some) if one is not None]
        newest = _place(under, some[-1] if some else last, today)
        rows = [_approach(one) for one in reversed(fetched)]
        mine = held.public["user"].casefold()
        kept = [row for row in rows if row is not None and row.email.casefold() != mine]
        return Page(kept, place=newest if len(numbers) > _AT_ONCE else "", newest=newest)


def _mark(public: Mapping[str, str]) -> str:
    """Return what tells one folder of one account from others."""
    return sha256_of("\n".join(public[name] for name in ("host", "user", "folder")))[:12]


def _place(under: str, uid: int, day: date) -> str:
    return f"{under}:{uid}:{day.isoformat()}"


def _last(box: Mailbox, under: str, since: str) -> int | None:
    """Return behind which number the mails are new, None where no mailbox was ever read. ``under``: its numbering.

    Where it was numbered anew (RFC 3501, 2.3.1.1), or is another one now, it is behind what came before the last visit.
    """
    if not since:
        return None
    before, last, day = since.split(":")
    if before == under:
        return int(last)
    found = box.numbers_since(date.fromisoformat(day) - _OVERLAP)
    return (found[0] if found else box.next_uid) - 1


def _approach(one: Fetched) -> Approach | None:
    """Return what one mail says; None for what nobody wrote."""
    read = read_mail(one.raw)
    if read.by_machine:
        return None
    cut = _CUT.format(one.size) if one.size > len(one.raw) else ""
    said = RemoteComment(
        remote_id=read.name,
        parent_id="",
        author=read.sender,
        author_address="",
        text="\n\n".join(filter(None, (read.text, cut))),
        at=read.at or datetime.now(UTC),
        public_url="",
    )
    return Approach(said, private=True, about=read.answers, email=read.email, raw=kept_as_received(one.raw))
