"""Handing pictures to a Mastodon server, each with its description, and waiting until it has made its own of them."""

import time

from portal.channels.connectors.base import Permanent, Transient
from portal.channels.networks.asking import Line
from portal.channels.networks.pictures import Cleared

LONGEST_DESCRIPTION = 1500
"""Characters (the server's own default, media_attachments.description_limit)."""
_LOOKS = 8
_PAUSE = 1.0
"""Seconds between two looks at what a server is still working on."""
_NAMES = {
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/webp": "picture.webp",
    "image/gif": "picture.gif",
}


def upload(line: Line, picture: Cleared) -> str:
    """Return the number that the server gives ``picture``. Nothing is published by that, so that it may be repeated.

    Raises Permanent for a description that is too long, Transient while the server is still working on it.
    """
    if len(picture.alt) > LONGEST_DESCRIPTION:
        raise Permanent(
            f"The description of a picture has {len(picture.alt):,} characters; the most is {LONGEST_DESCRIPTION:,}."
        )
    file = (_NAMES.get(picture.content_type, "picture"), picture.data, picture.content_type)
    told = line.ask(
        "POST", "/api/v2/media", acts=False, files={"file": file}, data={"description": picture.alt}
    ).mapping()
    number = str(told["id"])
    for _ in range(_LOOKS):
        if told.get("url"):
            return number
        time.sleep(_PAUSE)
        told = line.ask("GET", f"/api/v1/media/{number}").mapping()
    if told.get("url"):
        return number
    raise Transient(f"{line.host} is still working on a picture. Nothing was published yet.", 30)
