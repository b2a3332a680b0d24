"""What stands with somebody's post: pictures, a video, a card (lexicons app.bsky.embed.*), by what its author wrote.

The record says what stands there, and is the same wherever the post is told of; only the view of a thread says where
it can be looked at.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.channels.connectors.attaching import Attached, Kind


def attached_to(row: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return what stands with a post as the network tells it; a post that it quotes is none of it."""
    embed = _media(row["record"].get("embed"))
    return tuple(_told(embed, _media(row.get("embed"))))


def _told(embed: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[Attached]:
    seen = _each(view.get("images"))
    for place, one in enumerate(_each(embed.get("images"))):
        address = _said(seen[place], "fullsize") if place < len(seen) else ""
        yield Attached(Kind.PICTURE, _name(one.get("image")), _said(one, "alt"), address)
    if video := _fields(embed.get("video")):
        yield Attached(Kind.VIDEO, _name(video), _said(embed, "alt"), _said(view, "playlist"))
    if card := _fields(embed.get("external")):
        words = filter(None, (_said(card, "title"), _said(card, "description")))
        yield Attached(Kind.OTHER, _said(card, "uri"), "\n".join(words), _said(card, "uri"))


def _media(embed: object) -> Mapping[str, Any]:
    """Return what is embedded beside a quoted post, or alone (app.bsky.embed.recordWithMedia has it in ``media``)."""
    found = _fields(embed)
    return _fields(found.get("media")) or found


def _name(blob: object) -> str:
    """Return the hash by which the network names what was uploaded."""
    return _said(_fields(_fields(blob).get("ref")), "$link")


# Anybody may write an embed of another type (the union is open): one of an unknown shape holds up no other's comment.
def _fields(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _each(found: object) -> list[Mapping[str, Any]]:
    return [_fields(one) for one in found] if isinstance(found, list) else []


def _said(found: Mapping[str, Any], name: str) -> str:
    return found[name] if isinstance(found.get(name), str) else ""
