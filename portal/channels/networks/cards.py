"""The card that readers of a network see beneath a post: of the page to which its link leads.

Some networks are sent one, others read the page themselves and make it of what that says of itself
(``templates/channels/newsroom/item.html``). Here nothing is fetched: what another site's page says is not known.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from portal.channels.models import NewsItem
from portal.channels.networks.wording import link_of
from portal.channels.post import Post
from portal.councils.branding import logo_address
from portal.councils.models import Body

_SLUG = re.compile(r"([-a-zA-Z0-9_]+)/?(?:[?#].*)?")


@dataclass(frozen=True)
class Card:
    """A card: the address it leads to, its words, and its picture as (address on this site, description) or None.

    ``made_there``: the network makes it itself, so that what is said here is what the page says of itself now. Without
    a ``title`` nobody here knows what it will say.
    """

    address: str
    title: str = ""
    description: str = ""
    picture: tuple[str, str] | None = None
    made_there: bool = False


class ReadsPages:
    """A connector whose network makes a card itself, where a post has a link and no pictures."""

    def card(self, post: Post) -> Card | None:
        """Return the card as the page's own words would make it. At most three queries, none without a link."""
        link = link_of(post.content)
        if not link or post.content.get("images"):
            return None
        item = item_behind(post, link)
        if item is None:
            return Card(link, made_there=True)
        return Card(link, item.title, item.told, picture_of(item) or _logo(item), made_there=True)


def item_behind(post: Post, link: str) -> NewsItem | None:
    """Return the item of the council's own newsroom to which ``link`` leads and that its readers have now. One query.

    None for another page; for that, no query, nor where another post of the same issue has asked.
    """
    if post.brought is not None and link in post.brought.behind:
        return post.brought.behind[link]
    found = _item_behind(post, link)
    if found is not None:
        found.council = post.council
    if post.brought is not None:
        post.brought.behind[link] = found
    return found


def _item_behind(post: Post, link: str) -> NewsItem | None:
    front = f"{settings.SITE_URL}/{post.council.slug}/news/"
    found = _SLUG.fullmatch(link.removeprefix(front)) if link.startswith(front) else None
    if found is None:
        return None
    rows = NewsItem.objects.select_related("publication__revision__body").exclude(headline="")
    return rows.filter(
        council=post.council, slug=found[1], withdrawn_at__isnull=True, taken_down_at__isnull=True
    ).first()


def picture_of(item: NewsItem) -> tuple[str, str] | None:
    """Return address and description of the first picture on the page of ``item``, None where it has none."""
    shown = item.details.get("images", [])
    return (str(shown[0]["path"]), str(shown[0]["alt"])) if shown else None


def _logo(item: NewsItem) -> tuple[str, str] | None:
    """Return the logo that the page shows in the place of a picture: what one person says has none."""
    if not item.is_official:
        return None
    council = item.council
    bodies: list[Body | None] = [item.publication.revision.body, council.own_voice]
    for body in bodies:
        path = logo_address(council.slug, body) if body else ""
        if body and path:
            return path, f"Logo of {body.name}"
    return None
