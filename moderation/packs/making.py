"""Making a pack of evidence: from a report to the police that is open, once, its parts kept byte by byte."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from moderation.models import Category, Comment, CommentPicture, EvidencePack, PackAccess, Referral
from moderation.packs.gathering import MOST_COMMENTS, Json, evidence
from moderation.packs.printing import pack_pdf
from moderation.seeing import comments_of, require_ruling
from policies.typed import typed
from portal.channels.surveys.tokens import new_reference
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

ABOUT = "evidence_pack"
LONGEST_REASON = 2_000
MOST_BYTES = 60 * 1024 * 1024
"""Bytes of the pictures in one pack."""
PDF, JSON, SUMS = "evidence.pdf", "evidence.json", "SHA256SUMS"
_FIRST_OF_A_ZIP = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def make_pack(
    *, actor: Person, referral_id: int, category: str, reason: str, also: Sequence[int] = ()
) -> EvidencePack:
    """Put together what was said and done, with the hash of each part, and return the pack.

    ``also``: further comments of the same author to go with that of the report. The reason is a category and words;
    no offence is named: that is for the police. Raises NotYours for who does not rule, InvalidInput, Refusal where the
    report is closed or the words were erased.
    """
    require_ruling(actor)
    rows = Referral.objects.filter(pk=referral_id, comment__in=comments_of(actor).values("pk"))
    found = rows.select_related("comment", "opened_by__user").first()
    if found is None:
        raise NotYours("This report is not yours to deal with.")
    said = typed(reason, called="Why", longest=LONGEST_REASON)
    if category not in Category.values:
        raise InvalidInput("Choose why it goes to the police.")
    if found.kind != Referral.Kind.POLICE or found.closed_at is not None:
        raise Refusal(
            "This is no open report to the police.", "Nothing was made. Open one from the comment first."
        )
    comments = _chosen(actor, found, also)
    _refuse_too_many_pictures(comments)
    now = timezone.now()
    facts = evidence(
        by=actor,
        referral=found,
        comments=comments,
        category=category,
        reason=said,
        reference=new_reference(),
        at=now,
    )
    made = _kept(actor, found, facts, said, now)
    made.comments.set(comments)
    PackAccess.objects.create(
        pack=made, act=PackAccess.Act.MADE, sha256=made.archive_sha256, by=actor.membership
    )
    hashes = {"json": made.content_sha256, "pdf": made.pdf_sha256, "archive": made.archive_sha256}
    more = {"referral": found.pk, "comments": [one.pk for one in comments], "category": category}
    record([reasoned(actor, "pack_made", ABOUT, made.pk, reason=said, hashes=hashes, **more)])
    return made


def _kept(actor: Person, referral: Referral, facts: Json, reason: str, now: datetime) -> EvidencePack:
    """Keep both parts with their hashes; what the pack is of stands in ``facts``."""
    content = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    digest = sha256_of(content)
    pdf = pack_pdf(facts, content_sha256=digest, made_at=now)
    return EvidencePack.objects.create(
        council_id=referral.council_id,
        referral=referral,
        reference=facts["reference"],
        category=facts["category"]["code"],
        reason=reason,
        content=content,
        content_sha256=digest,
        pdf=pdf,
        pdf_sha256=sha256_of(pdf),
        archive_sha256=sha256_of(archive_of(content, pdf, pictures_in(facts, referral.council_id))),
        made_by=actor.membership,
        made_at=now,
    )


def _chosen(actor: Person, referral: Referral, also: Sequence[int]) -> list[Comment]:
    """Return the comment of the report and the others of its author that were chosen, the oldest first."""
    others = same_author(actor, referral.comment).filter(pk__in=list(also)[:MOST_COMMENTS])
    keys = {referral.comment_id, *others.values_list("pk", flat=True)}
    if set(also) - keys:
        raise InvalidInput("Choose from the comments of this author that the page offers.")
    rows = comments_of(actor).filter(pk__in=keys, erased_at__isnull=True)
    rows = rows.select_related(
        "channel", "parent", "publication__revision", "publication__communication"
    ).prefetch_related("versions", Prefetch("pictures", _pictures()))
    found = list(rows.order_by("received_at", "pk"))
    if len(found) != len(keys):
        raise Refusal("The words of this comment were erased: its time was over.", "Nothing was made.")
    return found


def _pictures() -> "QuerySet[CommentPicture]":
    """Return the pictures of pages that are kept, without their bytes."""
    rows = CommentPicture.objects.filter(erased_at__isnull=True).defer("content")
    return rows.select_related("kept_by__user").order_by("pk")


def pictures_in(facts: Json, council_id: int) -> dict[str, bytes]:
    """Return the pictures that ``facts`` of a pack name, by the names of their files; erased ones are not there."""
    named = {
        (one["reference"], row["sha256"]): row["file"]
        for one in facts["comments"]
        for row in one.get("pictures", ())
    }
    if not named:
        return {}
    rows = CommentPicture.objects.filter(
        comment__council=council_id, comment__reference__in={reference for reference, _ in named}
    )
    rows = rows.filter(sha256__in={digest for _, digest in named}, content__isnull=False)
    there = {
        (row.comment.reference, row.sha256): row for row in rows.select_related("comment").order_by("pk")
    }
    return {file: bytes(there[key].content or b"") for key, file in named.items() if key in there}


def _refuse_too_many_pictures(comments: Sequence[Comment]) -> None:
    """Raise InvalidInput where the pictures of ``comments`` are more than one archive takes."""
    if sum(row.size for one in comments for row in one.pictures.all()) > MOST_BYTES:
        raise InvalidInput(
            f"Their pictures are more than {MOST_BYTES // (1024 * 1024)} MB. Put fewer comments in one pack."
        )


def same_author(actor: Person, comment: Comment) -> "QuerySet[Comment]":
    """Return what else its author said to this council, the last first; nothing where they cannot be told apart."""
    rows = comments_of(actor).filter(author_key=comment.author_key, erased_at__isnull=True)
    return rows.exclude(author_key="").exclude(pk=comment.pk).order_by("-received_at", "-pk")


def archive_of(content: str, pdf: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """Return both parts, the pictures and the list of hashes as one ZIP file, the same bytes for the same parts."""
    parts = {PDF: pdf, JSON: content.encode(), **pictures}
    sums = "".join(f"{sha256_of(raw)}  {name}\n" for name, raw in parts.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, raw in {**parts, SUMS: sums.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_OF_A_ZIP), raw)
    return out.getvalue()
