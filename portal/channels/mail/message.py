"""The mail as bytes: headers that nobody can inject into, plain text, and HTML that fetches nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.encoding import punycode
from django.utils.safestring import mark_safe

from portal.channels.connectors.base import Permanent, Refused
from portal.channels.connectors.mailing import Mail
from portal.channels.contacts import opt_out_url
from portal.channels.mail.enclosing import enclosed_with, without_files
from portal.channels.mail.plain import plain_mail
from portal.channels.mail.sheet import LONDON, Sheet, sheet_of
from portal.channels.models import Channel
from portal.channels.post import Post
from portal.councils.models import Council
from portal.markup import sanitise

KEY_HEADER = "X-Proper-Channels-Key"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class _Policy(EmailPolicy):
    """The standard library's SMTP policy, but addresses in List- headers stay whole: folded they are encoded."""

    def _fold(self, name: str, value: Any, refold_binary: bool = False) -> str:  # noqa: FBT001, FBT002
        if name.lower().startswith("list-"):
            return f"{name}: {value}{self.linesep}"
        folded: str = super()._fold(name, value, refold_binary)  # type: ignore[misc]
        return folded


POLICY = _Policy(linesep=SMTP.linesep, max_line_length=76, cte_type="7bit", utf8=False)


@dataclass(frozen=True)
class Letter:
    """A mail ready to be handed over: who sends, who gets it, and the bytes (CRLF, 7 bit) that go in DATA.

    ``others`` get the very same in the same transaction: whom its headers name beside the first, and who gets it blind.
    """

    sender: str
    recipient: str
    data: bytes
    others: tuple[str, ...] = ()

    @property
    def evidence(self) -> str:
        """Return what the archive keeps of it: all of it, but of each file its size and hash."""
        return without_files(self.data)


def sender_address(channel: Channel) -> str:
    """Return the bare address from which the channel mails, its domain in ASCII."""
    chosen = str((channel.settings or {}).get("from", "")).strip() or settings.DEFAULT_FROM_EMAIL
    try:
        return ascii_address(parseaddr(chosen)[1])
    except ValueError as error:
        raise Permanent(f"The sender's address of the channel '{channel.name}' cannot be used.") from error


def message_id_of(channel: Channel, key: UUID) -> str:
    """Return the Message-ID, in its angle brackets, of the mail with ``key`` (RFC 5322, 3.6.4)."""
    return f"<{key}@{sender_address(channel).rpartition('@')[2]}>"


def ascii_address(address: str) -> str:
    """Return ``address`` with an ASCII domain; ValueError for what cannot stand in an SMTP command."""
    local, at, domain = address.rpartition("@")
    written = f"{local}@{punycode(domain)}" if at else ""
    if not written or not written.isascii() or re.search(r"[\s<>\x00-\x1f\x7f]", written):
        raise ValueError(f"{address!r} is not an address that mail servers understand")
    return written


def write(post: Post, mail: Mail, *, now: datetime) -> Letter:
    """Return the mail about ``post`` to the one reader of ``mail``, dated ``now`` (aware).

    Raises Refused for a recipient's address that cannot be written, Permanent for the sender's or for a picture that
    is not the approved one.
    """
    sender = sender_address(post.channel)
    try:
        recipient = ascii_address(mail.address)
    except ValueError as error:
        raise Refused(f"The address cannot be used: {error}.") from error
    opt_out = opt_out_url(post.council, mail.contact)
    files = () if mail.is_withdrawal else enclosed_with(post)
    sheet = sheet_of(
        post,
        is_withdrawal=mail.is_withdrawal,
        opt_out=opt_out,
        now=now,
        pictures=[one.caption for one in files],
    )
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(post, mail, sheet, sender, recipient, now):
        message[name] = value
    message.set_content(plain_mail(sheet), charset="utf-8", cte="quoted-printable")
    message.add_alternative(html_mail(sheet), subtype="html", charset="utf-8", cte="quoted-printable")
    for one in files:
        main, _, sub = one.content_type.partition("/")
        message.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name)
    return Letter(sender, recipient, message.as_bytes())


def _headers(
    post: Post, mail: Mail, sheet: Sheet, sender: str, recipient: str, now: datetime
) -> Iterator[tuple[str, str | Address]]:
    """Yield the headers in the order in which they are written."""
    yield "From", _mailbox(post.issuer.name, sender)
    yield "To", _mailbox(mail.contact.name, recipient)
    if answers_to := reply_to(post):
        yield "Reply-To", answers_to
    yield "Subject", one_line(sheet.subject)
    yield "Date", format_datetime(now.astimezone(LONDON))
    yield "Message-ID", mail.message_id
    yield "List-Unsubscribe", ", ".join(_ways_out(post.council, sheet.opt_out))
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Auto-Submitted", "auto-generated"
    yield KEY_HEADER, str(mail.key)


def reply_to(post: Post) -> str:
    """Return the address that answers go to: the issuing body's own, else the press contact's, else ''."""
    for address in (post.issuer.email, str(post.content.get("contact_email", ""))):
        if address:
            try:
                return ascii_address(address)
            except ValueError:
                continue
    return ""


def _ways_out(council: Council, opt_out: str) -> Iterator[str]:
    """Yield the List-Unsubscribe addresses, the one for a single click first (RFC 2369, RFC 8058)."""
    yield f"<{opt_out}>"
    if council.email:
        yield f"<mailto:{council.email}?subject=Press%20list%3A%20take%20me%20off>"


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)


def one_line(text: str) -> str:
    """Return ``text`` as one line: what a header may hold."""
    return re.sub(r"\s+", " ", _UNPRINTABLE.sub(" ", text)).strip()


def html_mail(sheet: Sheet) -> str:
    """Return the HTML half, a whole document. Rich text is sanitised again here, where it becomes markup."""
    rich = {"body": mark_safe(sanitise(sheet.body)), "notes": mark_safe(sanitise(sheet.notes))}  # noqa: S308
    html: str = render_to_string("channels/press_mail.html", {"sheet": sheet, **rich})
    return re.sub(r"\n{2,}", "\n", html)
