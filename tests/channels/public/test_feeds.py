"""The newsroom's feeds: three tongues, the same entries, addresses and ids that last."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.models import NewsItem, Publication
from tests.channels.posts import Staff, make_correction, make_news, make_post, make_staff

pytestmark = pytest.mark.django_db
FEEDS = ["feed.atom", "feed.rss", "feed.json"]
HOSTILE = "<script>alert(1)</script>\"'&"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def staff() -> Staff:
    """Return a council with its newsroom."""
    return make_staff("newsroom", "press_email", slug="pellworth")


def raw(client: Client, name: str) -> bytes:
    """Return the bytes of a feed."""
    content: bytes = client.get(f"/pellworth/{name}").content
    return content


def entries(client: Client, name: str) -> list[dict[str, str]]:
    """Return the entries of a feed as a reader sees them: id, link, title, html, published, updated."""
    if name == "feed.json":
        return [
            {
                "id": item["id"],
                "link": item["url"],
                "title": item["title"],
                "html": item["content_html"],
                "published": item["date_published"],
                "updated": item["date_modified"],
            }
            for item in json.loads(raw(client, name))["items"]
        ]
    feed = feedparser.parse(raw(client, name), sanitize_html=False, resolve_relative_uris=False)
    assert feed.bozo is False
    return [
        {key: entry[key] for key in ("id", "link", "title", "updated", "published")}
        | {"html": entry.content[0].value}
        for entry in feed.entries
    ]


@pytest.mark.parametrize("name", FEEDS)
def test_an_entry_is_whole(staff: Staff, client: Client, name: str) -> None:
    item = make_news(staff)
    (entry,) = entries(client, name)
    assert entry["id"] == item.tag
    assert entry["link"] == f"http://localhost:8000/pellworth/news/{item.slug}/"
    assert entry["title"] == item.headline
    assert item.html in entry["html"]
    assert "Issued on behalf of Pellworth Town Council." in entry["html"]
    assert f"Approval reference {item.reference}" in entry["html"]


@pytest.mark.parametrize("name", FEEDS)
def test_an_id_stays_when_the_site_moves(staff: Staff, client: Client, name: str) -> None:
    item = make_news(staff)
    with override_settings(SITE_URL="https://news.example.org"):
        (entry,) = entries(client, name)
    assert entry["id"] == item.tag
    assert item.tag.startswith("tag:localhost,20")
    assert item.tag.endswith(f":pellworth/news/{item.communication_id}")
    assert entry["link"] == f"https://news.example.org/pellworth/news/{item.slug}/"


@pytest.mark.parametrize("name", FEEDS)
def test_a_correction_is_told_and_comes_first(staff: Staff, client: Client, name: str) -> None:
    post = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    NewsItem.objects.update(
        published_at=datetime(2026, 1, 5, 9, tzinfo=UTC), changed_at=datetime(2026, 1, 5, 9, tzinfo=UTC)
    )
    make_news(staff, title="Another item")
    fix = make_correction(staff, post, note="The day was wrong.")
    newsroom.publish(fix)
    corrected = NewsItem.objects.get(communication_id=post.communication.pk)
    NewsItem.objects.exclude(pk=corrected.pk).update(changed_at=datetime(2026, 1, 6, 9, tzinfo=UTC))
    found = entries(client, name)
    assert [entry["title"] for entry in found] == [fix.headline, "Another item"]
    assert found[0]["id"] == corrected.tag
    assert "The day was wrong." in found[0]["html"]
    assert found[0]["updated"] != found[0]["published"]


@pytest.mark.parametrize("name", FEEDS)
def test_a_withdrawal_is_told_without_the_text(staff: Staff, client: Client, name: str) -> None:
    post = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    newsroom.retract(post, "It named the wrong street.", scheduled=False)
    (entry,) = entries(client, name)
    assert entry["title"] == f"Withdrawn: {post.headline}"
    assert "It named the wrong street." in entry["html"]
    assert "The paving is finished." not in entry["html"]


@pytest.mark.parametrize("name", FEEDS)
def test_what_was_taken_down_leaves_the_feed_and_moves_its_date(
    staff: Staff, client: Client, name: str
) -> None:
    post = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    newsroom.retract(post, "", scheduled=True)
    NewsItem.objects.update(changed_at=datetime(2026, 7, 3, 9, 30, tzinfo=UTC))
    assert entries(client, name) == []
    response = client.get(f"/pellworth/{name}")
    assert response.headers["Last-Modified"] == "Fri, 03 Jul 2026 09:30:00 GMT"


@pytest.mark.parametrize("name", [*FEEDS, "sitemap.xml"])
def test_an_unchanged_feed_is_not_sent_again(staff: Staff, client: Client, name: str) -> None:
    make_news(staff)
    first = client.get(f"/pellworth/{name}")
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = client.get(f"/pellworth/{name}", headers={header: value})
        assert (again.status_code, again.content) == (304, b"")
    NewsItem.objects.update(headline="Another", changed_at=datetime(2036, 7, 3, 9, 30, tzinfo=UTC))
    changed = client.get(f"/pellworth/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("feed.rss", "application/rss+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
    ],
)
def test_each_says_what_it_is(staff: Staff, client: Client, name: str, content_type: str) -> None:
    response = client.get(f"/pellworth/{name}")
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("name", FEEDS)
def test_a_script_in_any_part_is_words(client: Client, name: str) -> None:
    staff = make_staff("newsroom", "press_email", slug="pellworth", name=f"Council {HOSTILE}")
    make_news(
        staff,
        title=f"{HOSTILE} \ufffe\uffff",
        body=f"<p>{HOSTILE}\ufffe</p>",
        quotes=[{"speaker": HOSTILE, "office": HOSTILE, "words": HOSTILE}],
        contact_name=HOSTILE,
    )
    (entry,) = entries(client, name)
    assert entry["title"].strip() == HOSTILE
    assert "<script" not in entry["html"]


def test_atom_has_all_that_its_specification_asks_for(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    root = ET.fromstring(raw(client, "feed.atom"))  # noqa: S314  our own feed
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}id") == "http://localhost:8000/pellworth/feed.atom"
    assert root.findtext(f"{ATOM}title") == "Pellworth Town Council: news"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost:8000/pellworth/feed.atom",
        "alternate": "http://localhost:8000/pellworth/",
    }
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    moments = [
        root.findtext(f"{ATOM}updated"),
        entry.findtext(f"{ATOM}updated"),
        entry.findtext(f"{ATOM}published"),
    ]
    assert [datetime.fromisoformat(moment or "") for moment in moments] == [item.changed_at] * 3
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Pellworth Town Council"
    assert {node.tag.removeprefix(ATOM) for node in entry} == {
        "id", "title", "link", "published", "updated", "author", "category", "summary", "content",
    }  # fmt: skip


def test_rss_has_all_that_its_specification_asks_for(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    root = ET.fromstring(raw(client, "feed.rss"))  # noqa: S314  our own feed
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    found = {name: root.findtext(f"channel/{name}") for name in ("title", "link", "language")}
    assert found == {
        "title": "Pellworth Town Council: news",
        "link": "http://localhost:8000/pellworth/",
        "language": "en-gb",
    }
    guid = root.find("channel/item/guid")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == (item.tag, "false")
    published = root.findtext("channel/item/pubDate") or ""
    assert datetime.strptime(published, "%a, %d %b %Y %H:%M:%S %z") == item.published_at


def test_json_feed_has_all_that_its_specification_asks_for(staff: Staff, client: Client) -> None:
    make_news(staff)
    feed: dict[str, Any] = json.loads(raw(client, "feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://localhost:8000/pellworth/feed.json"
    assert feed["home_page_url"] == "http://localhost:8000/pellworth/"
    assert set(feed["items"][0]) == {
        "id", "url", "title", "summary", "content_html", "date_published", "date_modified", "authors", "tags",
        "language",
    }  # fmt: skip


def test_the_map_names_the_front_and_what_is_live(staff: Staff, client: Client) -> None:
    live = make_news(staff)
    withdrawn = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(withdrawn)
    newsroom.retract(withdrawn, "A reason.", scheduled=False)
    root = ET.fromstring(raw(client, "sitemap.xml"))  # noqa: S314  our own map
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert [node.text for node in root.iter(f"{space}loc")] == [
        "http://localhost:8000/pellworth/",
        f"http://localhost:8000/pellworth/news/{live.slug}/",
    ]


def test_an_empty_feed_is_a_feed(staff: Staff, client: Client) -> None:
    for name in FEEDS:
        assert entries(client, name) == []


@pytest.mark.parametrize("path", ["", "feed.atom", "feed.rss", "feed.json", "sitemap.xml"])
def test_what_is_under_embargo_is_in_no_list_even_if_it_were_written(
    staff: Staff, client: Client, path: str
) -> None:
    item = make_news(staff)
    place = f"/{staff.council.slug}/{path}"
    assert item.slug in client.get(place).content.decode()
    ends = timezone.now() + timedelta(hours=1)
    Publication.objects.filter(pk=item.publication_id).update(embargo_until=ends)
    assert item.slug not in client.get(place).content.decode()
    assert client.get(f"/{staff.council.slug}/news/{item.slug}/").status_code == 404
