"""The newsroom's pages: what anybody reads, at addresses that last."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.models import Channel, NewsItem, Pin, Publication
from portal.councils.models import Body
from portal.drafts.kinds.common import COUNCILLOR
from tests.channels.posts import Staff, make_correction, make_news, make_post, make_staff

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.fixture
def staff() -> Staff:
    """Return a council with its newsroom."""
    return make_staff("newsroom", "press_email", slug="pellworth")


def page(client: Client, path: str = "") -> str:
    """Return the words of a page below the council's address."""
    response = client.get(f"/pellworth/{path}")
    assert response.status_code == 200
    return response.content.decode()


def rows(staff: Staff, count: int) -> None:
    """Copy the newest item until the council has ``count``."""
    item = NewsItem.objects.latest("pk")
    base: dict[str, Any] = dict(NewsItem.objects.values().get(pk=item.pk))
    base.pop("id")
    for number in range(count - NewsItem.objects.count()):
        own = {"communication_id": 10_000 + number, "slug": f"item-{number}", "tag": f"tag:x,2026:{number}"}
        NewsItem.objects.create(**{**base, **own})


def test_the_front_lists_the_newest_first(staff: Staff, client: Client) -> None:
    older = make_news(staff, title="The older one")
    NewsItem.objects.filter(pk=older.pk).update(published_at=timezone.now() - timedelta(days=2))
    make_news(staff, title="The newer one")
    html = page(client)
    assert html.index("The newer one") < html.index("The older one")
    assert f'<a href="/pellworth/news/{older.slug}/">The older one</a>' in html


def test_an_empty_newsroom_says_so(staff: Staff, client: Client) -> None:
    assert "There is no news yet." in page(client)


def test_the_front_finds_words_kinds_and_years(staff: Staff, client: Client) -> None:
    make_news(staff, title="The allotments are full", body="<p>Ask about the waiting list.</p>")
    make_news(staff, "notice", title="Mill Lane is closed")
    old = make_news(staff, title="The fair of last year")
    NewsItem.objects.filter(pk=old.pk).update(published_at=datetime(2024, 12, 31, 23, 59, tzinfo=UTC))

    def titles(query: str) -> list[bool]:
        html = page(client, query)
        return [
            title in html
            for title in ("The allotments are full", "Mill Lane is closed", "The fair of last year")
        ]

    assert titles("?q=allotment") == [True, False, False]
    assert titles("?q=waiting+lists") == [True, False, False]
    assert titles("?kind=notice") == [False, True, False]
    assert titles("?year=2024") == [False, False, True]
    assert titles("?q=&kind=&year=") == [True, True, True]
    assert titles("?kind=nonsense&year=20x4") == [True, True, True]
    assert titles("?q=%00%22unclosed+(") == [False, False, False]


def test_a_year_begins_at_londons_midnight(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    NewsItem.objects.filter(pk=item.pk).update(published_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert item.headline in page(client, "?year=2025")
    assert item.headline not in page(client, "?year=2024")


def test_the_front_offers_the_years_in_which_readers_find_something(staff: Staff, client: Client) -> None:
    for at in (datetime(2019, 12, 31, 23, 59, tzinfo=UTC), datetime(2022, 6, 30, 23, 30, tzinfo=UTC)):
        item = make_news(staff)
        NewsItem.objects.filter(pk=item.pk).update(published_at=at)
    for year, unseen in ((2020, "taken down"), (2021, "erased"), (2023, "under embargo")):
        item = make_news(staff)
        NewsItem.objects.filter(pk=item.pk).update(published_at=datetime(year, 6, 1, tzinfo=UTC))
        if unseen == "taken down":
            NewsItem.objects.filter(pk=item.pk).update(taken_down_at=timezone.now(), html="", text="")
        elif unseen == "erased":
            NewsItem.objects.filter(pk=item.pk).update(headline="")
        else:
            later = timezone.now() + timedelta(hours=1)
            Publication.objects.filter(pk=item.publication_id).update(embargo_until=later)
    make_news(make_staff("newsroom", slug="elsewhere"))

    shown = re.findall(r'\?year=(\d{4})"', page(client))

    assert shown == ["2022", "2019"]


def test_what_is_pinned_moves_the_rest_on_and_nothing_stands_twice(staff: Staff, client: Client) -> None:
    make_news(staff)
    rows(staff, 43)
    oldest, older = NewsItem.objects.order_by("pk")[:2]
    for days, item in enumerate(NewsItem.objects.order_by("-pk")):
        at = timezone.now() - timedelta(days=days)
        NewsItem.objects.filter(pk=item.pk).update(published_at=at, headline=f"<{days}>")
    for place, item in enumerate((oldest, older), start=1):
        Pin.objects.create(
            council=item.council, item=item, place=place, pinned_by=staff.clerk.membership, pinned_at=at
        )

    found = [re.findall(r"&lt;(\d+)&gt;</a></h2>", page(client, f"?page={number}")) for number in (1, 2, 3)]

    assert [len(one) for one in found] == [20, 20, 3]
    assert [int(one) for page_ in found for one in page_] == [41, 42, *range(41)]


def test_twenty_items_stand_on_a_page(staff: Staff, client: Client) -> None:
    make_news(staff)
    rows(staff, 21)
    assert page(client).count('class="news-item"') == 20
    assert page(client, "?page=2").count('class="news-item"') == 1
    for number in ("0", "3", "x", "9" * 5000):
        assert client.get(f"/pellworth/?page={number}").status_code == 404


@pytest.mark.parametrize("path", ["", "feed.atom", "feed.rss", "feed.json", "sitemap.xml"])
def test_one_item_and_thirty_take_the_same_queries(staff: Staff, client: Client, path: str) -> None:
    make_news(staff)
    counts = []
    for count in (1, 30):
        rows(staff, count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7  # one is for the logo and colour, one for messages of closed channels


def test_an_item_takes_three_queries(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    with CaptureQueriesContext(connection) as queries:
        page(client, f"news/{item.slug}/")
    # the council, the item with its body and whether anybody may comment, the council's own body
    assert len(queries) == 3


def test_an_item_tells_whose_it_is_and_when_and_under_what_reference(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    NewsItem.objects.update(published_at=datetime(2026, 7, 3, 9, 30, tzinfo=UTC))
    html = page(client, f"news/{item.slug}/")
    assert '<p class="capacity-line">Issued on behalf of Pellworth Town Council.</p>' in html
    assert "Friday 3 July 2026, 10:30 am (BST)" in html
    assert f"<dd>{item.reference}</dd>" in html
    assert "<p>The paving is finished.</p>" in html


def test_an_item_is_described_for_those_who_pass_it_on(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    html = page(client, f"news/{item.slug}/")
    address = f"http://localhost:8000/pellworth/news/{item.slug}/"
    for line in (
        f'<link rel="canonical" href="{address}">',
        f'<meta property="og:url" content="{address}">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:title" content="{item.headline}">',
        '<meta property="og:site_name" content="Pellworth Town Council">',
        f'<meta property="og:description" content="{item.summary} {item.capacity_line}">',
    ):
        assert line in html
    assert 'name="robots"' not in html


def test_the_front_names_its_feeds_and_the_press_contact(staff: Staff, client: Client) -> None:
    html = page(client)
    for name in ("atom", "rss", "json"):
        assert f'href="/pellworth/feed.{name}">' in html
    assert (
        "Questions from newspapers, radio and television go to the Town Clerk of Pellworth Town Council."
        in html
    )
    assert "<dd>01632 960220</dd>" in html
    assert "The Guildhall<br>Market Square" in html


def test_corrections_stand_above_the_text_with_their_time(staff: Staff, client: Client) -> None:
    post = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    newsroom.publish(make_correction(staff, post, note="The day was <b>wrong</b>."))
    NewsItem.objects.update(
        corrections=[{"at": "2026-07-03T09:30:00+00:00", "note": "The day was <b>wrong</b>."}]
    )
    html = page(client, f"news/{post.publication.slug}/")
    note = html.index("The day was &lt;b&gt;wrong&lt;/b&gt;.")
    assert (
        html.index("Friday 3 July 2026, 10:30 am (BST)") < note < html.index("<p>The paving is finished.</p>")
    )


def test_a_withdrawn_item_keeps_its_address_and_shows_the_reason_alone(staff: Staff, client: Client) -> None:
    post = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    newsroom.retract(post, "It named the <wrong> street.", scheduled=False)
    html = page(client, f"news/{post.publication.slug}/")
    assert "It named the &lt;wrong&gt; street." in html
    assert "The paving is finished." not in html
    assert '<meta name="robots" content="noindex">' in html
    assert "· <strong>Withdrawn</strong>" in page(client)
    assert post.headline not in page(client, "?q=paving")


def test_an_item_taken_down_as_planned_is_gone(staff: Staff, client: Client) -> None:
    post = make_post(staff)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    newsroom.retract(post, "", scheduled=True)
    NewsItem.objects.update(taken_down_at=datetime(2026, 7, 3, 9, 30, tzinfo=UTC))
    response = client.get(f"/pellworth/news/{post.publication.slug}/")
    assert response.status_code == 410
    html = response.content.decode()
    assert "Friday 3 July 2026, 10:30 am (BST)" in html
    assert post.headline not in html
    assert post.headline not in page(client)


def test_an_erased_item_says_so_and_leaves_the_list(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    NewsItem.objects.update(headline="", summary="", html="", text="", details={})
    response = client.get(f"/pellworth/news/{item.slug}/")
    assert response.status_code == 410
    assert "its text was erased" in response.content.decode()
    assert item.slug not in page(client)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/pellworth/news/nothing/",
        "/pellworth/news/nothing-999999/",
        "/nowhere/news/x/",
        "/nowhere/feed.atom",
    ],
)
def test_what_is_not_here_is_not_found(staff: Staff, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_another_councils_item_is_not_here(staff: Staff, client: Client) -> None:
    other = make_news(make_staff("newsroom", "press_email", slug="elsewhere"))
    assert client.get(f"/pellworth/news/{other.slug}/").status_code == 404
    assert other.headline not in page(client)


def test_a_later_headlines_address_leads_to_the_first(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    response = client.get(f"/pellworth/news/another-headline-{item.communication_id}/")
    assert (response.status_code, response.headers["Location"]) == (301, f"/pellworth/news/{item.slug}/")


def test_pages_answer_head_and_nothing_but_reading(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    for path in ("", f"news/{item.slug}/", "feed.atom", "feed.rss", "feed.json", "sitemap.xml"):
        response = client.head(f"/pellworth/{path}")
        assert (response.status_code, response.content) == (200, b"")
        assert client.post(f"/pellworth/{path}").status_code == 405


def test_an_unchanged_page_is_not_sent_again(staff: Staff, client: Client) -> None:
    item = make_news(staff)
    for path in ("", f"news/{item.slug}/"):
        first = client.get(f"/pellworth/{path}")
        assert first.headers["Cache-Control"] == "no-cache"
        again = client.get(f"/pellworth/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    NewsItem.objects.update(headline="Another headline")
    changed = client.get(f"/pellworth/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_closed_newsroom_says_why(staff: Staff, client: Client) -> None:
    Channel.objects.filter(connector="newsroom").update(
        is_open=False, closed_message="Closed <until> the election."
    )
    assert "<p>Closed &lt;until&gt; the election.</p>" in page(client)


def test_a_script_in_any_field_is_words_and_nothing_else(client: Client) -> None:
    staff = make_staff(
        "newsroom",
        slug="pellworth",
        name=f"C{HOSTILE}",
        clerk_title=HOSTILE,
        address=HOSTILE,
        telephone=HOSTILE,
    )
    item = make_news(staff, "social_post", title=HOSTILE, text=HOSTILE, capacity=COUNCILLOR)
    for path in ("", f"news/{item.slug}/", "?q=%3Cscript%3Ealert(1)"):
        assert "<script>" not in page(client, path)


@pytest.mark.parametrize(
    ("capacity", "carried"), [("official", True), ("councillor", False), ("personal", False)]
)
def test_the_logo_is_passed_on_with_what_is_the_councils_own_alone(
    staff: Staff, client: Client, capacity: str, carried: bool
) -> None:
    Body.objects.filter(council=staff.council).update(logo=f"logos/1-{'a' * 64}.png")
    item = make_news(staff, "social_post", capacity=capacity, images=[])

    assert ('property="og:image"' in page(client, f"news/{item.slug}/")) is carried
