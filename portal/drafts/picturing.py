"""Taking a picture in: judged by what it holds, not by its name; re-encoded without anything but the picture."""

import hashlib
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.content import InvalidContent
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Media
from portal.pictures import NotAPicture, check_size, read_picture
from portal.records.ledger import record
from portal.refusals import Refusal

__all__ = ["LONGEST_SIDE", "NotAPicture", "NotStored", "check_pictures", "row_of", "upload"]
log = logging.getLogger(__name__)

LONGEST_SIDE = 2560
"""Pixels; the published picture is scaled down to this, the original is kept."""
SMALL_SIDE = 480
"""Pixels of the picture in lists."""
_GIF = (b"GIF87a", b"GIF89a")


class NotStored(Refusal):
    """The disk did not take the picture."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The picture could not be stored: the portal’s disk is full or cannot be written.",
            "Nothing you typed is lost. Save without the picture, and tell whoever runs the portal.",
        )


def upload(*, actor: Person, file: "UploadedFile[bytes]", offered: bool = False) -> Media:
    """Store ``file`` as a picture of the actor's council and return it; the same file again returns the first row.

    ``offered`` puts it into the library for everybody at the desk; else it is the uploader's, and of those who may
    read what shows it. The orientation that a camera noted is applied, then everything beside the pixels is dropped:
    place, time, owner.
    Raises NotYours without the power to draft, NotAPicture for anything that is not a still picture, is above
    settings.MAX_IMAGE_BYTES, or above settings.MAX_IMAGE_PIXELS (refused before it is decoded), NotStored where the
    disk does not take it.
    """
    actor.require(Power.DRAFT)
    check_size(file.size, settings.MAX_IMAGE_BYTES)
    raw = file.read()
    digest = hashlib.sha256(raw).hexdigest()
    known = Media.objects.filter(council=actor.council, original_sha256=digest).first()
    found = known or _store(actor, file.name or "", raw, digest)
    if offered:
        found.offered_at = found.offered_at or timezone.now()
        Media.objects.filter(pk=found.pk, offered_at__isnull=True).update(offered_at=found.offered_at)
    return found


def _store(actor: Person, name: str, raw: bytes, digest: str) -> Media:
    """Re-encode, write the files, then the row with its record; without the row the files go again."""
    if raw.startswith(_GIF):
        raise NotAPicture(
            "GIFs are not uploaded: an animation is shared with the sharing option of the platform it comes from."
        )
    clean = read_picture(raw, longest_side=LONGEST_SIDE, most_pixels=settings.MAX_IMAGE_PIXELS)
    small = read_picture(clean.encoded, longest_side=SMALL_SIDE, most_pixels=settings.MAX_IMAGE_PIXELS)
    media = Media(
        council=actor.council,
        uploaded_by=actor.membership,
        name=_shown_name(name),
        original_sha256=digest,
        sha256=hashlib.sha256(clean.encoded).hexdigest(),
        content_type=clean.content_type,
        width=clean.width,
        height=clean.height,
    )
    _write_files(media, clean.extension, raw, clean.encoded, small.encoded)
    try:
        with transaction.atomic():
            media.save()
            facts = {"sha256": media.sha256, "original_sha256": digest}
            record([entry_by(actor, "media_uploaded", "media", media.pk, **facts)])
    except IntegrityError:  # somebody uploaded the same file at the same moment
        _remove_files(media)
        return Media.objects.get(council=actor.council, original_sha256=digest)
    return media


def _write_files(media: Media, extension: str, raw: bytes, clean: bytes, small: bytes) -> None:
    """Write all files or none; raises NotStored."""
    stem = uuid.uuid4().hex
    try:
        media.original.save(f"{stem}.original", ContentFile(raw), save=False)
        media.published.save(f"{stem}.{extension}", ContentFile(clean), save=False)
        media.small.save(f"{stem}.small.{extension}", ContentFile(small), save=False)
    except OSError as error:
        log.exception("a picture could not be stored")
        _remove_files(media)
        raise NotStored from error


def _remove_files(media: Media) -> None:
    for file in (media.original, media.published, media.small):
        if file:
            file.delete(save=False)


def _shown_name(name: str) -> str:
    """Return the file's own name without its path and without controls."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "picture"


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
    """Return the row by which a revision names ``media``, with the description that is noted of it."""
    return {"media": str(media.pk), "sha256": media.sha256, "alt": media.alt}
