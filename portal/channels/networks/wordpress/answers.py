"""The council's answers beneath comments of the site: found by how they end, made once, changed, deleted."""

from collections.abc import Mapping
from typing import Any

from portal.channels.connectors.base import Permanent, Sent
from portal.channels.connectors.misreading import name_of
from portal.channels.connectors.stating import address_in
from portal.channels.models import AnswerTo
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.recognising import of_another_item, signed
from portal.channels.networks.wordpress.site import GONE, Site
from portal.channels.networks.wordpress.text import content_of
from portal.channels.post import Post
from portal.markup import plain_text

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
        number = before or (name_of(row) if row else "")
        told = site.ask(
            "POST", f"comments/{number}", acts=False, json={"content": content_of(post)}, expect=GONE
        )
        if not site.is_gone(told):
            return sent(told.mapping(), told.evidence)
    asked = {"post": answers.root, "parent": answers.remote_id, "content": content_of(post)}
    told = site.ask("POST", "comments", json=asked)
    return sent(told.mapping(), told.evidence)


def find(site: Site, post: Post, answers: AnswerTo) -> dict[str, Any] | None:
    """Return our comment that ends as ``post`` does under the same post, whatever else it says, or None."""
    me = str(site.account().get("id"))
    asked = {"post": answers.root, "author": me, "status": "all", "context": "edit", "_fields": _FIELDS}
    for page in range(1, _PAGES + 1):
        turned = {**asked, "per_page": str(_A_PAGE), "page": str(page)}
        told = site.ask("GET", "comments", params=turned, expect=GONE)
        rows = [] if site.is_gone(told) else told.rows()
        for row in rows:
            ours = str(row.get("author")) == me and signed(_words(row), post)
            if ours and not of_another_item(post, str(row["id"])):
                return row
        if len(rows) < _A_PAGE:
            return None
    return None


def standing(site: Site, post: Post, answers: AnswerTo) -> dict[str, Any] | None:
    """Return our comment where it says what ``post`` says: one that an earlier issue became is none. Or None."""
    row = find(site, post, answers)
    if row is None or post.publication.issue == 1:
        return row
    return row if _words(row) == plain_text(content_of(post)) else None


def remove(site: Site, number: str) -> Sent:
    """Delete an answer; one that is not there is deleted already."""
    told = site.delete(f"comments/{number}")
    return Sent(external_id=number, evidence=told.evidence)


def sent(row: Mapping[str, Any], evidence: str = "") -> Sent:
    """Return what stands there as the outbox notes it."""
    return Sent(name_of(row), address_in(row.get("link")), evidence or _words(row))


def _words(row: Mapping[str, Any]) -> str:
    said = row["content"]
    return plain_text(str(said.get("raw") or said.get("rendered") or ""))
