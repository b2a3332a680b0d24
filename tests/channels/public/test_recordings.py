"""Video and sound in the newsroom: with captions and words, in ranges, only while an item shows them."""

from pathlib import Path

import pytest
from django.test import Client

from policies.evaluate import Blocked
from portal.channels.connectors.base import Permanent
from portal.channels.connectors.newsroom import NewsroomConnector
from portal.channels.models import NewsItem
from portal.channels.post import Post
from portal.drafts.models import Recording, RecordingText
from portal.drafts.recordings.wording import Said, put_into_words
from tests.channels.posts import Staff, make_post, make_staff
from tests.makers.recordings import VTT, make_recording, mp3, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    """Return a council with its newsroom."""
    return make_staff("newsroom", slug="pellworth")


def post_with(staff: Staff, *recordings: Recording) -> Post:
    """Return an approved social post that shows these."""
    return make_post(staff, "social_post", recordings=rows_of(*recordings))


def test_a_video_is_played_with_its_captions_and_its_words_stand_below(staff: Staff, client: Client) -> None:
    video = make_recording(by=staff.author)
    text = RecordingText.objects.get()
    post = post_with(staff, video)
    sent = NewsroomConnector().publish(post)
    html = client.get(f"/pellworth/news/{post.publication.slug}/").content.decode()
    path, words = (
        f"/pellworth/news/recordings/{video.sha256}.mp4",
        f"/pellworth/news/captions/{text.sha256}.vtt",
    )
    assert f'<video src="{path}" controls' in html
    assert f'<track src="{words}" kind="captions" srclang="en"' in html
    assert "<p>Ann Clerk: Welcome to the square.</p>" in html
    assert "Welcome to the square." in sent.evidence
    feed = client.get("/pellworth/feed.atom").content.decode()
    assert f"http://localhost:8000{path}" in feed
    answer = client.get(words)
    assert answer.content.decode() == text.vtt
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


def test_a_player_gets_the_range_it_asks_for(staff: Staff, client: Client) -> None:
    video = make_recording(by=staff.author)
    NewsroomConnector().publish(post_with(staff, video))
    path = f"/pellworth/news/recordings/{video.sha256}.mp4"
    raw = Path(video.published.path).read_bytes()
    size = len(raw)
    for asked, first, end in (
        ("bytes=0-", 0, size),
        ("bytes=2-5", 2, 6),
        ("bytes=-3", size - 3, size),
        (f"bytes=4-{size * 9}", 4, size),
    ):
        answer = client.get(path, headers={"Range": asked})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (206, raw[first:end])  # type: ignore[attr-defined]
        assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/{size}"
        assert answer.headers["Content-Length"] == str(end - first)
    for asked in ("", "bytes=5-2", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=x"):
        answer = client.get(path, headers={"Range": asked})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, raw)  # type: ignore[attr-defined]
        assert answer.headers["Accept-Ranges"] == "bytes"
    beyond = client.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    changed = client.get(path, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert changed.status_code == 200
    assert client.get(path, headers={"If-None-Match": f'"{video.sha256}"'}).status_code == 304


def test_sound_is_played_with_its_words(staff: Staff, client: Client) -> None:
    sound = make_recording(by=staff.author, raw=mp3(frames=300), name="a.mp3")
    post = post_with(staff, sound)
    NewsroomConnector().publish(post)
    html = client.get(f"/pellworth/news/{post.publication.slug}/").content.decode()
    assert f'<audio src="/pellworth/news/recordings/{sound.sha256}.mp3" controls' in html


def test_it_is_there_only_while_an_item_shows_it(staff: Staff, client: Client) -> None:
    video = make_recording(by=staff.author)
    text = RecordingText.objects.get()
    paths = (f"/pellworth/news/recordings/{video.sha256}.mp4", f"/pellworth/news/captions/{text.sha256}.vtt")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    post = post_with(staff, video)
    NewsroomConnector().publish(post)
    assert [client.get(path).status_code for path in paths] == [200, 200]
    NewsItem.objects.update(html="", text="", withdrawn_at=post.publication.go_at, withdrawal_note="Wrong.")
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_without_words_it_is_not_submitted_and_never_goes_out(staff: Staff) -> None:
    video = make_recording(by=staff.author, vtt=b"")
    with pytest.raises(Blocked) as refused:
        post_with(staff, video)
    messages = [finding.message for finding in refused.value.verdict.findings]
    assert "“The new square” has no captions or transcript." in messages
    put_into_words(actor=staff.author, recording_id=video.pk, said=Said(vtt=VTT))
    post = post_with(staff, video)
    post.content["recordings"][0]["said"] = ""  # as an urgent issue could, which waives what is found
    with pytest.raises(Permanent, match="has no captions or transcript"):
        NewsroomConnector().publish(post)


def test_a_file_swapped_after_approval_is_refused(staff: Staff, client: Client) -> None:
    video = make_recording(by=staff.author)
    post = post_with(staff, video)
    path = Path(video.published.path)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + b"!")
    with pytest.raises(Permanent, match="not the one that was approved"):
        NewsroomConnector().publish(post)
    path.write_bytes(kept)
    NewsroomConnector().publish(post)
    path.write_bytes(kept[:-2] + b"!!")
    assert client.get(f"/pellworth/news/recordings/{video.sha256}.mp4").status_code == 404


def test_words_changed_after_approval_do_not_change_what_was_approved(staff: Staff, client: Client) -> None:
    video = make_recording(by=staff.author)
    post = post_with(staff, video)
    first = RecordingText.objects.get()
    RecordingText.objects.update(is_current=False)
    other = RecordingText.objects.create(
        recording=video,
        vtt="WEBVTT\n",
        words="Other words.",
        sha256="b" * 64,
        entered_by=staff.author.membership,
    )
    NewsroomConnector().publish(post)
    assert client.get(f"/pellworth/news/captions/{first.sha256}.vtt").status_code == 200
    assert client.get(f"/pellworth/news/captions/{other.sha256}.vtt").status_code == 404
