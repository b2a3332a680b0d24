"""Who mentions the account on X (GET /2/users/:id/mentions): only what is newer: each one read costs."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.channels.connectors.base import RemoteComment
from portal.channels.connectors.listening import Approach, Lacks, Page
from portal.channels.networks.x.session import Session

_A_PAGE = 100
_OUTSIDE = 403


def mentions_of(
    session: Session,
    told_as: Callable[[Mapping[str, Any], Mapping[str, Any]], RemoteComment],
    since: str,
    place: str,
) -> Page:
    """Return one page of who mentioned the account. Needs tweet.read, users.read. Raises as ask(), and Lacks."""
    asked = {
        "tweet.fields": "author_id,conversation_id,created_at,referenced_tweets",
        "expansions": "author_id",
        "user.fields": "name,username",
        "max_results": str(_A_PAGE),
    }
    asked |= {"since_id": since} if since else {}
    asked |= {"pagination_token": place} if place else {}
    told = session.ask("GET", f"users/{session.user}/mentions", params=asked, expect={_OUTSIDE})
    if told.status == _OUTSIDE:
        raise Lacks(
            f"{session.host} does not let the portal read who mentions the council (403). It says: "
            f"“{told.said()}” It needs tweet.read and users.read, and an application that may read mentions."
        )
    facts = told.mapping()
    users = {str(one["id"]): one for one in facts.get("includes", {}).get("users", [])}
    meta = facts.get("meta", {})
    rows = [row for row in facts.get("data", []) if str(row["author_id"]) != session.user]
    return Page(
        [Approach(told_as(row, users.get(str(row["author_id"]), {})), about=_about(row)) for row in rows],
        place=str(meta.get("next_token") or ""),
        newest=str(meta.get("newest_id") or "") if not place else "",
    )


def _about(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what it answers or quotes, and the post at the head of its conversation."""
    named = [str(one["id"]) for one in row.get("referenced_tweets", [])]
    head = str(row.get("conversation_id") or "")
    return tuple(dict.fromkeys(one for one in (*named, head) if one and one != str(row["id"])))
