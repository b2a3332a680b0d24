"""The cleared pictures of a post, as files: the very bytes that were approved, or none at all."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image

from portal.channels.connectors.base import Permanent
from portal.channels.post import Post
from portal.drafts.content import MOST_ROWS
from portal.drafts.models import Media
from portal.drafts.pictures.crediting import credit_of
from portal.storage import is_as_made

_SIDES = (2000, 1600, 1200, 900, 600)
"""Pixels of the longer side that are tried, one after the other."""
KEPT = MOST_ROWS
"""How many pictures made smaller a worker remembers: all those of one mail, and few more."""
_GONE = "A picture is missing, or is not the one that was approved. Choose it again and resubmit."


@dataclass(frozen=True)
class Cleared:
    """One picture; ``alt`` describes it to those who cannot see it, ``source`` made it, sizes are in pixels.

    ``credit`` is the line that its licence asks for beneath it, '' where it asks for none.
    """

    data: bytes = field(repr=False)
    content_type: str
    alt: str
    width: int
    height: int
    sha256: str
    source: str = ""
    credit: str = ""


def cleared_pictures(post: Post) -> list[Cleared]:
    """Return the pictures of ``post`` in their order. At most one query. Raises Permanent for one that is not there."""
    found = post.pictures
    return [_read(row, found.get(row["media"])) for row in post.content.get("images", [])]


@dataclass(frozen=True)
class Described:
    """What is said of one picture, without its bytes: what it shows, who made it, the credit that its licence asks."""

    content_type: str
    alt: str
    source: str
    credit: str


def described_pictures(post: Post) -> list[Described]:
    """Return what is said of the pictures of ``post`` in their order, for who looks at it beforehand.

    At most one query; each file is read once while it lies there unchanged. Raises Permanent as cleared_pictures().
    """
    found = post.pictures
    return [_described(row, found.get(row["media"])) for row in post.content.get("images", [])]


def _described(row: dict[str, str], media: Media | None) -> Described:
    if media is None or media.sha256 != row["sha256"] or not is_as_made(media.published, media.sha256):
        raise Permanent(_GONE)
    return Described(media.content_type, row["alt"], media.source, credit_of(media))


def shown_pictures(council_id: int, rows: Sequence[dict[str, str]], *, who: str = "") -> list[Cleared]:
    """Return the council's pictures that ``rows`` of a revision name; only those that show ``who``, where that is said.

    At most one query. Raises Permanent for one that is not there.
    """
    if not rows:
        return []
    wanted = [int(row["media"]) for row in rows if row["media"].isdecimal()]
    by_key = {str(one.pk): one for one in Media.objects.filter(council_id=council_id, pk__in=wanted)}
    found = [(row, by_key.get(row["media"])) for row in rows]
    return [_read(row, media) for row, media in found if not who or (media is not None and media.who == who)]


def within(picture: Cleared, most: int, network: str) -> tuple[bytes, str]:
    """Return the bytes of ``picture`` and their media type, encoded anew, smaller, where there are more than ``most``.

    Raises Permanent, which names the ``network``, where that cannot be done.
    """
    if len(picture.data) <= most:
        return picture.data, picture.content_type
    kept = _kept(picture.sha256 or hashlib.sha256(picture.data).hexdigest(), most)
    if not kept:
        kept.append(_smaller(picture.data, most))
    if kept[0]:
        return kept[0], "image/jpeg"
    raise Permanent(
        f"A picture cannot be made small enough for {network}. Choose another one and submit it again."
    )


@lru_cache(maxsize=KEPT)
def _kept(sha256: str, most: int) -> list[bytes]:  # noqa: ARG001  what it is kept by
    """Return where the picture is kept that was made small once: forty readers get the same."""
    return []


def _smaller(data: bytes, most: int) -> bytes:
    """Return ``data`` as a JPEG of at most ``most`` bytes, b'' where that cannot be done."""
    with Image.open(io.BytesIO(data)) as opened:
        plain = Image.new("RGB", opened.size, "white")
        layered = opened.convert("RGBA")
        plain.paste(layered, mask=layered.getchannel("A"))
    for side in _SIDES:
        smaller = plain.copy()
        smaller.thumbnail((side, side))
        out = io.BytesIO()
        smaller.save(out, "JPEG", quality=85, optimize=True)
        if out.tell() <= most:
            return out.getvalue()
    return b""


def _read(row: dict[str, str], media: Media | None) -> Cleared:
    if media is None or media.sha256 != row["sha256"]:
        raise Permanent(_GONE)
    try:
        with media.published.open("rb") as file:
            data = file.read()
    except OSError as error:
        raise Permanent(_GONE) from error
    if hashlib.sha256(data).hexdigest() != media.sha256:
        raise Permanent(_GONE)
    return Cleared(
        data,
        media.content_type,
        row["alt"],
        media.width,
        media.height,
        media.sha256,
        media.source,
        credit_of(media),
    )
