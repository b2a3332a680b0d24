"""What an item of each kind shows, whatever is written in it."""

from typing import Any

import pytest

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.models import NewsItem
from tests.channels.posts import Staff, make_post, make_staff

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'&"
HOSTILE_RICH = f"<p onclick=x>{HOSTILE}<img src=x onerror=y><a href='javascript:z'>w</a></p>"


@pytest.fixture
def staff() -> Staff:
    """Return a council with its newsroom and press list."""
    return make_staff("newsroom", "press_email")


@pytest.fixture
def newsroom() -> NewsroomConnector:
    """Return the connector."""
    return NewsroomConnector()


def test_a_release_shows_dateline_text_quotes_notes_and_contact_in_order(
    staff: Staff, newsroom: NewsroomConnector
) -> None:
    newsroom.publish(make_post(staff, embargo="2026-01-05T09:00"))
    html = NewsItem.objects.get().html
    parts = [
        '<p class="dateline"><strong>Pellworth Town Council</strong>, ',
        "under embargo until Monday 5 January 2026, 9:00 am (GMT)",
        "<p>Market Square reopens to traffic on Saturday 12 December.</p><p>The paving is finished.</p>",
        "<blockquote><p>We are glad that the square is open.</p></blockquote>",
        "<figcaption>Ada Example, Mayor</figcaption>",
        "<h2>Notes to editors</h2>\n<p>The work began in June.</p>",
        "<h2>Press contact</h2>",
        '<a href="mailto:press@example.org">press@example.org</a>',
        "Telephone: 01632 960220",
    ]
    places = [html.index(part) for part in parts]
    assert places == sorted(places)


def test_a_notice_shows_its_date_its_place_and_whom_to_ask(staff: Staff, newsroom: NewsroomConnector) -> None:
    newsroom.publish(make_post(staff, "notice", contact_name="The Town Clerk"))
    html = NewsItem.objects.get().html
    assert "<div><dt>Date it concerns</dt><dd>Tuesday 1 December 2026</dd></div>" in html
    assert "<div><dt>Place</dt><dd>Mill Lane</dd></div>" in html
    assert "<p>Mill Lane is closed from 8 am.</p>" in html
    assert "<h2>Whom to ask</h2>" in html
    assert "<li>The Town Clerk</li>" in html


def test_a_post_shows_its_lines_and_its_link(staff: Staff, newsroom: NewsroomConnector) -> None:
    newsroom.publish(make_post(staff, "social_post", text="One.\nTwo.\n\nThree & four."))
    assert NewsItem.objects.get().html == (
        "<p>One.<br>Two.</p>\n<p>Three &amp; four.</p>\n"
        '<p><a href="https://www.example.org/bins">https://www.example.org/bins</a></p>'
    )


def test_a_post_says_the_newsrooms_own_version(staff: Staff, newsroom: NewsroomConnector) -> None:
    newsroom.publish(make_post(staff, "social_post", versions={"newsroom": "For the web."}, link=""))
    assert NewsItem.objects.get().html == "<p>For the web.</p>"


def test_a_picture_that_is_not_the_cleared_one_is_refused(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(staff, "social_post", images=[{"media": "999999", "sha256": "0" * 64, "alt": "A tree"}])
    with pytest.raises(Permanent, match="A picture is missing"):
        newsroom.publish(post)
    assert not NewsItem.objects.exists()


def test_a_kind_that_the_newsroom_does_not_show_is_refused(newsroom: NewsroomConnector) -> None:
    post = make_post(make_staff("letter"), "letter", "letter")
    with pytest.raises(Permanent, match=r"^The newsroom does not show a letter\.$"):
        newsroom.publish(post)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (
            "press_release",
            {
                "title": HOSTILE,
                "body": HOSTILE_RICH,
                "quotes": [{"speaker": HOSTILE, "office": HOSTILE, "words": HOSTILE}],
                "notes_to_editors": HOSTILE_RICH,
                "contact_name": HOSTILE,
                "contact_phone": HOSTILE[:40],
            },
        ),
        ("notice", {"title": HOSTILE, "body": HOSTILE_RICH, "place": HOSTILE, "contact_name": HOSTILE}),
        ("social_post", {"title": HOSTILE, "text": HOSTILE, "link": f"https://example.org/?{HOSTILE}"}),
    ],
)
def test_a_script_in_any_part_is_words_and_nothing_else(
    staff: Staff, newsroom: NewsroomConnector, kind: str, changes: dict[str, Any]
) -> None:
    newsroom.publish(make_post(staff, kind, **changes))
    html = NewsItem.objects.get().html
    for forbidden in ("<script", "<img", "onclick=", "onerror=", "javascript:"):
        assert forbidden not in html


def test_a_relative_link_leads_somewhere_from_a_feed_too(staff: Staff, newsroom: NewsroomConnector) -> None:
    post = make_post(
        staff, body='<p><a href="/minutes/">Minutes</a> <a href="mailto:a@example.org">Mail</a></p>'
    )
    newsroom.publish(post)
    html = NewsItem.objects.get().html
    assert (
        '<a href="http://localhost:8000/minutes/">Minutes</a> <a href="mailto:a@example.org">Mail</a>' in html
    )


@pytest.mark.parametrize(("first", "length"), [(0x1F000, 1), (0x1F000, 100_000), (0x20000, 99_900)])
def test_long_and_strange_texts_are_published(
    staff: Staff, newsroom: NewsroomConnector, first: int, length: int
) -> None:
    letters = [" " if number % 5 == 4 else chr(first + number * 7919 % 40_000) for number in range(length)]
    words = "".join(letters)
    newsroom.publish(make_post(staff, body=f"<p>{words}</p>", notes_to_editors=words))
    item = NewsItem.objects.get()
    assert len(item.summary) <= 280
    assert item.summary != ""
