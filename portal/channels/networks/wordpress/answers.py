"""The council's answers beneath comments of the site: found by the reference in them, made once, changed, deleted."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.channels.connectors.base import Permanent, Sent
from portal.channels.models import AnswerTo
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.wordpress.site import Site
from portal.channels.networks.wordpress.text import content_of
from portal.channels.post import Post
from portal.markup import plain_text

_GONE = {404, 410}
_PAGES, _A_PAGE = 100, 100
_FIELDS = "id,author,content,link,status"


def say(site: Site, post: Post, answers: AnswerTo, before: str) -> Sent:
    """Say it beneath the comment unless it stands there; ``before`` is the comment that an earlier issue became."""
    if cleared_pictures(post):
        raise Permanent("An answer beneath a comment is made of words alone: leave its pictures out.")
    row = find(site, post, answers)
    if row is not None and _words(row) == plain_text(content_of(post)):
        return sent(row)
    if before or row is not None:
        number = before or str(row["id"] if row else "")
        told = site.ask(
            "POST", f"comments/{number}", acts=False, json={"content": content_of(post)}, expect=_GONE
        )
        if told.status not in _GONE:
            return sent(told.mapping(), told.evidence)
    asked = {"post": answers.root, "parent": answers.remote_id, "content": content_of(post)}
    told = site.ask("POST", "comments", json=asked)
    return sent(told.mapping(), told.evidence)


def find(site: Site, post: Post, answers: AnswerTo) -> dict[str, Any] | None:
    """Return our comment with the reference of ``post`` under the same post, or None."""
    me = str(site.account().get("id"))
    mark = re.compile(rf"(?<!\w){re.escape(post.communication.reference)}(?!\w)")
    asked = {"post": answers.root, "author": me, "status": "all", "context": "edit", "_fields": _FIELDS}
    for page in range(1, _PAGES + 1):
        turned = {**asked, "per_page": str(_A_PAGE), "page": str(page)}
        told = site.ask("GET", "comments", params=turned, expect=_GONE)
        rows = [] if told.status in _GONE else told.rows()
        for row in rows:
            if str(row.get("author")) == me and mark.search(_words(row)):
                return row
        if len(rows) < _A_PAGE:
            return None
    return None


def remove(site: Site, number: str) -> Sent:
    """Delete an answer; one that is not there is deleted already."""
    told = site.ask("DELETE", f"comments/{number}", params={"force": "true"}, acts=False, expect=_GONE)
    return Sent(external_id=number, evidence=told.evidence)


def sent(row: Mapping[str, Any], evidence: str = "") -> Sent:
    """Return what stands there as the outbox notes it."""
    url = str(row.get("link") or "")
    shown = url if urlsplit(url).scheme in {"http", "https"} else ""
    return Sent(external_id=str(row["id"]), public_url=shown, evidence=evidence or _words(row))


def _words(row: Mapping[str, Any]) -> str:
    said = row["content"]
    return plain_text(str(said.get("raw") or said.get("rendered") or ""))
