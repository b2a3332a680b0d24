"""Pictures that go with a press mail: files that a newspaper can print, small enough for any mail server."""

import hashlib
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import SMTP

from portal.channels.networks.pictures import Cleared, cleared_pictures, described_pictures, within
from portal.channels.post import Post

TOGETHER = 6_000_000
"""Bytes of all pictures of a mail: as base64 they take a third more, and many servers take no more than ten million."""
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
_AS_IT_WENT = SMTP.clone(refold_source="none", cte_type="7bit")


@dataclass(frozen=True)
class Enclosed:
    """One picture as a file of a mail; ``caption`` describes it and says who made it."""

    name: str
    content_type: str
    caption: str
    data: bytes = field(repr=False)


def enclosed_with(post: Post) -> tuple[Enclosed, ...]:
    """Return the pictures of ``post`` in their order, made smaller where they are too large for a mail.

    One query, none without pictures. Raises Permanent for one that is gone, or is not the one that was approved.
    """
    pictures = cleared_pictures(post)
    most = TOGETHER // max(len(pictures), 1)
    return tuple(_enclosed(one, number, most, post) for number, one in enumerate(pictures, start=1))


def captions_of(post: Post) -> tuple[str, ...]:
    """Return the captions of the pictures that go with the mail about ``post``, for who looks at it beforehand.

    At most one query, and no file is made smaller for it. Raises Permanent for one that is gone, as enclosed_with().
    """
    return tuple(caption(one.alt, one.source, one.credit) for one in described_pictures(post))


def _enclosed(picture: Cleared, number: int, most: int, post: Post) -> Enclosed:
    data, content_type = within(picture, most, "mail")
    name = f"{post.publication.slug[:60].strip('-')}-picture-{number}.{_ENDINGS[content_type]}"
    return Enclosed(name, content_type, caption(picture.alt, picture.source, picture.credit), data)


def caption(alt: str, source: str, credit: str = "") -> str:
    """Return what a newspaper prints under a picture: the ``credit`` that its licence asks for, else who made it."""
    said = alt if alt.endswith((".", "!", "?", "…")) else f"{alt}."
    made = credit or (source and f"Picture: {source}")
    return f"{said} {made}" if made else said


def without_files(data: bytes) -> str:
    """Return a mail as it went, with size and SHA-256 in the place of each file's bytes.

    The archive holds the pictures themselves once, and a copy of them for each newspaper would say nothing more.
    A mail without files comes back to the letter.
    """
    message = message_from_bytes(data, policy=_AS_IT_WENT)
    if message.get_content_type() != "multipart/mixed":
        return data.decode("utf-8", "replace")
    for part in message.iter_attachments():
        file = part.get_payload(decode=True)
        held = file if isinstance(file, bytes) else b""
        part.set_payload(f"{len(held)} bytes, SHA-256 {hashlib.sha256(held).hexdigest()}\r\n")
    return message.as_bytes().decode("utf-8", "replace")
