"""The newsroom's feeds: Atom, RSS and JSON Feed of the same entries, and the map of the site.

An entry keeps its tag: id for ever; a correction or a withdrawal moves it to the front with a new time of change.
Sources: RFC 4287 (Atom), the RSS 2.0 specification with the content, dc and atom modules, JSON Feed 1.1,
sitemaps.org 0.9.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.channels.models import NewsItem
from portal.channels.public.items import (
    address,
    corrections_of,
    council_or_404,
    item_address,
    last_change,
    public_items,
)
from portal.channels.public.rendering import absolute_images
from portal.councils.models import Council
from portal.drafts.content import LONDON

ENTRIES = 30
MOST_IN_MAP = 50_000
# Characters that XML 1.0 forbids even as references; clean_text() lets the two non-characters pass.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
revalidated = cache_control(public=True, no_cache=True)


@dataclass(frozen=True)
class Entry:
    """One item as all three feeds tell it; ``html`` is whole: notes, text, capacity and reference."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    kind: str
    author: str
    published: datetime
    updated: datetime
    image: str


@dataclass(frozen=True)
class Feed:
    """A council's feed: ``updated`` is the moment of the last change, a taking down included."""

    title: str
    description: str
    home: str
    url: str
    author: str
    updated: datetime
    entries: list[Entry]


def entry_of(council: Council, item: NewsItem) -> Entry:
    """Return ``item`` as feeds tell it, with absolute addresses."""
    body = item.details.get("body", council.name)
    html = render_to_string(
        "channels/newsroom/entry.html",
        {
            "item": item,
            "body": body,
            "council": council,
            "corrections": corrections_of(item),
            "html": absolute_images(item.html, settings.SITE_URL),
        },
    )
    pictures = item.details.get("images", [])
    return Entry(
        id=item.tag,
        url=item_address(council, item),
        title=_xml(item.title),
        summary=_xml(item.told),
        html=_xml(html.strip()),
        kind=item.kind_label,
        author=_xml(item.author or body),
        published=item.published_at.astimezone(LONDON).replace(microsecond=0),
        updated=item.changed_at.astimezone(LONDON).replace(microsecond=0),
        image=f"{settings.SITE_URL}{pictures[0]['path']}" if pictures else "",
    )


def feed_of(council: Council, file_name: str) -> Feed:
    """Return the council's feed that is served as ``file_name``. Two queries."""
    rows = public_items(council).order_by("-changed_at", "-pk")[:ENTRIES]
    return Feed(
        title=_xml(f"{council.name}: news"),
        description=_xml(f"Press releases, notices and news of {council.name}."),
        home=address(council),
        url=address(council, file_name),
        author=_xml(council.name),
        updated=last_change(council).astimezone(LONDON).replace(microsecond=0),
        entries=[entry_of(council, row) for row in rows],
    )


@require_safe
@revalidated
@conditional_page
def atom(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the Atom feed."""
    return _in_xml(feed_of(council_or_404(council), "feed.atom"), "feed.atom.xml", "application/atom+xml")


@require_safe
@revalidated
@conditional_page
def rss(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the RSS feed."""
    return _in_xml(feed_of(council_or_404(council), "feed.rss"), "feed.rss.xml", "application/rss+xml")


@require_safe
@revalidated
@conditional_page
def json_feed(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the JSON Feed."""
    feed = feed_of(council_or_404(council), "feed.json")
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": "en-GB",
        "authors": [{"name": feed.author, "url": feed.home}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    response = JsonResponse(
        told, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False}
    )
    return _dated(response, feed.updated)


@require_safe
@revalidated
@conditional_page
def sitemap(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the map of the newsroom: its front and every item that is not withdrawn."""
    found = council_or_404(council)
    rows = public_items(found).filter(withdrawn_at__isnull=True).order_by("-published_at", "-pk")
    places = [
        {"url": address(found, f"news/{slug}/"), "changed": changed}
        for slug, changed in rows.values_list("slug", "changed_at")[: MOST_IN_MAP - 1]
    ]
    changed = last_change(found)
    context = {"home": address(found), "changed": changed, "places": places}
    xml = render_to_string("channels/newsroom/sitemap.xml", context)
    return _dated(HttpResponse(xml, content_type="application/xml; charset=utf-8"), changed)


def _in_xml(feed: Feed, template: str, content_type: str) -> HttpResponse:
    xml = render_to_string(f"channels/newsroom/{template}", {"feed": feed})
    return _dated(HttpResponse(xml, content_type=f"{content_type}; charset=utf-8"), feed.updated)


def _dated(response: HttpResponse, changed: datetime) -> HttpResponse:
    """Return ``response`` with the time of the last change, which conditional_page compares."""
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    return response


def _json_item(entry: Entry) -> dict[str, Any]:
    told = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": entry.author}],
        "tags": [entry.kind],
        "language": "en-GB",
    }
    return told | ({"image": entry.image} if entry.image else {})


def _xml(text: str) -> str:
    """Return ``text`` without what XML cannot hold."""
    return _NOT_XML.sub("", text)
