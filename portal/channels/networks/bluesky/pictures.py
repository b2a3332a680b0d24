"""Pictures as Bluesky takes them: a million bytes at the most, so that larger ones are encoded anew, smaller."""

import io

from PIL import Image

from portal.channels.connectors.base import Permanent
from portal.channels.networks.pictures import Cleared

MOST_BYTES = 1_000_000
MOST = 4
_SIDES = (2000, 1600, 1200, 900, 600)
"""Pixels of the longer side that are tried, one after the other."""


def fitted(picture: Cleared) -> tuple[bytes, str]:
    """Return the picture's bytes and their media type, encoded anew where they are too many. Raises Permanent."""
    if len(picture.data) <= MOST_BYTES:
        return picture.data, picture.content_type
    with Image.open(io.BytesIO(picture.data)) as opened:
        plain = Image.new("RGB", opened.size, "white")
        layered = opened.convert("RGBA")
        plain.paste(layered, mask=layered.getchannel("A"))
    for side in _SIDES:
        smaller = plain.copy()
        smaller.thumbnail((side, side))
        out = io.BytesIO()
        smaller.save(out, "JPEG", quality=85, optimize=True)
        if out.tell() <= MOST_BYTES:
            return out.getvalue(), "image/jpeg"
    raise Permanent(
        "A picture cannot be made small enough for Bluesky. Choose another one and submit it again."
    )
