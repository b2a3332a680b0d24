"""Keeping a picture of the page on which a comment stood, at any time: authors delete, and a network shows no past."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from moderation.intake.receiving import ABOUT
from moderation.models import Comment, CommentPicture
from moderation.seeing import comments_of, require_entering
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.content import LONDON
from portal.fields import FIRST_DAY
from portal.pictures import read_scan
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

LARGEST = 10 * 1024 * 1024
"""Bytes of one picture."""
MOST = 6
"""Pictures of one comment."""
LONGEST_NAME = 200
_CLOCKS = timedelta(minutes=5)


@dataclass(frozen=True)
class Seen:
    """The file that shows the page, when it looked like that (aware), and who saw it where that is somebody else."""

    file: "UploadedFile[bytes]"
    seen_at: datetime
    seen_by: str = ""


def keep_picture(*, actor: Person, comment_id: int, seen: Seen) -> CommentPicture:
    """Keep a picture of the page on which a comment stood, and return it; before or after it was ruled on.

    It is judged by what it holds, and kept as it came: its hash is recorded with who brought it. Raises NotYours for
    who enters nothing or may not read the comment, InvalidInput for what is no PDF, JPEG or PNG, is too large, or was
    seen in the future, Refusal where its words were erased, where there are MOST already, or where it is kept already.
    """
    require_entering(actor)
    raw, kind = read_scan(seen.file, called="picture", most_bytes=LARGEST)
    by = typed(seen.seen_by, called="Who saw it", longest=LONGEST_NAME, needed=False)
    if seen.seen_at > timezone.now() + _CLOCKS:
        raise InvalidInput("When it was seen: this is still to come.")
    if seen.seen_at < datetime.combine(FIRST_DAY, time.min, LONDON):
        raise InvalidInput("When it was seen: enter a date after 1900.")
    with transaction.atomic():
        comment = _locked(actor, comment_id)
        digest = sha256_of(raw)
        kept = list(comment.pictures.values_list("sha256", flat=True))
        if digest in kept:
            raise Refusal("This very picture is kept with the comment already.", "Nothing was added.")
        if len(kept) >= MOST:
            raise Refusal(f"{MOST} pictures are kept with this comment.", "Nothing was added.")
        made = CommentPicture(comment=comment, kind=kind, content=raw, size=len(raw), sha256=digest)
        made.seen_at, made.seen_by, made.kept_by = seen.seen_at, by, actor.membership
        made.save(force_insert=True)
        facts: dict[str, Any] = {"picture": made.pk, "sha256": digest, "seen_at": seen.seen_at.isoformat()}
        record([entry_by(actor, "comment_picture_kept", ABOUT, comment.pk, **facts)])
    return made


def _locked(actor: Person, comment_id: int) -> Comment:
    """Return the comment, locked: two who bring a picture at once do not pass the limit together."""
    rows = comments_of(actor).filter(pk=comment_id).select_for_update(no_key=True, of=("self",))
    found = rows.first()
    if found is None:
        raise NotYours("This comment is not yours to keep pictures of.")
    if found.erased_at is not None:
        raise Refusal("The words of this comment were erased: its time was over.", "Nothing was added.")
    return found
