"""What of the council's a complaint is about, as it was then: the hash of the text, which the archive or item keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from moderation.models import Comment, CommentVersion
from portal.channels.models import Publication
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of


@dataclass(frozen=True)
class Evidence:
    """Which item, and the hash of the text complained about, '' where there is none."""

    communication_id: int | None = None
    sha256: str = ""


def evidence_of_item(council_id: int, item_id: int | None, at: datetime) -> Evidence:
    """Return what was issued last of an item of the council's ``at`` that time (aware): a correction comes after it.

    Where nothing was out by then it is what was issued first, else the current revision. Two queries at most.
    """
    if item_id is None:
        return Evidence()
    issued = Publication.objects.filter(communication=item_id, council=council_id, live_at__isnull=False)
    digest = out_at(list(issued.order_by("issue").values_list("live_at", "revision__sha256")), at)
    if digest is None:
        rows = Communication.objects.filter(pk=item_id, council=council_id)
        digest = rows.values_list("current_revision__sha256", flat=True).first()
    return Evidence(item_id, digest or "")


def out_at(issued: Sequence[tuple[datetime | None, str]], at: datetime) -> str | None:
    """Return the hash of the last of ``issued`` that was out ``at`` that time, else of the first; None of none."""
    seen = [digest for live_at, digest in issued if live_at is not None and live_at <= at]
    return seen[-1] if seen else next((digest for _, digest in issued), None)


def evidence_of_comment(comment: Comment, item_id: int | None) -> Evidence:
    """Return the last version of a comment out of which a complaint is made. One query."""
    rows = CommentVersion.objects.filter(comment=comment).order_by("-number")
    text = rows.values_list("text", flat=True).first()
    return Evidence(item_id, sha256_of(text) if text else "")
