"""What the public wrote under a post of the site, and who that was: by what the site knows, not by what they typed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from portal.channels.connectors.base import RemoteComment
from portal.channels.networks.wordpress.site import GONE, Site
from portal.markup import plain_text
from portal.records.canonical import sha256_of

SHOWN = "approved"
_SEEN = "id,parent,author,author_email,author_name,content,date_gmt,link,status"
"""What is asked of comments: not from which network address and browser, which the site would tell too."""
_PAGES, _A_PAGE = 100, 100


def comments_under(site: Site, number: str) -> Iterator[dict[str, Any]]:
    """Yield the comments under a post, the oldest first."""
    asked = {"post": number, "status": "all", "context": "edit", "order": "asc", "_fields": _SEEN}
    for page in range(1, _PAGES + 1):
        turned = {**asked, "per_page": str(_A_PAGE), "page": str(page)}
        told = site.ask("GET", "comments", params=turned, expect=GONE)
        rows = [] if site.is_gone(told) else told.rows()
        yield from rows
        if len(rows) < _A_PAGE:
            return


def comment_of(row: Mapping[str, Any], number: str, site: Site) -> RemoteComment:
    """Return what a comment under the post ``number`` of ``site`` says."""
    said = row["content"]
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id=str(row["parent"]) if row.get("parent") else number,
        author=str(row.get("author_name") or ""),
        author_address="",
        author_id=_author_of(row, site),
        text=plain_text(str(said.get("rendered") or said.get("raw") or "")),
        at=datetime.fromisoformat(str(row["date_gmt"])).replace(tzinfo=UTC),
        public_url=str(row.get("link") or ""),
        hidden=row.get("status") != SHOWN,
    )


def _author_of(row: Mapping[str, Any], site: Site) -> str:
    """Return who wrote it: the number of a registered user, which is that site's alone, else the hash of the email
    address that the site took, which nobody else reads there. '' where it has neither.

    Source: developer.wordpress.org, REST API, comments (``author`` is 0 for a visitor; ``author_email`` is told in the
    context edit alone).
    """
    if row.get("author"):
        return f"user {row['author']} of {site.host}"
    email = str(row.get("author_email") or "").strip().casefold()
    return f"email {sha256_of(email)}" if email else ""
