"""What a mail that somebody sent says: its words, who it is from as shown, what it answers, what lies with it unopened.

Whoever sends one is nobody we know, and everything in it may be rubbish: headers that lie, letters that are none, parts
in parts without end. Nothing here opens an attachment. Pure.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.markup import TooDeep, UnreadableText, plain_text, sanitise
from portal.records.canonical import sha256_of

MOST_BYTES = 200_000
"""Of one mail that are read and kept: its head and words stand first, what lies with it may be cut off."""
_MOST_HTML = 50_000
"""Characters of HTML that are read: what is made to keep a parser busy takes quadratic time."""
_DEEPEST, _MOST_PARTS, _MOST_NAMED, _LONGEST = 12, 200, 50, 300
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,298}>")
_MORE = "[There is more of this mail than is read here. Look at it in the mailbox.]"
_UNREADABLE = "[The words of this mail cannot be read here. Look at it in the mailbox.]"
_MACHINES = re.compile(r"(?i)(mailer-daemon|postmaster)@")
_HEAD_ENDS = re.compile(r"(?i)</head\s{0,9}>")
_BLOCK = re.compile(r"(?i)<(/?)(?:div|tr|section|article|h1|h5|h6)\b[^<>]{0,2000}>")
_CELL = re.compile(r"(?i)</?t[dh]\b[^<>]{0,2000}>")
"""What mail programs make paragraphs, lines and columns of, and the house's texts do not have."""
_BULK = {"bulk", "junk", "list", "auto_reply"}
_SAYS_MACHINE = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond")


@dataclass(frozen=True)
class Received:
    """One mail. ``name`` is its Message-ID or, where it has none, made from its bytes; ``at`` by its sender's clock."""

    name: str
    sender: str
    email: str
    text: str
    at: datetime | None
    answers: tuple[str, ...]
    by_machine: bool


def read_mail(raw: bytes) -> Received:
    """Return what ``raw`` says. Never raises: what cannot be read says so in its text."""
    try:
        mail = message_from_bytes(raw)
        parts = list(_leaves(mail, 0))[:_MOST_PARTS]
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return Received(_made_of(raw), "", "", _UNREADABLE, None, (), by_machine=False)
    sender, email = _sender(mail)
    found = _MESSAGE_ID.search(_line(mail, "Message-ID"))
    return Received(
        name=found[0] if found else _made_of(raw),
        sender=sender,
        email=email,
        text=_words(mail, parts),
        at=_moment(mail),
        answers=_answered(mail),
        by_machine=_by_machine(mail, email),
    )


def kept_as_received(raw: bytes) -> str:
    """Return ``raw`` as the archive keeps it, each byte of it: as UTF-8, else each byte as one sign (ISO 8859-1)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _made_of(raw: bytes) -> str:
    return f"sha256:{sha256_of(raw.decode('latin-1'))}"


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Yield the parts that hold something; a mail that lies in a mail is one of them, and is not looked into."""
    held = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(held, list):
        yield part
        return
    if depth < _DEEPEST:
        for one in held:
            if isinstance(one, Message):
                yield from _leaves(one, depth + 1)


def _words(mail: Message, parts: list[Message]) -> str:
    """Return the subject, the plain words, else those of the HTML, and the names of what lies with them unopened."""
    bodies = [part for part in parts if not _is_enclosed(part)]
    plain = next((part for part in bodies if part.get_content_type() == "text/plain"), None)
    html = next((part for part in bodies if part.get_content_type() == "text/html"), None)
    said = _text(plain).strip() if plain is not None else ""
    if not said and html is not None:
        said = _reduced(_text(html))
    subject = _line(mail, "Subject")
    enclosed = [_named(part) for part in parts if part is not plain and part is not html]
    many = f" and {len(enclosed) - _MOST_NAMED} more" if len(enclosed) > _MOST_NAMED else ""
    note = f"[Sent with it, not opened: {'; '.join(enclosed[:_MOST_NAMED])}{many}]" if enclosed else ""
    return "\n\n".join(filter(None, (subject, said, note)))


def _is_enclosed(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"


def _text(part: Message) -> str:
    held = part.get_payload(decode=True)
    raw = held if isinstance(held, bytes) else b""
    named = part.get_content_charset() or "utf-8"
    try:
        return raw.decode(named)
    except (LookupError, ValueError):
        pass
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _reduced(html: str) -> str:
    """Return the words of HTML by the house's own rules; scripts and what is not shown go."""
    head = _HEAD_ENDS.search(html)
    body = html[head.end() :] if head else html
    kept = _CELL.sub(" ", _BLOCK.sub(r"<\1p>", body.replace("\x00", "")))
    more = _MORE if len(kept) > _MOST_HTML else ""
    try:
        said = plain_text(sanitise(kept[:_MOST_HTML]), with_links=True).strip()
    except (TooDeep, UnreadableText, RecursionError):
        return _UNREADABLE
    return "\n\n".join(filter(None, (said or _UNREADABLE, more)))


def _named(part: Message) -> str:
    """Return the name and the sort of an attachment."""
    sort = part.get_content_type()
    try:
        name = _one_line(_decoded(part.get_filename() or ""))
    except (LookupError, ValueError, TypeError):
        name = ""
    return f"{name[:100]} ({sort[:80]})" if name else sort[:80]


def _sender(mail: Message) -> tuple[str, str]:
    """Return the name as shown, and the address where it can be one, else ''."""
    found = next(iter(getaddresses([_line(mail, "From")])), ("", ""))
    name, email = found[0][:200], found[1]
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    return name or email, email[:254]


def _answered(mail: Message) -> tuple[str, ...]:
    """Return the Message-IDs of what it answers, the nearest first."""
    above = _MESSAGE_ID.findall(_line(mail, "In-Reply-To", 2000))[:1]
    thread = _MESSAGE_ID.findall(_line(mail, "References", 20_000))
    return tuple(dict.fromkeys([*above, *reversed(thread)]))[:_MOST_NAMED]


def _moment(mail: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(_line(mail, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _by_machine(mail: Message, email: str) -> bool:
    """Return whether nobody wrote it: an automatic answer (RFC 3834), a bounce (RFC 3464), a list, a newsletter."""
    auto = _line(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    if auto not in {"", "no"} or mail.get_content_type() == "multipart/report":
        return True
    if _line(mail, "Return-Path") == "<>" or _line(mail, "Precedence").casefold() in _BULK:
        return True
    return any(name in mail for name in _SAYS_MACHINE) or _MACHINES.match(email) is not None


def _line(mail: Message, name: str, longest: int = 1000) -> str:
    """Return a field of its head on one line, its encoded words decoded."""
    return _one_line(_decoded(str(mail.get(name) or "")[:longest]))


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _decoded(text: str) -> str:
    with suppress(HeaderParseError, LookupError, ValueError):
        return str(make_header(decode_header(text)))
    return text
