"""The card beneath a post that leads to an item of the council's own newsroom: its headline, its summary, a picture.

All of it is the portal's own: nothing is fetched from the web, so that an address of somebody else has no card. A
picture is shown where nobody can be recognised in it: who can was asked for the item, not for this network.
"""

import re
from typing import Any

from django.conf import settings

from portal.channels.connectors.base import Permanent
from portal.channels.models import NewsItem
from portal.channels.networks.bluesky.pictures import fitted
from portal.channels.networks.bluesky.session import Session
from portal.channels.networks.pictures import Cleared, shown_pictures
from portal.channels.post import Post
from portal.drafts.models import Media

_SLUG = re.compile(r"([-a-zA-Z0-9_]+)/?(?:[?#].*)?")


def card_of(session: Session, post: Post, link: str) -> dict[str, Any] | None:
    """Return the card for ``link``, None where it leads to no item that readers of the newsroom have now.

    At most two queries. Raises as Session.ask() does.
    """
    item = _item(post, link)
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


def _item(post: Post, link: str) -> NewsItem | None:
    front = f"{settings.SITE_URL}/{post.council.slug}/news/"
    found = _SLUG.fullmatch(link.removeprefix(front)) if link.startswith(front) else None
    if found is None:
        return None
    rows = NewsItem.objects.select_related("publication__revision").exclude(headline="")
    return rows.filter(
        council=post.council, slug=found[1], withdrawn_at__isnull=True, taken_down_at__isnull=True
    ).first()


def _picture(item: NewsItem) -> tuple[bytes, str] | None:
    """Return the bytes of the item's first picture and their media type; None where there is none to show."""
    rows = item.publication.revision.content.get("images", [])[:1]
    try:
        pictures: list[Cleared] = shown_pictures(item.council_id, rows, who=Media.Who.NOBODY)
        return fitted(pictures[0]) if pictures else None
    except Permanent:  # it is gone, or cannot be made small enough: the words lead there too
        return None
