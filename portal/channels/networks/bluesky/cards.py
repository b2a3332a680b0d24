"""The card beneath a post that leads to an item of the council's own newsroom: its headline, its summary, a picture.

All of it is the portal's own: nothing is fetched from the web, so that an address of somebody else has no card. A
picture is shown where nobody can be recognised in it: who can was asked for the item, not for this network.
"""

from typing import Any

from portal.channels.connectors.base import Permanent
from portal.channels.models import NewsItem
from portal.channels.networks.bluesky.pictures import fitted
from portal.channels.networks.bluesky.session import Session
from portal.channels.networks.cards import Card, item_behind, picture_of
from portal.channels.networks.pictures import Cleared, shown_pictures
from portal.channels.networks.wording import link_of
from portal.channels.post import Post
from portal.drafts.models import Media


def card_shown(post: Post) -> Card | None:
    """Return what card_of() would send with ``post`` now, for who decides on it. At most two queries."""
    link = link_of(post.content)
    item = None if not link or post.content.get("images") else item_behind(post, link)
    if item is None:
        return None
    return Card(link, item.headline, item.summary, picture_of(item) if _picture(item) else None)


def card_of(session: Session, post: Post, link: str) -> dict[str, Any] | None:
    """Return the card for ``link``, None where it leads to no item that readers of the newsroom have now.

    At most two queries. Raises as Session.ask() does.
    """
    item = item_behind(post, link)
    if item is None:
        return None
    card: dict[str, Any] = {"uri": link, "title": item.headline, "description": item.summary}
    picture = _picture(item)
    if picture is not None:
        data, content_type = picture
        told = session.ask(
            "POST",
            "com.atproto.repo.uploadBlob",
            acts=False,
            content=data,
            headers={"Content-Type": content_type},
        )
        card["thumb"] = told.mapping()["blob"]
    return {"$type": "app.bsky.embed.external", "external": card}


def _picture(item: NewsItem) -> tuple[bytes, str] | None:
    """Return the bytes of the item's first picture and their media type; None where there is none to show."""
    rows = item.publication.revision.content.get("images", [])[:1]
    try:
        pictures: list[Cleared] = shown_pictures(item.council_id, rows, who=Media.Who.NOBODY)
        return fitted(pictures[0]) if pictures else None
    except Permanent:  # it is gone, or cannot be made small enough: the words lead there too
        return None
