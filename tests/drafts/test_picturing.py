"""Pictures are judged by what they hold, and keep nothing but what one sees."""

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import InvalidContent
from portal.drafts.kinds import KINDS
from portal.drafts.models import Media
from portal.drafts.picturing import LONGEST_SIDE, SMALL_SIDE, NotAPicture, check_pictures, row_of, upload
from portal.records.models import LedgerEntry
from portal.refusals import NotYours
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db
ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


@pytest.fixture
def author() -> Person:
    return make_person(council=make_council())


def file_of(image: Image.Image, encoding: str, name: str = "photo.jpg", **options: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    image.save(out, encoding, **options)
    return SimpleUploadedFile(name, out.getvalue())


def opened(media: Media) -> Image.Image:
    with media.published.open("rb") as file:
        image = Image.open(io.BytesIO(file.read()))
        image.load()
        return image


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it has so many pixels and holds hardly any."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")],
)
def test_a_still_picture_is_re_encoded_and_both_hashes_are_kept(
    author: Person, encoding: str, content_type: str
) -> None:
    file = file_of(Image.new("RGB", (30, 20), "red"), encoding)
    raw = file.read()
    file.seek(0)
    media = upload(actor=author, file=file)
    assert (media.content_type, media.width, media.height, media.name) == (content_type, 30, 20, "photo.jpg")
    assert media.original_sha256 == hashlib.sha256(raw).hexdigest()
    with media.published.open("rb") as published, media.original.open("rb") as original:
        assert media.sha256 == hashlib.sha256(published.read()).hexdigest()
        assert original.read() == raw
    entry = LedgerEntry.objects.get(verb="media_uploaded")
    assert (entry.object_type, entry.object_id) == ("media", media.pk)


def test_orientation_is_applied_and_what_the_camera_wrote_is_gone(author: Person) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Somebody's telephone"
    exif.get_ifd(PLACE)[1] = "N"
    file = file_of(Image.new("RGB", (40, 20)), "JPEG", exif=exif, comment=b"at home")
    shown = opened(upload(actor=author, file=file))
    assert shown.size == (20, 40)
    assert dict(shown.getexif()) == {}
    assert "comment" not in shown.info


def test_a_large_picture_is_scaled_down_and_its_original_kept(author: Person) -> None:
    media = upload(actor=author, file=file_of(Image.new("RGB", (4000, 1000)), "JPEG"))
    assert (media.width, media.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_a_smaller_one_is_made_for_lists_without_what_the_camera_wrote(author: Person) -> None:
    media = upload(actor=author, file=file_of(Image.new("RGB", (1600, 800)), "JPEG", comment=b"at home"))
    with media.small.open("rb") as file:
        small = Image.open(io.BytesIO(file.read()))
    assert (small.size, "comment" in small.info) == ((SMALL_SIDE, SMALL_SIDE // 2), False)


def test_transparency_stays(author: Person) -> None:
    media = upload(actor=author, file=file_of(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG"))
    assert opened(media).mode == "RGBA"


def test_the_same_file_again_is_the_same_picture(author: Person) -> None:
    first, second = (
        upload(actor=author, file=file_of(Image.new("RGB", (5, 5)), "PNG", name))
        for name in ("a.png", "b.png")
    )
    assert first.pk == second.pk
    assert LedgerEntry.objects.filter(verb="media_uploaded").count() == 1


def test_another_council_has_its_own_row_of_the_same_file(author: Person) -> None:
    other = make_person(council=make_council())
    mine, theirs = (
        upload(actor=person, file=file_of(Image.new("RGB", (5, 5)), "PNG")) for person in (author, other)
    )
    assert mine.pk != theirs.pk
    assert mine.sha256 == theirs.sha256


def _moving(encoding: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (5, 5), color) for color in ("red", "blue")]
    frames[0].save(out, encoding, save_all=True, append_images=frames[1:])
    return out.getvalue()


def _cut() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(out, "JPEG")
    return out.getvalue()[:400]


GIFS = "GIFs are not uploaded: an animation is shared with the sharing option of the platform it comes from."
REFUSED = {
    "a text": (b"<html>hello</html>", "This file is not a picture that can be read, or it is damaged."),
    "a program": (b"MZ" + b"\0" * 200, "This file is not a picture that can be read, or it is damaged."),
    "nothing": (b"", "This file is empty."),
    "a drawing": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "SVG drawings can hold programs, so the portal does not take them.",
    ),
    "a drawing with a prologue": (
        b'\xef\xbb\xbf<?xml version="1.0"?><svg/>',
        "SVG drawings can hold programs, so the portal does not take them.",
    ),
    "an animation": (_moving("GIF"), GIFS),
    "a still GIF": (b"GIF89a" + b"\0" * 20, GIFS),
    "a moving picture": (_moving("WEBP"), "Moving pictures cannot be used: choose a still one."),
    "half a picture": (_cut(), "This file is not a picture that can be read, or it is damaged."),
    "a bomb": (bomb(9_000, 9_000), "This picture has more than 60 million pixels."),
    "a larger bomb": (bomb(60_000, 60_000), "This picture has too many pixels."),
}


@pytest.mark.parametrize(("raw", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_picture_is_refused_with_the_reason(author: Person, raw: bytes, words: str) -> None:
    with pytest.raises(NotAPicture) as refused:
        upload(actor=author, file=SimpleUploadedFile("picture.png", raw, "image/png"))
    assert refused.value.what == words
    assert Media.objects.count() == 0


def test_a_file_above_the_limit_is_refused_before_it_is_read(author: Person, settings: LazySettings) -> None:
    settings.MAX_IMAGE_BYTES = 1024 * 1024
    with pytest.raises(NotAPicture) as refused:
        upload(actor=author, file=SimpleUploadedFile("big.png", b"x" * (1024 * 1024 + 1)))
    assert refused.value.what == "This file has 1.0 MB; the most is 1 MB."


def test_an_auditor_uploads_nothing() -> None:
    auditor = make_person(council=make_council(), role=Role.AUDITOR)
    with pytest.raises(NotYours):
        upload(actor=auditor, file=file_of(Image.new("RGB", (5, 5)), "PNG"))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\Users\\me\\passwd", "pass\x00wd", "\u202epasswd"], ids=repr
)
def test_a_files_name_is_only_a_name(author: Person, name: str) -> None:
    file = file_of(Image.new("RGB", (5, 5)), "PNG")
    vars(file)["_name"] = name  # what a hostile client sends; Django's own class cleans it first
    media = upload(actor=author, file=file)
    assert media.name == "passwd"
    assert "passwd" not in str(media.original.name)


def test_the_rows_of_a_text_name_the_councils_own_pictures_as_they_are(author: Person) -> None:
    media = upload(actor=author, file=file_of(Image.new("RGB", (5, 5)), "PNG"))
    row = row_of(media)
    spec = KINDS["social_post"]
    check_pictures(author, spec, {"images": [row]})
    stranger = make_person(council=make_council())
    for person, bad in [
        (stranger, row),
        (author, {**row, "sha256": "0" * 64}),
        (author, {**row, "media": str(media.pk + 1)}),
        (author, {**row, "media": "1 OR 1=1"}),
        (author, {**row, "media": "9" * 30}),
        (author, {**row, "media": "²"}),
    ]:
        with pytest.raises(InvalidContent) as refused:
            check_pictures(person, spec, {"images": [bad]})
        assert list(refused.value.errors) == ["images"]
