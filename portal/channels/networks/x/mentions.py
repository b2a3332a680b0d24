"""Who mentions the account on X (GET /2/users/:id/mentions): only what is newer: each one read costs."""

from collections.abc import Mapping
from typing import Any

from portal.channels.connectors.listening import Approach, Lacks, Page
from portal.channels.networks.x.comments import ASKED, told_in
from portal.channels.networks.x.session import Session

_A_PAGE = 100
_OUTSIDE = 403


def mentions_of(session: Session, since: str, place: str) -> Page:
    """Return one page of who mentioned the account. Needs tweet.read, users.read. Raises as ask(), and Lacks."""
    asked = {**ASKED, "max_results": str(_A_PAGE)}
    asked |= {"since_id": since} if since else {}
    asked |= {"pagination_token": place} if place else {}
    told = session.ask("GET", f"users/{session.user}/mentions", params=asked, expect={_OUTSIDE})
    if told.status == _OUTSIDE:
        raise Lacks(
            f"{session.host} does not let the portal read who mentions the council (403). It says: "
            f"“{told.said()}” It needs tweet.read and users.read, and an application that may read mentions."
        )
    facts = told.mapping()
    meta = facts.get("meta", {})
    return Page(
        [Approach(said, about=_about(row)) for row, said in told_in(facts, but=session.user)],
        place=str(meta.get("next_token") or ""),
        newest=str(meta.get("newest_id") or "") if not place else "",
    )


def _about(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what it answers or quotes, and the post at the head of its conversation."""
    named = [str(one["id"]) for one in row.get("referenced_tweets", [])]
    head = str(row.get("conversation_id") or "")
    return tuple(dict.fromkeys(one for one in (*named, head) if one and one != str(row["id"])))
