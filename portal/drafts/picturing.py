"""Taking a picture in: judged by what it holds, not by its name; re-encoded without anything but the picture."""

import hashlib
import io
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.content import InvalidContent
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Media
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

log = logging.getLogger(__name__)

LONGEST_SIDE = 2560
"""Pixels; the published picture is scaled down to this, the original is kept."""
_FORMATS = {"JPEG": ("JPEG", "image/jpeg", "jpg"), "WEBP": ("WEBP", "image/webp", "webp")}
_LOSSLESS = ("PNG", "image/png", "png")
_READ = ("JPEG", "PNG", "WEBP", "GIF")
_SVG_SIGNS = (b"<svg", b"<?xml", b"<!doctype svg")


class NotAPicture(InvalidInput):
    """The file is no picture that the portal can show."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "Nothing else was lost. Choose a JPEG, PNG, WebP or GIF picture.")


class NotStored(Refusal):
    """The disk did not take the picture."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The picture could not be stored: the portal’s disk is full or cannot be written.",
            "Nothing you typed is lost. Save without the picture, and tell whoever runs the portal.",
        )


def upload(*, actor: Person, file: "UploadedFile[bytes]") -> Media:
    """Store ``file`` as a picture of the actor's council and return it; the same file again returns the first row.

    The orientation that a camera noted is applied, then everything beside the pixels is dropped: place, time, owner.
    Raises NotYours without the power to draft, NotAPicture for anything that is not a still picture, is above
    settings.MAX_IMAGE_BYTES, or above settings.MAX_IMAGE_PIXELS (refused before it is decoded), NotStored where the
    disk does not take it.
    """
    actor.require(Power.DRAFT)
    if not file.size:
        raise NotAPicture("This file is empty.")
    if file.size > settings.MAX_IMAGE_BYTES:
        most = settings.MAX_IMAGE_BYTES // (1024 * 1024)
        raise NotAPicture(f"This file has {file.size / 1024 / 1024:.1f} MB; the most is {most} MB.")
    raw = file.read()
    digest = hashlib.sha256(raw).hexdigest()
    known = Media.objects.filter(council=actor.council, original_sha256=digest).first()
    return known or _store(actor, file.name or "", raw, digest)


def _store(actor: Person, name: str, raw: bytes, digest: str) -> Media:
    """Re-encode, write both files, then the row with its record; without the row the files go again."""
    clean, encoding = _decoded(raw)
    encoded = _encoded(clean, encoding[0])
    stem = uuid.uuid4().hex
    media = Media(
        council=actor.council,
        uploaded_by=actor.membership,
        name=_shown_name(name),
        original_sha256=digest,
        sha256=hashlib.sha256(encoded).hexdigest(),
        content_type=encoding[1],
        width=clean.width,
        height=clean.height,
    )
    _write_files(media, f"{stem}.original", raw, f"{stem}.{encoding[2]}", encoded)
    try:
        with transaction.atomic():
            media.save()
            facts = {"sha256": media.sha256, "original_sha256": digest}
            record([entry_by(actor, "media_uploaded", "media", media.pk, **facts)])
    except IntegrityError:  # somebody uploaded the same file at the same moment
        media.original.delete(save=False)
        media.published.delete(save=False)
        return Media.objects.get(council=actor.council, original_sha256=digest)
    return media


def _write_files(media: Media, name: str, raw: bytes, clean_name: str, clean: bytes) -> None:
    """Write both files or neither; raises NotStored."""
    try:
        media.original.save(name, ContentFile(raw), save=False)
        media.published.save(clean_name, ContentFile(clean), save=False)
    except OSError as error:
        log.exception("a picture could not be stored")
        if media.original:
            media.original.delete(save=False)
        raise NotStored from error


def _shown_name(name: str) -> str:
    """Return the file's own name without its path and without controls."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "picture"


def _decoded(raw: bytes) -> tuple[Image.Image, tuple[str, str, str]]:
    """Return the pixels of ``raw``, upright and no larger than needed, and how they will be encoded."""
    if raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_SVG_SIGNS):
        raise NotAPicture("SVG drawings can hold programs, so the portal does not take them.")
    try:
        with Image.open(io.BytesIO(raw), formats=_READ) as opened:
            _refuse_unfit(opened)
            encoding = _FORMATS.get(opened.format or "", _LOSSLESS)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            return _without_rest(upright, encoding[0]), encoding
    except Image.DecompressionBombError as error:
        raise NotAPicture("This picture has too many pixels.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise NotAPicture("This file is not a picture that can be read, or it is damaged.") from error


def _refuse_unfit(opened: Image.Image) -> None:
    """Raise NotAPicture for what need not be decoded to be refused: too many pixels, or moving."""
    if opened.width * opened.height > settings.MAX_IMAGE_PIXELS:
        most = settings.MAX_IMAGE_PIXELS // 1_000_000
        raise NotAPicture(f"This picture has more than {most} million pixels.")
    if getattr(opened, "is_animated", False):
        raise NotAPicture("Moving pictures cannot be used: choose a still one.")


def _without_rest(image: Image.Image, encoding: str) -> Image.Image:
    """Return the pixels alone, scaled down where they are more than a page can show."""
    see_through = encoding != "JPEG" and (image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info)
    clean = image.convert("RGBA" if see_through else "RGB")
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean.info = {}
    return clean


def _encoded(image: Image.Image, encoding: str) -> bytes:
    out = io.BytesIO()
    image.save(out, encoding, **({"optimize": True} if encoding == "PNG" else {"quality": 88}))
    return out.getvalue()


def check_pictures(actor: Person, kind: Kind, raw: Mapping[str, Any]) -> None:
    """Raise InvalidContent where a part names a picture that is not the council's, or not the file it says.

    One query, and none where there is no picture.
    """
    rows = {part.name: _rows(raw.get(part.name)) for part in kind.parts if part.shape is Shape.IMAGES}
    wanted = {row["media"] for found in rows.values() for row in found if row.get("media")}
    if not wanted:
        return
    keys = [int(key) for key in wanted if key.isdecimal() and key.isascii() and len(key) < 19]
    files = Media.objects.filter(council=actor.council, pk__in=keys).values_list("pk", "sha256")
    known = {(str(pk), digest) for pk, digest in files}
    errors = {
        name: "One of these pictures is not in this council's portal. Remove it and choose the file again."
        for name, found in rows.items()
        if any(row.get("media") and (row["media"], row.get("sha256")) not in known for row in found)
    }
    if errors:
        raise InvalidContent(errors)


def _rows(value: Any) -> Sequence[dict[str, str]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def row_of(media: Media) -> dict[str, str]:
    """Return the row by which a revision names ``media``."""
    return {"media": str(media.pk), "sha256": media.sha256, "alt": ""}
