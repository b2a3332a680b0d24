"""Taking video and sound in: judged by what it holds, stored piece by piece without what could tell a place."""

import hashlib
import logging
import math
import uuid
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.models import Recording
from portal.drafts.picturing import NotStored
from portal.drafts.recordings.describing import About, checked, filing, say
from portal.drafts.recordings.facts import CHUNK, Blank, Facts
from portal.drafts.recordings.telling_apart import read_recording
from portal.records.archive import file_snapshots
from portal.records.ledger import record

log = logging.getLogger(__name__)


class Cleaned(File):  # type: ignore[type-arg]
    """The bytes of a recording that are published, one piece at a time; afterwards ``sha256`` is their hash."""

    def __init__(self, file: BinaryIO, facts: Facts) -> None:
        super().__init__(file)
        self.facts = facts
        self.size = facts.keep[1] - facts.keep[0]
        self.sha256 = ""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the pieces, with what is not published blanked."""
        digest = hashlib.sha256()
        place, end = self.facts.keep
        file = cast("BinaryIO", self.file)
        while place < end:
            file.seek(place)
            piece = bytearray(file.read(min(chunk_size or CHUNK, end - place)))
            if not piece:
                raise OSError("the uploaded file became shorter while it was read")
            for blank in self.facts.blanks:
                _wipe(piece, place, blank)
            digest.update(piece)
            place += len(piece)
            yield bytes(piece)
        self.sha256 = digest.hexdigest()


def _wipe(piece: bytearray, place: int, blank: Blank) -> None:
    """Write over those bytes of ``piece``, which begins at ``place``, that ``blank`` takes out."""
    first, end = max(place, blank.start), min(place + len(piece), blank.start + blank.length)
    if first >= end:
        return
    headed = min(end, blank.start + len(blank.header))
    piece[first - place : end - place] = bytes(end - first)
    if first < headed:
        piece[first - place : headed - place] = blank.header[first - blank.start : headed - blank.start]


def take_in(*, actor: Person, file: "UploadedFile[bytes]", about: About) -> Recording:
    """Store ``file`` as a recording of the actor's council and return it; the same file again returns the first row.

    Everybody at the desk finds it; the file as it came is kept beside what is published of it. It is read and written
    in small pieces and never held in memory. Raises NotYours
    without the power to draft, InvalidInput where nothing is said of it, NotARecording for what is none, is above the
    settings' limits, or may tell a place that cannot be taken out; NotStored where the disk does not take it.
    """
    actor.require(Power.DRAFT)
    said = checked(about)
    source = cast("BinaryIO", file.file)
    facts = read_recording(
        source,
        file.size or 0,
        most_bytes=settings.MAX_RECORDING_BYTES,
        most_seconds=settings.MAX_RECORDING_SECONDS,
    )
    digest = _hash_of(source)
    known = Recording.objects.filter(council=actor.council, original_sha256=digest, erased_at__isnull=True)
    return known.first() or _store(actor, file.name or "", source, facts, digest, said)


def _hash_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _store(actor: Person, name: str, source: BinaryIO, facts: Facts, digest: str, said: About) -> Recording:
    """Write the file, then the row with its record; without the row the file goes again."""
    made = Recording(
        council=actor.council,
        uploaded_by=actor.membership,
        name=_shown_name(name),
        medium=facts.medium,
        content_type=facts.content_type,
        extension=facts.extension,
        seconds=max(1, math.ceil(facts.seconds)),
        original_sha256=digest,
    )
    say(actor, made, said)
    _write_files(made, source, facts)
    try:
        with transaction.atomic():
            made.save()
            file_snapshots([filing(actor, made, "recording_added")])
            known = {
                "sha256": made.sha256,
                "original_sha256": digest,
                "seconds": made.seconds,
                "who": made.who,
            }
            record([entry_by(actor, "recording_added", "recording", made.pk, **known)])
    except IntegrityError:  # somebody added the same file at the same moment
        _remove_files(made)
        return Recording.objects.get(council=actor.council, original_sha256=digest, erased_at__isnull=True)
    return made


def _write_files(made: Recording, source: BinaryIO, facts: Facts) -> None:
    """Write the file as it came and the one that is published, in pieces, both or none; raises NotStored."""
    stem, cleaned = uuid.uuid4().hex, Cleaned(source, facts)
    try:
        # Wrapped anew: the storage would move an upload's own file away, and the other is read from it too.
        made.original.save(f"{stem}.original", File(source), save=False)
        made.published.save(f"{stem}.{facts.extension}", cleaned, save=False)
    except OSError as error:
        log.exception("a recording could not be stored")
        _remove_files(made)
        raise NotStored from error
    made.size, made.sha256 = cleaned.size, cleaned.sha256


def _remove_files(made: Recording) -> None:
    for file in (made.original, made.published):
        if file:
            file.delete(save=False)


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "recording"
