"""Handing a pack out, and holding a file against the packs: each time somebody has one in hand is recorded."""

import json
from collections.abc import Iterable
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from moderation.models import EvidencePack, PackAccess
from moderation.packs.making import ABOUT, archive_of, pictures_in
from moderation.seeing import require_ruling
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal


class Broken(Refusal):
    """What is kept of a pack is not what was made: the hashes differ."""

    def __init__(self) -> None:
        super().__init__(
            "What is kept of this pack is not what was made: its hash differs.",
            "Nothing was handed out. Tell whoever runs the portal, and make a new pack.",
        )


@transaction.atomic
def hand_out(*, actor: Person, pack_id: int, part: str) -> tuple[EvidencePack, bytes]:
    """Return a pack and the bytes of one ``part`` of it (pdf, json or archive); who took what when is recorded.

    The bytes are those that were made: the hash is taken again, and compared. Raises NotYours for who does not rule,
    Refusal where it was erased, Broken where the hash differs.
    """
    require_ruling(actor)
    found = EvidencePack.objects.filter(pk=pack_id, council=actor.council).first()
    if found is None:
        raise NotYours("This pack is not yours to take.")
    if found.erased_at is not None or found.pdf is None:
        raise Refusal("This pack was erased: its time was over.", "Its hashes are kept.")
    pdf = bytes(found.pdf)
    if part == PackAccess.Act.ARCHIVE:
        pictures = pictures_in(json.loads(found.content), found.council_id)
        raw, wanted = archive_of(found.content, pdf, pictures), found.archive_sha256
    else:
        raw, wanted = {
            PackAccess.Act.PDF: (pdf, found.pdf_sha256),
            PackAccess.Act.JSON: (found.content.encode(), found.content_sha256),
        }[PackAccess.Act(part)]
    if sha256_of(raw) != wanted:
        raise Broken
    PackAccess.objects.create(pack=found, act=part, sha256=wanted, by=actor.membership)
    record([entry_by(actor, "pack_handed_out", ABOUT, found.pk, part=part, sha256=wanted)])
    return found, raw


@transaction.atomic
def match_file(*, actor: Person, parts: Iterable[bytes]) -> tuple[EvidencePack, str] | None:
    """Return the pack of the council of which a file is a part, unchanged, with the part's name; None for no other.

    ``parts`` are the bytes of the file, one after the other. What was held against it is recorded, and whether it
    matched. Raises NotYours for who does not rule.
    """
    require_ruling(actor)
    hashed = sha256()
    for one in parts:
        hashed.update(one)
    digest = hashed.hexdigest()
    same = Q(pdf_sha256=digest) | Q(content_sha256=digest) | Q(archive_sha256=digest)
    found = EvidencePack.objects.filter(same, council=actor.council).order_by("pk").first()
    if found is None:
        record([entry_by(actor, "pack_matched", ABOUT, 0, sha256=digest, found=False)])
        return None
    part = {found.pdf_sha256: "pdf", found.content_sha256: "json", found.archive_sha256: "archive"}[digest]
    PackAccess.objects.create(pack=found, act=PackAccess.Act.MATCHED, sha256=digest, by=actor.membership)
    record([entry_by(actor, "pack_matched", ABOUT, found.pk, sha256=digest, found=True, part=part)])
    return found, part
