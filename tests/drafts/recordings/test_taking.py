"""Video and sound in the council's hands: stored clean, in words before they go out, erased with the last text."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import InvalidContent
from portal.drafts.kinds import KINDS
from portal.drafts.models import Recording, RecordingText
from portal.drafts.recordings.describing import About
from portal.drafts.recordings.erasing import erase_recorded
from portal.drafts.recordings.standing import intact, with_recordings
from portal.drafts.recordings.taking import take_in
from portal.drafts.recordings.wording import Said, put_into_words
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_council, make_person, make_revision, sign_in
from tests.makers.recordings import VTT, box, make_recording, mp3, mp4, rows_of

pytestmark = pytest.mark.django_db
SOCIAL = KINDS["social_post"]


@pytest.fixture
def writer() -> Person:
    return make_person(council=make_council(), role=Role.OFFICER)


def test_a_recording_is_stored_without_its_place_and_told_in_the_record(writer: Person) -> None:
    raw = mp4(movie=(box(b"udta", b"+51.85-000.65/"),))
    made = make_recording(by=writer, raw=raw, name="../../Secret\x00 Square.mp4", vtt=b"")
    kept = Path(made.published.path).read_bytes()
    assert b"+51.85" not in kept
    assert len(kept) == len(raw) == made.size
    assert hashlib.sha256(kept).hexdigest() == made.sha256 != made.original_sha256
    assert made.name == "Secret Square.mp4"
    assert (made.medium, made.content_type, made.seconds) == ("video", "video/mp4", 3)
    entry = LedgerEntry.objects.get(verb="recording_added", object_id=made.pk)
    assert entry.actor_id == writer.user_id
    filed = Snapshot.objects.get(object_type="recording", object_id=made.pk)
    assert "Nobody can be recognised" in (filed.text or "")


def test_the_same_file_again_is_the_same_recording(writer: Person) -> None:
    first = make_recording(by=writer)
    assert make_recording(by=writer, title="Another name").pk == first.pk
    assert Recording.objects.count() == 1


def test_whoever_may_not_draft_adds_none_and_every_question_is_answered(writer: Person) -> None:
    auditor = make_person(council=writer.council, role=Role.AUDITOR)
    file = SimpleUploadedFile("a.mp4", mp4(data=b"of an auditor"))
    with pytest.raises(NotYours):
        take_in(actor=auditor, file=file, about=About("T", "S", "nobody"))
    with pytest.raises(InvalidInput, match="Say who can be recognised"):
        take_in(actor=writer, file=file, about=About("T", "S", ""))
    assert not Recording.objects.exists()


def test_a_video_needs_captions_and_sound_a_transcript_at_least(writer: Person) -> None:
    video = make_recording(by=writer, vtt=b"")
    with pytest.raises(InvalidInput, match="A video needs captions"):
        put_into_words(actor=writer, recording_id=video.pk, said=Said(transcript="Welcome."))
    sound = make_recording(by=writer, raw=mp3(frames=200), name="a.mp3", vtt=b"")
    with pytest.raises(InvalidInput, match="write down what is said"):
        put_into_words(actor=writer, recording_id=sound.pk, said=Said(transcript=" \u200b "))
    text = put_into_words(actor=writer, recording_id=sound.pk, said=Said(transcript="Welcome."))
    assert (text.vtt, text.words, text.is_current) == ("", "Welcome.", True)


def test_the_page_says_why_sound_may_go_out_with_a_transcript_and_a_video_may_not(writer: Person) -> None:
    """WCAG 2.2, 1.2.1 and 1.2.2: sound alone needs a text that says the same, a film needs captions."""
    video = make_recording(by=writer, vtt=b"")
    sound = make_recording(by=writer, raw=mp3(frames=200), name="a.mp3", vtt=b"")
    desk, at = sign_in(writer), f"/{writer.council.slug}/desk/recordings/"
    asks_video, asks_sound = (desk.get(f"{at}{one.pk}/words/").content.decode() for one in (video, sound))
    assert "A video goes out with captions only" in asks_video
    assert 'name="transcript"' not in asks_video
    assert "Sound goes out with captions or a transcript: nothing is to be seen while it plays" in asks_sound
    assert 'name="transcript"' in asks_sound
    desk.post(f"{at}{sound.pk}/words/", {"transcript": "Welcome.\n[Applause]"})
    shown = desk.get(f"{at}{sound.pk}/").content.decode()
    assert "It goes nowhere yet" not in shown
    assert "<p>[Applause]</p>" in shown


def test_later_words_are_another_text_and_the_earlier_stay(writer: Person) -> None:
    video = make_recording(by=writer)
    first = RecordingText.objects.get()
    assert put_into_words(actor=writer, recording_id=video.pk, said=Said(vtt=VTT)).pk == first.pk
    other = put_into_words(
        actor=writer, recording_id=video.pk, said=Said(vtt=VTT.replace(b"Monday", b"Friday"))
    )
    first.refresh_from_db()
    assert (first.is_current, other.is_current) == (False, True)
    assert first.sha256 != other.sha256
    assert "Monday" in first.words
    member = make_person(council=writer.council, role=Role.COUNCILLOR)
    with pytest.raises(NotYours):
        put_into_words(actor=member, recording_id=video.pk, said=Said(vtt=VTT))


def test_a_draft_takes_a_recording_by_its_number_alone(writer: Person) -> None:
    video = make_recording(by=writer)
    (row,) = rows_of(video)
    forged = {**row, "sha256": "0" * 64, "said": "", "title": "Something else"}
    assert with_recordings(writer, SOCIAL, {"recordings": [forged]})["recordings"] == [row]
    elsewhere = make_person(council=make_council(), role=Role.OFFICER)
    for wanted in (row, {**row, "recording": "9" * 30}, {**row, "recording": "x"}):
        with pytest.raises(InvalidContent):
            with_recordings(elsewhere, SOCIAL, {"recordings": [wanted]})


def test_a_file_that_was_swapped_is_not_intact(writer: Person) -> None:
    video = make_recording(by=writer)
    assert intact(video)
    path = Path(video.published.path)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + b"!")
    assert not intact(video)
    path.unlink()
    assert not intact(video)


def test_the_last_text_takes_file_and_words_with_it(
    writer: Person, django_capture_on_commit_callbacks: "pytest.FixtureRequest"
) -> None:
    video = make_recording(by=writer)
    rows = rows_of(video)
    one = make_revision(author=writer, kind="social_post", title="One", recordings=rows).communication
    two = make_revision(author=writer, kind="social_post", title="Two", recordings=rows).communication
    path = Path(video.published.path)
    order = EraseOrder(writer.council.pk, (one.pk,), timezone.now())
    assert erase_recorded(order) == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert erase_recorded(EraseOrder(writer.council.pk, (one.pk, two.pk), timezone.now())) == 1
    video.refresh_from_db()
    assert (video.title, video.agreed, video.source, video.published.name) == ("", "", "", "")
    assert RecordingText.objects.get().words == ""
    assert not path.exists()
    assert not Snapshot.objects.filter(object_type="recording", text__isnull=False).exists()


def test_the_desk_plays_it_in_ranges_and_another_council_does_not(writer: Person, client: Client) -> None:
    video = make_recording(by=writer)
    raw = Path(video.published.path).read_bytes()
    address = f"/{writer.council.slug}/desk/recordings/{video.pk}/file/"
    client.force_login(writer.membership.user)
    answer = client.get(address, headers={"Range": "bytes=4-7"})
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == raw[4:8]  # type: ignore[attr-defined]
    assert answer.headers["Content-Range"] == f"bytes 4-7/{len(raw)}"
    other = make_person(council=make_council(), role=Role.OFFICER)
    client.force_login(other.membership.user)
    assert client.get(f"/{other.council.slug}/desk/recordings/{video.pk}/file/").status_code == 404
