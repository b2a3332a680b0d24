"""A letter of the council's as one mail to all whom it names: its words, and the letter itself as PDF."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from portal.channels.connectors.base import Permanent
from portal.channels.letters.answering import file_name
from portal.channels.letters.rendering import Unprintable, letter_pdf, letter_text
from portal.channels.mail.message import (
    KEY_HEADER,
    POLICY,
    Letter,
    ascii_address,
    message_id_of,
    one_line,
    reply_to,
    sender_address,
)
from portal.channels.post import Post
from portal.drafts.addressed import emailed, people_in
from portal.drafts.content import LONDON

_TO_NOBODY = Group("undisclosed-recipients", ())


def write_letter(post: Post, key: UUID, *, now: datetime) -> Letter:
    """Return the mail with the letter of ``post``, dated ``now`` (aware), under the Message-ID that ``key`` gives.

    Its headers name whom the letter is to and who has a copy. Blind copies stand in no header and in no word of it:
    they are recipients of the same message, and nothing else tells of them (RFC 5322, 3.6.3).
    Raises Permanent for what cannot be set or addressed.
    """
    everybody = [address for place in emailed(post.content).values() for address in place]
    if not everybody:
        raise Permanent("The letter names nobody with an email address.")
    sender = sender_address(post.channel)
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(post, key, sender, now):
        message[name] = value
    message.set_content(letter_text(post), charset="utf-8", cte="quoted-printable")
    try:
        pdf = letter_pdf(post)
    except Unprintable as error:
        raise Permanent(str(error)) from error
    name = file_name(post.communication.reference)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    first, *others = [_ascii(address) for address in everybody]
    return Letter(sender, first, message.as_bytes(), tuple(others))


def told_of(post: Post) -> str:
    """Return who gets the mail, blind copies too, as the archive keeps it above what was sent."""
    found = emailed(post.content)
    lines = [
        f"{place.capitalize()}: {', '.join(found[place])}" for place in ("to", "cc", "bcc") if place in found
    ]
    return "\n".join(["Sent by email", *lines])


def _headers(
    post: Post, key: UUID, sender: str, now: datetime
) -> Iterator[tuple[str, str | Address | Group | Sequence[Address]]]:
    """Yield the headers in the order in which they are written."""
    yield "From", Address(display_name=one_line(post.issuer.name), addr_spec=sender)
    yield "To", _mailboxes(post, "to") or _TO_NOBODY
    if copies := _mailboxes(post, "cc"):
        yield "Cc", copies
    if answers_to := reply_to(post):
        yield "Reply-To", answers_to
    yield "Subject", one_line(post.headline)
    yield "Date", format_datetime(now.astimezone(LONDON))
    yield "Message-ID", message_id_of(post.channel, key)
    yield KEY_HEADER, str(key)


def _mailboxes(post: Post, place: str) -> list[Address]:
    """Return whom a header names."""
    here = emailed(post.content).get(place, ())
    return [
        Address(display_name=one_line(person.name), addr_spec=_ascii(person.address))
        for person in people_in(str(post.content.get(place, "")))
        if person.address in here
    ]


def _ascii(address: str) -> str:
    try:
        return ascii_address(address)
    except ValueError as error:
        raise Permanent(f"The address cannot be used: {error}.") from error
