"""Which post of the Page an address on Facebook leads to, and whether that is the one that was sent.

Facebook gives out addresses of several shapes. Some name the Page by a name that only Facebook can resolve, and most of
today's hold a sign in the place of the number (pfbid…) that leads to one post and tells nobody which.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs

from portal.channels.connectors.base import Sent
from portal.channels.connectors.misreading import name_of
from portal.channels.networks.addresses import (
    no_post,
    nothing_there,
    of_another_account,
    parts_on,
    refuse_other_words,
)
from portal.channels.networks.facebook.graph import Graph
from portal.channels.networks.facebook.posts import marked, read, sent_as
from portal.channels.networks.issues import still_out_if_known
from portal.channels.networks.recognising import noted_elsewhere
from portal.channels.post import Post

LIKE = "https://www.facebook.com/council/posts/1234567890"
_HOSTS = ("facebook.com", "www.facebook.com", "m.facebook.com", "web.facebook.com", "mbasic.facebook.com")
_BOTH = re.compile(r"/(?P<page>\d{1,25})_(?P<post>\d{1,25})/?", re.ASCII)
_UNDER = re.compile(r"/(?P<page>[\w.-]+)/posts/(?:[^/]+/)?(?P<post>\d{1,25}|pfbid\w+)/?", re.ASCII)
_SHARED = re.compile(r"/share/(?:p/)?\w+/?", re.ASCII)
_ASKED = {"/permalink.php", "/story.php"}


@dataclass(frozen=True)
class _Named:
    """What an address names: a page by its number or its name, a post by its number; '' where it does not."""

    page: str
    post: str


def number_of(page: str, address: str) -> str | None:
    """Return the post's number; None where the address does not tell it, or whose it is. Raises WrongAddress."""
    named = _read(page, address)
    return f"{page}_{named.post}" if named.post and named.page == page else None


def look(graph: Graph, post: Post, address: str) -> Sent | None:
    """Return the post as it stands there; one whose address does not tell its number is looked for by how it ends.

    Raises AnotherPost where the Page has no such post, or that is another one.
    """
    named = _read(graph.page, address)
    number = f"{graph.page}_{named.post}"
    if not named.post:
        there = marked(graph, post, but=still_out_if_known(post))
        row = next((row for row in there if not noted_elsewhere(post, name_of(row))), None)
        if row is None:
            return None
        number = name_of(row)
    told = read(graph, number)
    if told is None:
        raise nothing_there(f"The council’s Page on {graph.host}")
    refuse_other_words(str(told.mapping().get("message", "")), post, "facebook", graph.host)
    return sent_as(number, told.evidence)


def _read(page: str, address: str) -> _Named:
    """Return what ``address`` names. Raises WrongAddress for no post, or one of a page of another number."""
    parts = parts_on(address, _HOSTS)
    named = _named(parts)
    if named is None:
        raise no_post(LIKE)
    if named.page.isdecimal() and named.page != page:
        raise of_another_account(f"the Page {named.page}", f"the Page {page}")
    return named


def _named(parts: SplitResult) -> _Named | None:
    if match := _BOTH.fullmatch(parts.path) or _UNDER.fullmatch(parts.path):
        return _Named(match["page"], match["post"] if match["post"].isdecimal() else "")
    if _SHARED.fullmatch(parts.path):
        return _Named("", "")
    if parts.path not in _ASKED:
        return None
    asked = parse_qs(parts.query)
    post, page = asked.get("story_fbid", [""])[0], asked.get("id", [""])[0]
    if not page.isdecimal() or not post.isalnum():
        return None
    return _Named(page, post if post.isdecimal() else "")
