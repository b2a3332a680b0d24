"""What a delivery status notification says (RFC 3464): that a mail which our own server took did not arrive.

Whoever sends one is nobody we know: it is read, believed in nothing but what portal.channels.outbox.bouncing compares,
and everything in it may be rubbish.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from portal.refusals import InvalidInput

MOST_BYTES = 4 * 1024 * 1024
"""Of one notification: it may bring the whole mail back, with its pictures."""
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,190}>")
_STATUS = re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}", re.ASCII)
_LONGEST = 300


@dataclass(frozen=True)
class Failed:
    """One recipient whom the mail did not reach for good, under each name given; the status code or '', and why."""

    recipients: tuple[str, ...]
    status: str
    why: str


@dataclass(frozen=True)
class Bounce:
    """The Message-ID of the mail that came back, in its angle brackets, and whom it did not reach."""

    message_id: str
    failed: tuple[Failed, ...]


class NotABounce(InvalidInput):
    """What was read is no notification that a mail did not arrive."""

    next_step = "Nothing was noted."


def read_bounce(raw: bytes) -> Bounce:
    """Return what the notification ``raw`` says.

    Raises NotABounce for what is too long, is none, names no mail or nobody, or tells of a delay or an arrival only.
    """
    if len(raw) > MOST_BYTES:
        raise NotABounce(f"This is longer than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        parts = list(message_from_bytes(raw).walk())
    except RecursionError:
        raise NotABounce("This is nested too deeply to be read.") from None
    failed = tuple(_failures(parts))
    if not failed:
        raise NotABounce("This does not say that a mail failed to arrive (RFC 3464, Action: failed).")
    message_id = _returned(parts)
    if not message_id:
        raise NotABounce(
            "This does not bring back the head of the mail, so nobody can tell which one it was."
        )
    return Bounce(message_id, failed)


def _failures(parts: list[Message]) -> Iterator[Failed]:
    """Yield whom the first status part says that the mail did not reach."""
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    blocks = status.get_payload() if status is not None else None
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or _field(block, "Action").lower() != "failed":
            continue
        named = (_typed(block, name) for name in ("Original-Recipient", "Final-Recipient"))
        code, why = _field(block, "Status"), _typed(block, "Diagnostic-Code")
        known = code if _STATUS.fullmatch(code) else ""
        yield Failed(tuple(one for one in named if one), known, f"{code} {why}".strip()[:_LONGEST])


def _returned(parts: list[Message]) -> str:
    """Return the Message-ID of the mail that came back, whole or its head alone, or ''."""
    for part in parts:
        kind, held = part.get_content_type(), part.get_payload()
        head: object = None
        if kind == "message/rfc822" and isinstance(held, list):
            head = next(iter(held), None)
        elif kind == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            head = BytesHeaderParser().parsebytes(body) if isinstance(body, bytes) else None
        if isinstance(head, Message) and _MESSAGE_ID.fullmatch(found := _field(head, "Message-ID")):
            return found
    return ""


def _field(block: Message, name: str) -> str:
    """Return a field on one line, without signs that cannot be printed; '' where it is not there."""
    said = str(block.get(name) or "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())


def _typed(block: Message, name: str) -> str:
    """Return a field without its type: ‘rfc822; news@gazette.example’ is the address."""
    kind, parted, value = _field(block, name).partition(";")
    return value.strip() if parted else kind
