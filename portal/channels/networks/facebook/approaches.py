"""Who tags the Page in a post of their own, and who writes to it alone (Graph API: Page/tagged, Page/conversations)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.channels.connectors.base import RemoteComment
from portal.channels.connectors.listening import Approach, Lacks, Page
from portal.channels.networks.facebook.attachments import FIELDS, FILE, attached_to, sent_with
from portal.channels.networks.facebook.graph import MESSAGES, NO_SUCH, NOT_ALLOWED, Graph, error_of, is_gone

_POST = re.compile(r"\d+_\d+")
_POSTS, _TALKS, _SAID = 50, 25, 25
"""Of one page: posts, conversations, and messages of each of these, the newest."""
_UNOPENED = "[Something was sent with this that the portal does not open. Look at it there.]"
"""Where Graph does not say what it is."""
SOMEBODY = "Somebody on Facebook"


def tagged(graph: Graph, place: str) -> Page:
    """Return one page of the posts that name the Page. Needs pages_read_user_content. Raises as written() does."""
    fields = f"id,message,from,created_time,permalink_url,attachments{FIELDS}"
    asked = {"fields": fields, "limit": str(_POSTS)}
    facts = _asked(graph, f"{graph.page}/tagged", asked, place, "pages_read_user_content")
    rows = [row for row in facts.get("data", []) if _writer(row).get("id") != graph.page]
    return Page(
        [Approach(replace(_told(row), attached=attached_to(row))) for row in rows], place=_next(facts)
    )


def written(graph: Graph, place: str) -> Page:
    """Return one page of what people wrote to the Page alone. Needs pages_messaging. Raises as Graph.ask(), and Lacks.

    The conversations last written in come first, of each the newest messages; older ones were read when they were new.
    """
    inside = f"messages.limit({_SAID}){{id,message,from,created_time,attachments{FILE}}}"
    asked = {"platform": "messenger", "fields": f"id,updated_time,{inside}", "limit": str(_TALKS)}
    facts = _asked(graph, f"{graph.page}/conversations", asked, place, MESSAGES[0])
    return Page([one for row in facts.get("data", []) for one in _said(graph, row)], place=_next(facts))


def gone_among(graph: Graph, names: Sequence[str]) -> list[str]:
    """Return which posts and comments are not there, or not for the Page to see, any more. Raises as Graph.ask().

    Of messages nothing is said: Graph answers for older ones as if they had been deleted (Conversations API).
    """
    asked = {"fields": "id"}
    posts = [name for name in names if _POST.fullmatch(name)]
    return [name for name in posts if is_gone(graph.ask("GET", name, params=asked, expect={NO_SUCH}))]


def _said(graph: Graph, talk: Mapping[str, Any]) -> Iterator[Approach]:
    """Yield what others than the Page said in one conversation, the oldest first."""
    for row in reversed(talk.get("messages", {}).get("data", [])):
        if _writer(row).get("id") == graph.page:
            continue
        files = sent_with(row)
        more = len((row.get("attachments") or {}).get("data", ())) > len(files)
        words = "\n\n".join(filter(None, (str(row.get("message") or ""), _UNOPENED if more else "")))
        yield Approach(replace(_told({**row, "message": words}), attached=files), private=True)


def _asked(graph: Graph, path: str, asked: Mapping[str, str], place: str, needs: str) -> dict[str, Any]:
    after = {"after": place} if place else {}
    told = graph.ask("GET", path, params={**asked, **after}, expect=NOT_ALLOWED)
    number, _, said = error_of(told)
    if number in NOT_ALLOWED:
        raise Lacks(
            f"{graph.host} does not let the Page’s token read this ({number}): “{said}” It lacks: {needs}. Connect the "
            "channel again and allow it there."
        )
    return told.mapping()


def _next(facts: Mapping[str, Any]) -> str:
    """Return where the next page begins: by its cursor alone, since the address given for it holds the token."""
    paging = facts.get("paging") or {}
    return str(paging["cursors"]["after"]) if "next" in paging else ""


def _writer(row: Mapping[str, Any]) -> Mapping[str, Any]:
    found = row.get("from")
    return found if isinstance(found, dict) else {}


def _told(row: Mapping[str, Any]) -> RemoteComment:
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id="",
        author=str(_writer(row).get("name") or SOMEBODY),
        author_address=str(_writer(row).get("id") or ""),
        author_id=str(_writer(row).get("id") or ""),
        text=str(row.get("message", "")),
        at=datetime.fromisoformat(str(row["created_time"])),
        public_url=str(row.get("permalink_url") or ""),
    )
