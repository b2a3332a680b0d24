"""What somebody else's status says on a server of Mastodon's sort: a reply, a mention, or a message to the account."""

from collections.abc import Mapping
from typing import Any

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import RemoteComment
from portal.channels.networks.mastodon_threads import moment_of
from portal.markup import plain_text

_KINDS = {"image": Kind.PICTURE, "gifv": Kind.VIDEO, "video": Kind.VIDEO, "audio": Kind.SOUND}


def comment_of(row: Mapping[str, Any], server: str) -> RemoteComment:
    """Return what a status says, as ``server`` tells it, its content warning before its text: readers meet that first,
    and it is words too.

    Source: docs.joinmastodon.org, entities/Status (spoiler_text is plain, content is HTML), entities/MediaAttachment,
    entities/Poll (options[].title is plain).
    """
    warning, text = str(row.get("spoiler_text") or ""), plain_text(str(row.get("content", "")))
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id=str(row.get("in_reply_to_id") or ""),
        author=str(row["account"].get("display_name") or row["account"].get("acct", "")),
        author_address=str(row["account"].get("acct", "")),
        author_id=_author_of(row["account"], server),
        text="\n\n".join(filter(None, (warning.strip(), text))),
        at=moment_of(row),
        public_url=str(row.get("url") or ""),
        attached=(*_poll_of(row), *(_attached(one) for one in row.get("media_attachments") or ())),
    )


def _author_of(account: Mapping[str, Any], server: str) -> str:
    """Return its actor's address, which is the same on every server; else its number, which is that server's alone.

    Source: docs.joinmastodon.org, entities/Account (``uri``); W3C ActivityPub 3.1 (identifiers); servers of Mastodon's
    sort that are older, or others, tell no ``uri``.
    """
    if uri := str(account.get("uri") or ""):
        return uri
    return f"{account['id']} at {server}" if account.get("id") else ""


def _poll_of(row: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return the poll that stands with a status, if one does: what it asks, not how anybody voted."""
    poll = row.get("poll")
    if not poll:
        return ()
    answers = "\n".join(str(one["title"]) for one in poll["options"])
    return (Attached(Kind.POLL, str(poll.get("id", "")), answers),)


def _attached(one: Mapping[str, Any]) -> Attached:
    """Return what stands with a status. What is still worked on has no address yet; another server's may have both."""
    kind = _KINDS.get(str(one.get("type")), Kind.OTHER)
    address = str(one.get("url") or one.get("remote_url") or "")
    return Attached(kind, str(one.get("id", "")), str(one.get("description") or ""), address)
