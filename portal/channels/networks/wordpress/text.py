"""What a post says on a WordPress site: HTML, in which neither shortcodes nor addresses become anything else there."""

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from portal.channels.connectors.base import Permanent
from portal.channels.networks.wording import link_of, text_for
from portal.channels.post import Post
from portal.channels.public.rendering import NotRenderable, render
from portal.drafts.kinds import Shape
from portal.graphemes import addresses_in

SLUG = "wordpress"
_EMBEDDED = re.compile(r"(<p>\s*|\n\s*)h(?=ttps?://)", re.IGNORECASE)
"""An address alone in its line: WordPress would put in its place whatever that address shows."""
_AFTER = ".,;:!?)]}'\"’”»"
"""Signs that end a sentence and not an address."""


@dataclass(frozen=True)
class Placed:
    """A picture where the site shows it, with the line beneath it; sizes are in pixels."""

    address: str
    alt: str
    width: int
    height: int
    credit: str = ""


def name_of(post: Post) -> str:
    """Return what the post is called in the site's addresses: always the same for one item on one channel."""
    whose = f"{settings.SITE_URL} {post.channel.pk} {post.communication.pk}"
    return f"{post.publication.slug}-{hashlib.sha256(whose.encode()).hexdigest()[:10]}"


def title_of(post: Post) -> str:
    """Return the headline as HTML without any."""
    return _plain(post.headline)


def content_of(post: Post, pictures: Sequence[Placed] = ()) -> str:
    """Return the whole text as HTML, who speaks at its end, with our key, which no reader sees. Raises Permanent."""
    figures = "\n".join(_figure(picture) for picture in pictures)
    signature = f"<p>{_plain(post.capacity_line)} {_plain(post.communication.reference)}{mark_of(post)}</p>"
    body = _shown(post) if post.kind.part(post.kind.body).shape is Shape.RICH else _said(post)
    return "\n".join(part for part in (body, figures, signature) if part)


def mark_of(post: Post) -> str:
    """Return the comment by which this very issue is known again, whatever the site made of the rest."""
    return f"<!-- proper-channels {post.key} -->"


def _said(post: Post) -> str:
    text, link = text_for(post, SLUG), link_of(post.content)
    found = [f"<p>{_lines(part)}</p>" for part in re.split(r"\n{2,}", text) if part.strip()]
    return "\n".join([*found, f"<p>{_anchor(link)}</p>"] if link else found)


def _shown(post: Post) -> str:
    try:
        whole = render(post).html
    except NotRenderable as error:
        raise Permanent(str(error)) from error
    return _EMBEDDED.sub(r"\1&#104;", whole).replace("[", "&#91;")


def _lines(paragraph: str) -> str:
    return "<br>".join(_line(one) for one in paragraph.strip("\n").split("\n"))


def _line(text: str) -> str:
    """Return one line with its addresses as links."""
    found, place = [], 0
    for start, end in addresses_in(text):
        address = text[start:end].rstrip(_AFTER)
        if address.startswith(("http://", "https://")):
            found += [_plain(text[place:start]), _anchor(address)]
            place = start + len(address)
    return "".join([*found, _plain(text[place:])])


def _anchor(address: str) -> str:
    return f'<a href="{html.escape(address).replace("[", "%5B").replace("]", "%5D")}">{_plain(address)}</a>'


def _figure(picture: Placed) -> str:
    alt = html.escape(picture.alt).replace("[", "&#91;")
    sizes = f'width="{picture.width}" height="{picture.height}"'
    credit = f"<figcaption>{_plain(picture.credit)}</figcaption>" if picture.credit else ""
    return f'<figure><img src="{html.escape(picture.address)}" alt="{alt}" {sizes}>{credit}</figure>'


def _plain(text: str) -> str:
    """Return plain ``text`` as HTML; what stands in square brackets is no shortcode of the site."""
    return html.escape(text, quote=False).replace("[", "&#91;")
