"""The pictures of a release reach a newspaper as files with captions, and the archive as hashes."""

import email
import hashlib
import io
import random
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from portal.channels.connectors.base import Permanent
from portal.channels.mail import enclosing
from portal.channels.mail.enclosing import caption, captions_of, enclosed_with, without_files
from portal.channels.mail.message import Letter, write
from portal.channels.models import Contact
from portal.channels.networks import pictures
from portal.channels.post import Post
from portal.councils.powers import Role
from portal.drafts.models import Media
from portal.drafts.pictures.describing import About, describe
from portal.drafts.picturing import upload
from portal.storage import hash_of, write_anew
from tests.channels.mail.posts import a_council, a_release, mail_to, make_contact, post_of
from tests.makers import make_person
from tests.makers.pictures import images_of

pytestmark = pytest.mark.django_db

ALT = "The square at noon"


@pytest.fixture
def media() -> Media:
    """A picture with so many details that it takes as many bytes as its dots do."""
    officer = make_person(council=a_council(), role=Role.OFFICER)
    dots = Image.frombytes("RGB", (120, 80), random.Random(7).randbytes(120 * 80 * 3))
    written = io.BytesIO()
    dots.save(written, "PNG")
    file = SimpleUploadedFile("dots.png", written.getvalue(), content_type="image/png")
    media = upload(actor=officer, file=file, offered=True)
    about = About(alt=ALT, source="Clara Lowe", licence="own", who="nobody")
    return describe(actor=officer, media_id=media.pk, about=about)


@pytest.fixture
def post(media: Media) -> Post:
    return post_of(a_release(media.council, images=images_of(media, alt=ALT)))


@pytest.fixture
def contact(media: Media) -> Contact:
    return make_contact(media.council)


def mailed(post: Post, contact: Contact, **order: Any) -> Letter:
    return write(post, mail_to(contact, post.channel, **order), now=timezone.now())


def files_of(letter: Letter) -> list[EmailMessage]:
    message = email.message_from_bytes(letter.data, policy=default)
    return list(message.iter_attachments())


def test_each_picture_goes_as_a_file_and_its_caption_stands_in_both_halves(
    post: Post, contact: Contact, media: Media
) -> None:
    letter = mailed(post, contact)

    (file,) = files_of(letter)
    assert file.get_content_type() == "image/png"
    assert file.get_filename() == f"{post.publication.slug}-picture-1.png"
    assert hashlib.sha256(file.get_content()).hexdigest() == media.sha256
    message = email.message_from_bytes(letter.data, policy=default)
    for half in ("plain", "html"):
        said = message.get_body((half,))
        assert said is not None
        assert "Pictures with this mail" in said.get_content()
        assert "The square at noon. Picture: Clara Lowe" in said.get_content()


def test_a_release_without_pictures_has_no_files_and_says_nothing_of_any(media: Media) -> None:
    plain = post_of(a_release(media.council))
    letter = mailed(plain, make_contact(media.council))
    assert files_of(letter) == []
    assert b"Pictures with this mail" not in letter.data
    assert letter.evidence.encode() == letter.data


def test_the_evidence_is_the_mail_with_the_hash_of_each_file_in_its_place(
    post: Post, contact: Contact, media: Media
) -> None:
    letter = mailed(post, contact)

    kept = letter.evidence

    size = media.published.size
    assert f"{size} bytes, SHA-256 {media.sha256}\r\n" in kept
    assert len(kept) < len(letter.data) - size
    head, _, rest = letter.data.decode().partition("Content-Disposition: attachment")
    assert kept.startswith(head)
    assert rest.endswith("--\r\n")
    assert kept.rstrip().endswith("--")
    assert without_files(letter.data) == kept


def test_a_withdrawal_carries_no_picture(post: Post, contact: Contact) -> None:
    letter = mailed(post, contact, withdrawal=True)
    assert files_of(letter) == []
    assert b"Pictures with this mail" not in letter.data


def test_a_picture_that_is_not_the_approved_one_goes_nowhere(
    post: Post, contact: Contact, media: Media
) -> None:
    with media.published.open("wb") as file:
        file.write(b"another")
    with pytest.raises(Permanent, match="not the one that was approved"):
        mailed(post, contact)


def test_what_is_too_large_for_mail_is_made_smaller(
    post: Post, contact: Contact, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = media.published.size - 1
    monkeypatch.setattr(enclosing, "TOGETHER", most)

    (file,) = files_of(mailed(post, contact))

    data = file.get_content()
    assert len(data) <= most
    assert Image.open(io.BytesIO(data)).format == "JPEG"
    assert file.get_filename() == f"{post.publication.slug}-picture-1.jpg"


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """For how many bytes a picture was encoded, each time; for few it cannot be done. Nothing is remembered of it."""
    made: list[int] = []

    def smaller(data: bytes, most: int) -> bytes:
        made.append(most)
        return data[: most // 2] if most > 10 else b""

    monkeypatch.setattr(pictures, "_smaller", smaller)
    pictures._kept.cache_clear()
    yield made
    pictures._kept.cache_clear()


def test_a_picture_is_made_smaller_once_however_many_read_it(
    post: Post, contact: Contact, media: Media, monkeypatch: pytest.MonkeyPatch, encoded: list[int]
) -> None:
    most = media.published.size - 1

    for together in (most, most, most - 1):
        monkeypatch.setattr(enclosing, "TOGETHER", together)
        (file,) = files_of(mailed(post, contact))
        assert len(file.get_content()) == together // 2

    assert encoded == [most, most - 1]


def test_what_cannot_be_made_small_enough_is_not_tried_for_each_reader(
    post: Post, contact: Contact, monkeypatch: pytest.MonkeyPatch, encoded: list[int]
) -> None:
    monkeypatch.setattr(enclosing, "TOGETHER", 10)

    for _ in range(2):
        with pytest.raises(Permanent, match="small enough for mail"):
            mailed(post, contact)

    assert encoded == [10]


@pytest.mark.parametrize(
    ("alt", "source", "credit", "said"),
    [
        ("A bench", "Clara Lowe", "", "A bench. Picture: Clara Lowe"),
        ("Is it a bench?", "Clara Lowe", "", "Is it a bench? Picture: Clara Lowe"),
        ("A bench.", "Ann Ash", "Picture: Ann Ash, CC BY 4.0", "A bench. Picture: Ann Ash, CC BY 4.0"),
        ("A bench.", "", "", "A bench."),
    ],
)
def test_a_caption_describes_and_says_who_made_it(alt: str, source: str, credit: str, said: str) -> None:
    assert caption(alt, source, credit) == said


def test_an_open_licence_is_named_in_the_mail(media: Media, contact: Contact) -> None:
    Media.objects.filter(pk=media.pk).update(licence="open", terms="CC BY 4.0")

    letter = mailed(post_of(a_release(media.council, images=images_of(media, alt=ALT))), contact)

    assert "Picture: Clara Lowe, CC BY 4.0" in letter.evidence


def test_who_looks_at_it_beforehand_reads_the_same_captions_and_no_picture_is_opened_twice(
    post: Post, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = tuple(one.caption for one in enclosed_with(post))
    read: list[str] = []
    pieces = default_storage.pieces  # type: ignore[attr-defined]

    def noted(name: str, *where: int) -> Iterator[bytes]:
        read.append(name)
        return pieces(name, *where)  # type: ignore[no-any-return]

    monkeypatch.setattr(default_storage, "pieces", noted)
    monkeypatch.setattr(enclosing, "within", pytest.fail)  # nothing is made smaller to be described
    hash_of.cache_clear()

    assert [captions_of(post), captions_of(post)] == [sent, sent]
    assert read == [media.published.name]


def test_a_picture_that_is_not_the_approved_one_is_said_beforehand(post: Post, media: Media) -> None:
    write_anew(media.published, b"another picture")
    with pytest.raises(Permanent, match="not the one that was approved"):
        captions_of(post)
