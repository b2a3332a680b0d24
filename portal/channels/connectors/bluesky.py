"""Bluesky: posts under names that we choose, so that none is there twice; replies, and hiding them from the thread.

A post there cannot be edited: a correction is a new post, and the one that it corrects is deleted.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from django.utils import timezone

from portal.channels.connectors.base import (
    Capability,
    Connector,
    Health,
    Needed,
    Permanent,
    Reconnect,
    RemoteComment,
    Sent,
)
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Channel
from portal.channels.networks.asking import Exchange
from portal.channels.networks.bluesky.pictures import MOST, fitted
from portal.channels.networks.bluesky.session import OWN_PASSWORD, Session, error_of
from portal.channels.networks.bluesky.text import facets_of, record_name, text_of
from portal.channels.networks.issues import post_under, still_out
from portal.channels.networks.pictures import Cleared, cleared_pictures
from portal.channels.networks.wording import wording_of
from portal.channels.post import Post

POST, GATE = "app.bsky.feed.post", "app.bsky.feed.threadgate"
SERVER = "https://bsky.social"
MOST_HIDDEN = 300
"""Replies that a thread can hide (lexicon app.bsky.feed.threadgate)."""
_NONE, _SWAPPED = "RecordNotFound", "InvalidSwap"


class BlueskyConnector(Connector):
    """Says each post once, as a record of the council's own repository."""

    slug = "bluesky"
    label = "Bluesky"
    hidden_means = (
        "Whoever opens the hidden replies of the thread still reads it, and so does who looks at its author’s posts "
        "or uses another program."
    )
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.PREVIEW,
            Capability.COMMENTS,
            Capability.HIDE,
            Capability.UNHIDE,
        }
    )
    needs: ClassVar[tuple[Needed, ...]] = (
        Needed("handle", "Handle of the account", "Such as pellworth.bsky.social", secret=False),
        Needed("password", "App password", "From Settings, App passwords; never the account's own password."),
        Needed(
            "server",
            "Address of its server",
            f"Left empty: {SERVER}",
            secret=False,
            is_address=True,
            optional=True,
        ),
    )

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered, the server as its origin alone. Raises ValueError, in words."""
        parts = urlsplit(values.get("server") or SERVER)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError(f"The address of the server is something like {SERVER}")
        handle = values["handle"].removeprefix("@").lower()
        if "." not in handle or " " in handle:
            raise ValueError("A handle is a name with dots, like pellworth.bsky.social")
        server = f"{parts.scheme}://{parts.netloc}".lower()
        return {"handle": handle, "server": server, "password": values["password"]}

    def health(self, channel: Channel) -> Health:
        """Ask whose the session is. Raises Reconnect for the account's own password, which may do everything."""
        session = Session(credentials_of(channel, testing=True))
        told = session.ask("GET", "com.atproto.server.getSession").mapping()
        if session.scope == OWN_PASSWORD:
            raise Reconnect("This is the account's own password. Make an app password there and enter that.")
        return Health(f"@{told.get('handle', '')}", (session.scope or "app password",))

    def publish(self, post: Post) -> Sent:
        """Write the record under its own name, unless it is there; then delete the post that it corrects."""
        said = wording_of(post, self.slug)
        text, pictures = text_of(said), cleared_pictures(post)
        if len(pictures) > MOST:
            raise Permanent(f"Bluesky takes {MOST} pictures at the most; this has {len(pictures)}.")
        session, name = Session(credentials_of(post.channel)), _name(post)
        sent = _read(session, name)
        if sent is None:
            record: dict[str, Any] = {
                "$type": POST,
                "text": text,
                "createdAt": _stamp(),
                "langs": ["en"],
                "facets": facets_of(text, said, partial(_resolve, session)),
            }
            if pictures:
                images = [_image(session, picture) for picture in pictures]
                record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
            sent = _write(session, name, record)
        if before := still_out(post):
            _delete(session, POST, before)
        return sent

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Read the record of that name back; None where there is none, or what it corrects is there still."""
        post = post_under(channel, key)
        if post is None:
            return None
        session = Session(credentials_of(channel))
        found, before = _read(session, _name(post)), still_out(post)
        if found is not None and before and _read(session, before.rsplit("/", 1)[-1]) is not None:
            return None
        return found

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Delete the record; one that is not there is deleted already."""
        session, name = Session(credentials_of(post.channel)), _name(post)
        told = _delete(session, POST, name)
        return Sent(external_id=_address(session.did, POST, name), evidence=told.evidence)

    def preview(self, post: Post) -> str:
        """Return the text of the record. Raises Permanent where it is too long."""
        return text_of(wording_of(post, self.slug))

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return the replies under a post, those to replies too, as the network's view of the thread has them."""
        session = Session(credentials_of(channel))
        asked = {"uri": external_id, "depth": "20", "parentHeight": "0"}
        told = session.ask("GET", "app.bsky.feed.getPostThread", params=asked, expect={"NotFound"})
        if error_of(told) == "NotFound":
            return []
        gate, _ = _gate(session, external_id)
        hidden = set(gate.get("hiddenReplies", []))
        rows = [
            _comment(row, hidden)
            for row in _replies(told.mapping().get("thread"))
            if row["author"]["did"] != session.did
        ]
        return sorted(rows, key=lambda row: row.at)

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Hide one reply in the thread: whoever looks for it finds it still, and other programs may show it."""
        session = Session(credentials_of(channel))
        gate, cid = _gate(session, external_id)
        hidden = list(gate.get("hiddenReplies", []))
        if comment_id in hidden:
            return
        if len(hidden) >= MOST_HIDDEN:
            raise Permanent(
                f"Bluesky hides {MOST_HIDDEN} replies of one thread at the most, and so many are hidden."
            )
        _write_gate(session, external_id, {**gate, "hiddenReplies": [*hidden, comment_id]}, cid)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Show one reply in the thread again."""
        session = Session(credentials_of(channel))
        gate, cid = _gate(session, external_id)
        hidden = list(gate.get("hiddenReplies", []))
        if comment_id in hidden:
            left = [one for one in hidden if one != comment_id]
            _write_gate(session, external_id, {**gate, "hiddenReplies": left}, cid)


def _name(post: Post) -> str:
    return record_name(post.publication.ordered_at, post.key)


def _address(did: str, collection: str, name: str) -> str:
    return f"at://{did}/{collection}/{name}"


def _stamp() -> str:
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


def _get(session: Session, collection: str, name: str) -> Exchange | None:
    asked = {"repo": session.did, "collection": collection, "rkey": name}
    told = session.ask("GET", "com.atproto.repo.getRecord", params=asked, expect={_NONE})
    return None if error_of(told) == _NONE else told


def _read(session: Session, name: str) -> Sent | None:
    told = _get(session, POST, name)
    return None if told is None else _sent(session, name, told.evidence)


def _write(session: Session, name: str, record: Mapping[str, Any]) -> Sent:
    """Write what is not there yet; where another worker was quicker, its record is the one."""
    asked = {"repo": session.did, "collection": POST, "rkey": name, "record": record, "swapRecord": None}
    told = session.ask("POST", "com.atproto.repo.putRecord", json=asked, expect={_SWAPPED})
    found = _read(session, name) if error_of(told) == _SWAPPED else None
    return found or _sent(session, name, told.evidence)


def _sent(session: Session, name: str, evidence: str) -> Sent:
    return Sent(
        external_id=_address(session.did, POST, name),
        public_url=f"https://bsky.app/profile/{session.did}/post/{name}",
        evidence=evidence,
    )


def _delete(session: Session, collection: str, name: str) -> Exchange:
    asked = {"repo": session.did, "collection": collection, "rkey": name.rsplit("/", 1)[-1]}
    return session.ask("POST", "com.atproto.repo.deleteRecord", acts=False, json=asked)


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


def _gate(session: Session, external_id: str) -> tuple[dict[str, Any], str | None]:
    """Return the record that says what a thread hides, with the hash of what it is now; ({}, None) where none is."""
    told = _get(session, GATE, external_id.rsplit("/", 1)[-1])
    if told is None:
        return {}, None
    facts = told.mapping()
    return dict(facts["value"]), str(facts["cid"])


def _write_gate(session: Session, external_id: str, gate: Mapping[str, Any], cid: str | None) -> None:
    """Write the record over exactly the one that was read: another worker's change is not lost."""
    record = {"createdAt": _stamp(), **gate, "$type": GATE, "post": external_id}
    name = external_id.rsplit("/", 1)[-1]
    asked = {"repo": session.did, "collection": GATE, "rkey": name, "record": record, "swapRecord": cid}
    session.ask("POST", "com.atproto.repo.putRecord", acts=False, json=asked)


def _replies(thread: object) -> Iterator[dict[str, Any]]:
    """Yield every post below ``thread``; those that were deleted or are of somebody blocked have none."""
    replies = thread.get("replies") if isinstance(thread, dict) else None
    for one in replies if isinstance(replies, list) else []:
        if isinstance(one, dict) and isinstance(one.get("post"), dict):
            yield one["post"]
        yield from _replies(one)


def _comment(row: Mapping[str, Any], hidden: set[str]) -> RemoteComment:
    record, author = row["record"], row["author"]
    number = str(row["uri"]).rsplit("/", 1)[-1]
    return RemoteComment(
        remote_id=str(row["uri"]),
        parent_id=str(record.get("reply", {}).get("parent", {}).get("uri", "")),
        author=str(author.get("displayName") or author["handle"]),
        author_address=str(author["handle"]),
        text=str(record.get("text", "")),
        at=datetime.fromisoformat(str(row.get("indexedAt") or record["createdAt"])),
        public_url=f"https://bsky.app/profile/{author['did']}/post/{number}",
        hidden=str(row["uri"]) in hidden,
    )
