"""What somebody else's post says on X: an answer, or a mention of the account, with what stands with it."""

import html
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import RemoteComment

ASKED = {
    "tweet.fields": "attachments,author_id,conversation_id,created_at,referenced_tweets",
    "expansions": "attachments.media_keys,author_id",
    "media.fields": "alt_text,preview_image_url,type,url",
    "user.fields": "name,username",
}
"""Source: docs.x.com, fields and expansions, object model of media: only photos have an ``url``."""
_KINDS = {"photo": Kind.PICTURE, "video": Kind.VIDEO, "animated_gif": Kind.VIDEO}

Row = Mapping[str, Any]


def told_in(page: Row, *, but: str) -> Iterator[tuple[Row, RemoteComment]]:
    """Yield each post of a page that was asked for with ASKED, and what it says; none of the account ``but``."""
    beside = page.get("includes", {})
    users = {str(one["id"]): one for one in beside.get("users", [])}
    media = {str(one["media_key"]): one for one in beside.get("media", [])}
    for row in page.get("data", []):
        if (author := str(row["author_id"])) != but:
            yield row, _comment(row, users.get(author, {}), media)


def _comment(row: Row, author: Row, media: Mapping[str, Row]) -> RemoteComment:
    answered = [one["id"] for one in row.get("referenced_tweets", []) if one.get("type") == "replied_to"]
    name = str(author.get("username", ""))
    keys = row.get("attachments", {}).get("media_keys", [])
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id=str(answered[0]) if answered else "",
        author=str(author.get("name") or name),
        author_address=name,
        author_id=str(row["author_id"]),
        text=html.unescape(str(row.get("text", ""))),
        at=datetime.fromisoformat(str(row["created_at"])),
        public_url=f"https://x.com/{name or 'i'}/status/{row['id']}",
        hidden=None,
        attached=tuple(_attached(str(key), media.get(str(key), {})) for key in keys),
    )


def _attached(key: str, one: Row) -> Attached:
    kind = _KINDS.get(str(one.get("type")), Kind.OTHER)
    address = str(one.get("url") or one.get("preview_image_url") or "")
    return Attached(kind, key, str(one.get("alt_text") or ""), address)
