"""Keeping evidence at once, as it stands: our own issue or comment by its hash, words, a link, a file by what it is."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from moderation.conduct.answering import LONGEST_HOW, reads, show_more
from moderation.conduct.handling import lock_case
from moderation.conduct.seeing import ABOUT
from moderation.conduct.states import Act
from moderation.models import Comment, CommentVersion, ConductCase, ConductEvidence
from moderation.seeing import ALERT
from moderation.states import Showing
from policies.typed import typed
from portal.channels.models import NewsItem
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.recording import entry_by
from portal.drafts.content import plain_whole
from portal.pictures import read_picture, read_scan
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput

LARGEST = 10 * 1024 * 1024
"""Bytes of a file that is evidence."""
LONGEST_WORDS, LONGEST_LINK, LONGEST_TITLE = 20_000, 1_000, 200
LONGEST_SIDE, MOST_PIXELS = 8_000, 60_000_000
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
_REFERENCE = re.compile(r"[A-Za-z0-9/-]{4,30}")


@dataclass(frozen=True)
class Shown:
    """What somebody gives: where it stands (an address, or the reference of an item or a comment), words, a file."""

    where: str = ""
    pasted: str = ""
    file: "UploadedFile[bytes] | None" = None

    @property
    def is_something(self) -> bool:
        """Return whether anything was given."""
        return bool(self.where.strip() or self.pasted.strip() or self.file)


@dataclass(frozen=True)
class ReadFile:
    """A file whose content was judged before any transaction."""

    raw: bytes
    kind: str
    name: str


def read_file(shown: Shown) -> ReadFile | None:
    """Return the file that was given, judged by what it holds. Raises InvalidInput for no PDF, JPEG or PNG."""
    if shown.file is None:
        return None
    raw, kind = read_scan(shown.file, called="file", most_bytes=LARGEST)
    name = (shown.file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return ReadFile(raw, kind, "".join(one for one in name if one.isprintable())[:LONGEST_TITLE])


def capture(
    case: ConductCase,
    shown: Shown,
    read: ReadFile | None,
    *,
    by: Membership | None,
    kept: list[ConductEvidence],
) -> None:
    """Keep what was given of ``case``, file its words, and add the rows to ``kept``; in the caller's transaction.

    What the council itself published is found by its address or reference, and kept as it stands now. Where the act
    fails after all, forget_files() removes what ``kept`` has on the disk.
    Raises InvalidInput for words that cannot be stored. Six queries at most beside the rows.
    """
    where = typed(shown.where, called="Where it stands", longest=LONGEST_LINK, needed=False)
    pasted = typed(shown.pasted, called="The words", longest=LONGEST_WORDS, needed=False)
    rows = []
    if where:
        rows.append(_own(case, where, by) or _outside(where))
    if pasted:
        rows.append(
            ConductEvidence(kind="words", title="Words, as pasted", text=pasted, sha256=sha256_of(pasted))
        )
    if read is not None:
        made = ConductEvidence(kind="file", title=read.name, file_kind=read.kind)
        made.sha256 = hashlib.sha256(read.raw).hexdigest()
        made.file.save(f"{made.sha256}.{read.kind}", ContentFile(read.raw), save=False)
        rows.append(made)
    kept += rows
    for row in rows:
        row.case, row.added_by = case, by
    ConductEvidence.objects.bulk_create(rows)
    file_snapshots([_filing(case, row) for row in rows if row.text])


def keep_own(case: ConductCase, where: str, *, by: Membership) -> ConductEvidence | None:
    """Keep what of the council's own ``where`` names, and return it; None where it is not the council's.

    Whom the case is about sees it: it was published.
    """
    row = _own(case, where, by)
    if row is None:
        return None
    row.case, row.added_by, row.shared = case, by, True
    row.save(force_insert=True)
    file_snapshots([_filing(case, row)])
    return row


def keep_words(case: ConductCase, title: str, text: str, *, by: Membership) -> ConductEvidence:
    """Keep words about the procedure itself, which whom ``case`` is about sees; in the caller's transaction."""
    row = ConductEvidence(case=case, kind="words", title=title, text=text, sha256=sha256_of(text))
    row.shared, row.added_by = True, by
    row.save(force_insert=True)
    file_snapshots([_filing(case, row)])
    return row


def _own(case: ConductCase, where: str, by: Membership | None) -> ConductEvidence | None:
    """Return the council's own item or comment that ``where`` names, or None.

    What was never out, or speaks of danger to somebody, is copied where the clerk asks for it alone: a report that
    knows its reference would show it to whoever handles the case.
    """
    item = _item(case.council_id, where)
    if item is not None:
        revision = item.publication.revision
        text = plain_whole(revision.kind, revision.content)
        return ConductEvidence(
            kind="item",
            title=item.headline[:300],
            text=text,
            link=f"/{item.council.slug}/news/{item.slug}/",
            publication=item.publication,
            sha256=revision.sha256,
        )
    if not _REFERENCE.fullmatch(where):
        return None
    comment = Comment.objects.filter(council_id=case.council_id, reference=where.upper()).first()
    if comment is None or comment.erased_at is not None:
        return None
    if (comment.showing in {Showing.PRIVATE, Showing.HELD} or comment.risk >= ALERT) and (
        by is None or by.role != Role.CLERK
    ):
        return None
    version = CommentVersion.objects.filter(comment=comment).order_by("-number").first()
    return ConductEvidence(
        kind="comment",
        title=f"Comment {comment.reference}",
        text=comment.text,
        link=comment.link[:LONGEST_LINK],
        comment_version=version,
        sha256=sha256_of(comment.text),
    )


def _item(council_id: int, where: str) -> NewsItem | None:
    rows = NewsItem.objects.filter(council=council_id).select_related("publication__revision", "council")
    found = re.search(r"/news/([a-z0-9-]+)/?$", _our_path(where))
    if found:
        slug = found[1]
        return next((row for row in rows.filter(slug=slug) if f"/{row.council.slug}/news/" in where), None)
    return rows.filter(reference=where.upper()).first() if _REFERENCE.fullmatch(where) else None


def _our_path(where: str) -> str:
    """Return the path of an address of this portal, with its host or without; '' for an address on any other."""
    try:
        typed_in = urlsplit(where if "://" in where or where.startswith("/") else f"//{where}")
    except ValueError:
        return ""
    here = {"", urlsplit(settings.SITE_URL).netloc.casefold()}
    usual = typed_in.scheme in {"", "http", "https"}
    return typed_in.path if usual and typed_in.netloc.casefold() in here else ""


def _outside(where: str) -> ConductEvidence:
    return ConductEvidence(kind="link", title=where[:300], link=where, sha256=sha256_of(where))


def _filing(case: ConductCase, row: ConductEvidence) -> Filing:
    return Filing(
        council_id=case.council_id,
        status="conduct_evidence",
        object_type=ABOUT,
        object_id=case.pk,
        title=row.title or row.get_kind_display(),
        text=row.text,
    )


def pixels_alone(raw: bytes, kind: str) -> bytes:
    """Return a file as whom it is about receives it: of a picture its pixels, without place, owner or device.

    A PDF is sent as it is: the form that chooses it says what it may hold. Raises NotAPicture for a damaged picture.
    """
    if kind == "pdf":
        return raw
    return read_picture(
        raw, longest_side=LONGEST_SIDE, most_pixels=MOST_PIXELS, lossless=kind == "png"
    ).encoded


def add_evidence(
    *, actor: Person, case_id: int, shown: Shown, served: str = "", seen: str | None = None
) -> list[ConductEvidence]:
    """Keep more evidence of a case, and return it; once they were told, they see it and their date begins anew.

    Who was told and is in office no more reads no page of the desk: ``served`` says how and when they were shown it.
    Raises as lock_case() by ``seen``, Refusal where it is over; InvalidInput for nothing, an unfit file or without
    that.
    """
    read = read_file(shown)
    if not shown.is_something:
        raise InvalidInput("Give an address, words, or a file.")
    made: list[ConductEvidence] = []
    try:
        with transaction.atomic():
            case = lock_case(actor, case_id, Act.ADD, seen=seen)
            capture(case, shown, read, by=actor.membership, kept=made)
            facts: dict[str, object] = {"evidence": hashes(made)}
            if case.told_at is not None:
                facts["answer_by"] = show_more(case, made).isoformat()
                _keep_served(case, served, by=actor.membership)
            record([entry_by(actor, "conduct_evidence_kept", ABOUT, case.pk, **facts)])
    except BaseException:
        forget_files(made)
        raise
    return made


def _keep_served(case: ConductCase, served: str, *, by: Membership) -> None:
    """Keep how and when somebody in office no more was shown more evidence. Raises InvalidInput without it."""
    how = typed(served, called="How and when they were served", longest=LONGEST_HOW, needed=not reads(case))
    if how:
        keep_words(case, "How they were served: more evidence", how, by=by)


def hashes(rows: list[ConductEvidence]) -> list[list[str | int]]:
    """Return for the record which evidence it is: its number, what it is, its hash."""
    return [[row.pk, row.kind, row.sha256] for row in rows]


def forget_files(rows: list[ConductEvidence]) -> None:
    """Remove the files of what was not kept after all."""
    for row in rows:
        if row.file:
            row.file.delete(save=False)
