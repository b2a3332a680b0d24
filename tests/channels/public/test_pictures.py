"""Pictures of the newsroom: served under their hash, and only while an item shows them."""

from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.html import escape

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.post import Post
from portal.drafts.models import Media
from tests.channels.posts import Staff, make_post, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    """Return a council with its newsroom."""
    return make_staff("newsroom", "press_email", slug="pellworth")


def make_picture(staff: Staff) -> Media:
    """Return a picture of the council."""
    data = b"not really a picture"
    media = Media(
        council=staff.council,
        uploaded_by=staff.author.membership,
        name="tree.jpg",
        original_sha256=sha256(b"original").hexdigest(),
        sha256=sha256(data).hexdigest(),
        content_type="image/jpeg",
        width=640,
        height=480,
    )
    media.original.save("tree.jpg", ContentFile(b"original"), save=False)
    media.published.save("tree.jpg", ContentFile(data), save=False)
    media.save()
    return media


def make_post_with(staff: Staff, media: Media) -> Post:
    """Return an approved social post that shows ``media``."""
    return make_post(
        staff,
        "social_post",
        images=[{"media": str(media.pk), "sha256": media.sha256, "alt": 'An "oak" & more'}],
    )


def test_a_picture_is_shown_with_its_size_and_description(staff: Staff, client: Client) -> None:
    media = make_picture(staff)
    post = make_post_with(staff, media)
    NewsroomConnector().publish(post)
    path = f"/pellworth/news/pictures/{media.sha256}.jpg"
    html = client.get(f"/pellworth/news/{post.publication.slug}/").content.decode()
    assert f'<img src="{path}" alt="An &quot;oak&quot; &amp; more" width="640" height="480">' in html
    assert f'<meta property="og:image" content="http://localhost:8000{path}">' in html
    assert (
        f"&lt;img src=&quot;http://localhost:8000{path}&quot;"
        in client.get("/pellworth/feed.atom").content.decode()
    )
    response = client.get(path)
    assert b"".join(response.streaming_content) == b"not really a picture"  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=60, must-revalidate"


def credited(media: Media, licence: str, source: str, terms: str = "") -> Media:
    """Return ``media`` as whoever described it said by whom and on which terms it is."""
    Media.objects.filter(pk=media.pk).update(licence=licence, source=source, terms=terms)
    media.refresh_from_db()
    return media


@pytest.mark.parametrize(
    ("licence", "terms", "line"),
    [
        ("leave", "For this release alone", "Picture: Ann &lt;Ash&gt; &amp; Sons"),
        ("bought", "30 pounds, web only", "Picture: Ann &lt;Ash&gt; &amp; Sons"),
        ("open", "CC BY 4.0", "Picture: Ann &lt;Ash&gt; &amp; Sons, CC BY 4.0"),
    ],
)
def test_who_made_it_stands_beneath_where_the_licence_asks_for_it_in_feeds_too(
    staff: Staff, client: Client, licence: str, terms: str, line: str
) -> None:
    media = credited(make_picture(staff), licence, "Ann <Ash> & Sons", terms)
    post = make_post_with(staff, media)

    NewsroomConnector().publish(post)

    html = client.get(f"/pellworth/news/{post.publication.slug}/").content.decode()
    beneath = f'height="480"><figcaption>{line}</figcaption></figure>'
    assert beneath in html
    told = client.get("/pellworth/feed.json").json()["items"][0]["content_html"]
    assert beneath in told
    assert escape(beneath) in client.get("/pellworth/feed.atom").content.decode()


@pytest.mark.parametrize("licence", ["own", ""])
def test_the_name_of_who_took_it_for_the_council_stands_nowhere(
    staff: Staff, client: Client, licence: str
) -> None:
    media = credited(make_picture(staff), licence, "Ann Ash")
    post = make_post_with(staff, media)

    NewsroomConnector().publish(post)

    html = client.get(f"/pellworth/news/{post.publication.slug}/").content.decode()
    assert 'height="480"></figure>' in html
    assert "Ann Ash" not in html


@pytest.mark.parametrize("scheduled", [True, False])
def test_a_picture_is_served_only_while_an_item_shows_it(
    staff: Staff, client: Client, scheduled: bool
) -> None:
    media = make_picture(staff)
    path = f"/pellworth/news/pictures/{media.sha256}.jpg"
    assert client.get(path).status_code == 404
    post = make_post_with(staff, media)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    assert client.get(path).status_code == 200
    assert client.get(path.replace(".jpg", ".png")).status_code == 404
    assert client.get(path.replace("pellworth", make_staff("newsroom").council.slug)).status_code == 404
    newsroom.retract(post, "A reason.", scheduled=scheduled)
    assert client.get(path).status_code == 404


def test_whoever_kept_a_withdrawn_picture_is_told_that_it_is_gone(staff: Staff, client: Client) -> None:
    media = make_picture(staff)
    path = f"/pellworth/news/pictures/{media.sha256}.jpg"
    post = make_post_with(staff, media)
    newsroom = NewsroomConnector()
    newsroom.publish(post)
    etag = client.get(path).headers["ETag"]
    assert etag == f'"{media.sha256}"'
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    newsroom.retract(post, "A reason.", scheduled=False)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404


def test_a_picture_whose_file_is_lost_is_404(staff: Staff, client: Client) -> None:
    media = make_picture(staff)
    NewsroomConnector().publish(make_post_with(staff, media))
    media.published.storage.delete(str(media.published.name))
    assert client.get(f"/pellworth/news/pictures/{media.sha256}.jpg").status_code == 404


def test_a_file_that_was_swapped_after_approval_is_not_published(staff: Staff, client: Client) -> None:
    media = make_picture(staff)
    post = make_post_with(staff, media)
    swap(media)
    with pytest.raises(Permanent, match="not the one that was approved"):
        NewsroomConnector().publish(post)


def test_a_file_that_was_swapped_after_it_was_published_is_not_served(staff: Staff, client: Client) -> None:
    media = make_picture(staff)
    NewsroomConnector().publish(make_post_with(staff, media))
    swap(media)
    assert client.get(f"/pellworth/news/pictures/{media.sha256}.jpg").status_code == 404


def swap(media: Media) -> None:
    """Put another file where the picture's lies, as somebody with access to the disk might."""
    name = str(media.published.name)
    media.published.storage.delete(name)
    media.published.storage.save(name, ContentFile(b"another picture"))
