"""Pictures of a post in the media library of a WordPress site: they hang on the post, and go when it goes."""

import re
from collections.abc import Sequence
from typing import Any

from portal.channels.networks.pictures import Cleared
from portal.channels.networks.wordpress.site import Site
from portal.channels.networks.wordpress.text import Placed
from portal.channels.public.rendering import EXTENSIONS

_MOST = "100"
"""Rows that one answer has at the most."""
_OURS = re.compile(r"[0-9a-f]{32}-\d+")
"""What a picture is called that was handed in here; others hang there by an editor's will."""


def place_pictures(site: Site, number: str, pictures: Sequence[Cleared]) -> list[Placed]:
    """Return where the site shows each of ``pictures``: those that hang on the post already are not handed in again."""
    there = {str(row["slug"]): row for row in _hanging(site, number)} if pictures else {}
    return [_placed(site, number, picture, there) for picture in pictures]


def remove_pictures(site: Site, number: str, *, but: Sequence[Placed] = ()) -> None:
    """Delete the pictures that hang on the post, with their files, except those in ``but``; safe to repeat."""
    kept = {picture.address for picture in but}
    for row in _hanging(site, number):
        if str(row["source_url"]) not in kept:
            site.delete(f"media/{row['id']}")


def left_over(site: Site, number: str, text: str) -> list[str]:
    """Return the numbers of our pictures that hang on the post and not in its ``text``: an earlier issue had them."""
    rows = [row for row in _hanging(site, number) if _OURS.fullmatch(str(row["slug"]))]
    return [str(row["id"]) for row in rows if str(row["slug"]) not in text]


def _hanging(site: Site, number: str) -> list[dict[str, Any]]:
    asked = {"parent": number, "per_page": _MOST, "_fields": "id,slug,source_url"}
    return site.ask("GET", "media", params=asked).rows()


def _placed(site: Site, number: str, picture: Cleared, there: dict[str, dict[str, Any]]) -> Placed:
    name = f"{picture.sha256[:32]}-{number}"
    row = there.get(name) or _handed_in(site, number, name, picture)
    return Placed(str(row["source_url"]), picture.alt, picture.width, picture.height, picture.credit)


def _handed_in(site: Site, number: str, name: str, picture: Cleared) -> dict[str, Any]:
    file = (f"{name}.{EXTENSIONS[picture.content_type]}", picture.data, picture.content_type)
    told = site.ask(
        "POST",
        "media",
        acts=False,
        files={"file": file},
        data={"post": number, "slug": name, "alt_text": picture.alt, "title": picture.alt[:100]},
    )
    return told.mapping()
