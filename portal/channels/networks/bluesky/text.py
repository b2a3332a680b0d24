"""A post as a record of the protocol: its text, what is marked in it, and the name under which it is kept.

Marks (facets) are counted in bytes of UTF-8, the end left out. The name (rkey) is made from our own key, so that
the same post has the same name at each attempt. https://atproto.com/specs/tid, https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from portal.channels.connectors.base import Permanent
from portal.channels.networks.threads import wordings_of
from portal.channels.networks.wording import Wording
from portal.channels.post import Post
from portal.graphemes import graphemes

LONGEST, LONGEST_BYTES = 300, 3000
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_LONGEST_LINK = 40
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?')\]]")
_MENTION = re.compile(
    r"(?<![\w@/.])@([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+)"
)
_TAG = re.compile(r"(?<![\w&/])#([^\W\d_][\w]{0,63})")

Resolve = Callable[[str], str]
"""Returns the lasting name of an account by its handle, or ''."""


def record_name(ordered_at: datetime, key: UUID) -> str:
    """Return the name of the record for ``key``: a TID with the second of the order, and 30 bits of the key."""
    bits = int.from_bytes(hashlib.sha256(key.bytes).digest()[:4], "big") & 0x3FFFFFFF
    micro = int(ordered_at.timestamp()) * 1_000_000 + (bits >> 10) % 1_000_000
    number = (micro << 10) | (bits & 0x3FF)
    return "".join(_SORTABLE[(number >> shift) & 31] for shift in range(60, -1, -5))


def said_of(post: Post) -> list[Wording]:
    """Return what ``post`` says in one record, or the parts of its thread. Raises Permanent where one is too long."""
    said = wordings_of(post, "bluesky", _fits)
    text_of(said[0])
    return said


def _fits(said: Wording) -> bool:
    text = _joined(said)
    return len(text.encode()) <= LONGEST_BYTES and len(graphemes(text)) <= LONGEST


def _joined(said: Wording) -> str:
    return "\n\n".join(part for part in (said.text, look_of(said.link), said.signature) if part)


def text_of(said: Wording) -> str:
    """Return the text of the record. Raises Permanent where it is too long: nothing is cut but a link's own look."""
    text = _joined(said)
    if not _fits(said):
        count = len(graphemes(text))
        raise Permanent(
            f"This is too long for Bluesky: {count:,} characters with its link and the line that says who speaks; the "
            f"most is {LONGEST}. Write a shorter version for Bluesky and submit it again."
        )
    return text


def length_of(said: Wording) -> int:
    """Return how long ``said`` is as the network counts: by grapheme. Raises Permanent where it is too long."""
    return len(graphemes(text_of(said)))


def look_of(link: str) -> str:
    """Return how a link is shown: its host and the beginning of its path. It leads to all of it."""
    if not link:
        return ""
    parts = urlsplit(link)
    shown = f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")
    whole = not parts.query and not parts.fragment and len(shown) <= _LONGEST_LINK
    return shown if whole else f"{shown[: _LONGEST_LINK - 1]}…"


def facets_of(text: str, said: Wording, resolve: Resolve) -> list[dict[str, Any]]:
    """Return what is marked in ``text``: links, mentions of accounts that there are, tags; in their order."""
    found: list[tuple[int, int, dict[str, str]]] = []
    if said.link:
        look = look_of(said.link)
        start = text.rindex(f"\n\n{look}") + 2 if said.text else 0
        found.append((start, start + len(look), {"$type": "app.bsky.richtext.facet#link", "uri": said.link}))
    written = len(said.text)
    found += [
        (match.start(), match.end(), {"$type": "app.bsky.richtext.facet#link", "uri": match[0]})
        for match in _LINK.finditer(text, 0, written)
    ]
    free = [(start, end) for start, end, _ in found]
    for match in _MENTION.finditer(text, 0, written):
        if not _inside(free, match.start()) and (did := resolve(match[1])):
            found.append(
                (match.start(), match.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did})
            )
    found += [
        (match.start(), match.end(), {"$type": "app.bsky.richtext.facet#tag", "tag": match[1]})
        for match in _TAG.finditer(text, 0, written)
        if not _inside(free, match.start())
    ]
    return [_facet(text, *one) for one in sorted(found, key=lambda one: one[0])]


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    index = {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())}
    return {"index": index, "features": [feature]}


def _inside(spans: list[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in spans)
