"""Who names the account or quotes it: its notifications (app.bsky.notification.listNotifications).

Messages to the account alone lie in a service of their own (chat.bsky), which an app password reaches only where its
maker allowed that; they are not read.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.channels.connectors.base import RemoteComment
from portal.channels.connectors.listening import Approach, Page
from portal.channels.networks.bluesky.session import Session

_REASONS = ("mention", "quote")
_A_PAGE = 50
_ASKED_AFTER = 25
"""Posts of one question (app.bsky.feed.getPosts)."""


def mentions_of(session: Session, told_as: Callable[[Mapping[str, Any]], RemoteComment], place: str) -> Page:
    """Return one page of who named or quoted the account. Raises as Session.ask() does.

    The network knows no "since": a page goes from the newest down.
    """
    asked: dict[str, Any] = {"reasons": list(_REASONS), "limit": str(_A_PAGE)}
    if place:
        asked["cursor"] = place
    told = session.ask("GET", "app.bsky.notification.listNotifications", params=asked).mapping()
    rows = [row for row in told["notifications"] if row.get("reason") in _REASONS]
    return Page(
        [Approach(told_as(row), about=_about(row)) for row in rows if row["author"]["did"] != session.did],
        place=str(told.get("cursor") or ""),
    )


def gone_among(session: Session, names: Sequence[str]) -> list[str]:
    """Return which posts the network shows nobody any more (app.bsky.feed.getPosts). Raises as Session.ask() does."""
    there: set[str] = set()
    for begin in range(0, len(names), _ASKED_AFTER):
        asked = {"uris": list(names[begin : begin + _ASKED_AFTER])}
        told = session.ask("GET", "app.bsky.feed.getPosts", params=asked).mapping()
        there |= {str(row["uri"]) for row in told["posts"]}
    return [name for name in names if name not in there]


def _about(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what it answers, the post at the head of that thread, and what it quotes, by their addresses."""
    reply = row["record"].get("reply") or {}
    above = [str(reply[part]["uri"]) for part in ("parent", "root") if part in reply]
    quoted = [str(row["reasonSubject"])] if row.get("reason") == "quote" and row.get("reasonSubject") else []
    return tuple(dict.fromkeys([*above, *quoted]))
