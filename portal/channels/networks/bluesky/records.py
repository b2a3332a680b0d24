"""The records of the protocol that a post becomes: its text with its marks, its pictures, and what it answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import partial
from typing import Any

from django.utils import timezone

from portal.channels.networks.asking import Exchange
from portal.channels.networks.bluesky.pictures import fitted
from portal.channels.networks.bluesky.session import Session, error_of
from portal.channels.networks.bluesky.text import facets_of, text_of
from portal.channels.networks.pictures import Cleared
from portal.channels.networks.wording import Wording

POST, GATE = "app.bsky.feed.post", "app.bsky.feed.threadgate"
SWAPPED = "InvalidSwap"
"""What it is called there that a record is not what it was said to be: another worker was quicker."""
_NONE = "RecordNotFound"


def record_of(
    session: Session,
    said: Wording,
    above: Sequence[Mapping[str, Any]],
    pictures: Sequence[Cleared],
    card: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the record of one part; ``above`` are those before it in its thread, the last of which it answers.

    ``card``: of what its link leads to; a record shows pictures or a card.
    """
    text = text_of(said)
    record: dict[str, Any] = {
        "$type": POST,
        "text": text,
        "createdAt": stamp(),
        "langs": ["en"],
        "facets": facets_of(text, said, partial(_resolve, session)),
    }
    if above:
        first, last = above[0], above[-1]
        record["reply"] = {
            "root": {"uri": first["uri"], "cid": first["cid"]},
            "parent": {"uri": last["uri"], "cid": last["cid"]},
        }
    if pictures:
        images = [_image(session, picture) for picture in pictures]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    elif card:
        record["embed"] = dict(card)
    return record


def get_record(session: Session, collection: str, name: str) -> Exchange | None:
    """Return a record of the council's own repository as it is now, or None where there is none."""
    asked = {"repo": session.did, "collection": collection, "rkey": name}
    told = session.ask("GET", "com.atproto.repo.getRecord", params=asked, expect={_NONE})
    return None if error_of(told) == _NONE else told


def delete_record(session: Session, collection: str, name: str) -> Exchange:
    """Delete a record of the council's own repository; one that is not there is deleted already."""
    asked = {"repo": session.did, "collection": collection, "rkey": name.rsplit("/", 1)[-1]}
    told = session.ask("POST", "com.atproto.repo.deleteRecord", acts=False, json=asked)
    if told.body:  # servers of an earlier version answer nothing
        told.mapping()
    return told


def stamp() -> str:
    """Return the moment as records have it."""
    return timezone.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _resolve(session: Session, handle: str) -> str:
    """Return the lasting name of an account; '' where there is none, so that nobody is mentioned by mistake."""
    told = session.ask(
        "GET",
        "com.atproto.identity.resolveHandle",
        params={"handle": handle},
        expect={"HandleNotFound", "InvalidRequest"},
    )
    return "" if error_of(told) else str(told.mapping().get("did", ""))


def _image(session: Session, picture: Cleared) -> dict[str, Any]:
    data, content_type = fitted(picture)
    told = session.ask(
        "POST",
        "com.atproto.repo.uploadBlob",
        acts=False,
        content=data,
        headers={"Content-Type": content_type},
    )
    size = {"width": picture.width, "height": picture.height}
    return {"alt": picture.alt, "image": told.mapping()["blob"], "aspectRatio": size}
