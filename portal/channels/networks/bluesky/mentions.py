"""Who names the account or quotes it: its notifications (app.bsky.notification.listNotifications).

Messages to the account alone lie in a service of their own (chat.bsky), which an app password reaches only where its
maker allowed that; they are not read.
"""

from collections.abc import Callable, Mapping
from typing import Any

from portal.channels.connectors.base import RemoteComment
from portal.channels.connectors.listening import Approach, Page
from portal.channels.networks.bluesky.session import Session

_REASONS = ("mention", "quote")
_A_PAGE = 50


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


def _about(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what it answers, the post at the head of that thread, and what it quotes, by their addresses."""
    reply = row["record"].get("reply") or {}
    above = [str(reply[part]["uri"]) for part in ("parent", "root") if part in reply]
    quoted = [str(row["reasonSubject"])] if row.get("reason") == "quote" and row.get("reasonSubject") else []
    return tuple(dict.fromkeys([*above, *quoted]))
