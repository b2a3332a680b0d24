"""The cleared pictures of a post, as files: the very bytes that were approved, or none at all."""

import hashlib
from dataclasses import dataclass, field

from portal.channels.connectors.base import Permanent
from portal.channels.post import Post
from portal.drafts.models import Media

_GONE = "A picture is missing, or is not the one that was approved. Choose it again and resubmit."


@dataclass(frozen=True)
class Cleared:
    """One picture; ``alt`` describes it to those who cannot see it, sizes are in pixels."""

    data: bytes = field(repr=False)
    content_type: str
    alt: str
    width: int
    height: int
    sha256: str


def cleared_pictures(post: Post) -> list[Cleared]:
    """Return the pictures of ``post`` in their order. At most one query. Raises Permanent for one that is not there."""
    rows = post.content.get("images", [])
    if not rows:
        return []
    wanted = [int(row["media"]) for row in rows if row["media"].isdecimal()]
    found = Media.objects.filter(council_id=post.council.pk, pk__in=wanted)
    by_key = {str(media.pk): media for media in found}
    return [_read(row, by_key.get(row["media"])) for row in rows]


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
    return Cleared(data, media.content_type, row["alt"], media.width, media.height, media.sha256)
