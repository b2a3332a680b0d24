"""Handing a member who left what is theirs: their own record, and what they were told in cases about them; one file."""

import json
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from moderation.conduct.capturing import pixels_alone
from moderation.conduct.seeing import require_handling
from moderation.conduct.told import shown_of, told_words
from moderation.leaving.seeing import ABOUT, cases_of_left, get_left, incidents_of_left
from moderation.leaving.telling import tell_who_left
from moderation.lost import FileMissing, missing, read_kept
from moderation.models import ConductCase, Incident
from moderation.trolling.exporting import as_json, as_pdf, words_of
from policies.typed import typed
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.ledger import record

LONGEST_WHY = 2_000


def hand_over(*, actor: Person, member_id: int, reason: str) -> bytes:
    """Return a ZIP of all that is kept of somebody who left and is theirs; that it was taken, and why, is recorded.

    They are mailed that it was. Of cases it holds what they would read on the desk: neither the report nor a name.
    ``reason`` says who asked for it and how that is known. Raises NotYours, Http404 for somebody in office or of whom
    nothing is kept, InvalidInput without a reason.
    """
    member = get_left(actor, member_id)
    require_handling(actor)
    why = typed(reason, called="Why", longest=LONGEST_WHY)
    incidents = list(incidents_of_left(member).select_related("comment"))
    cases = list(cases_of_left(actor, member))
    raw = _packed(member, incidents, cases)
    facts: dict[str, Any] = {
        "incidents": [one.pk for one in incidents],
        "cases": [one.pk for one in cases],
        "sha256": sha256(raw).hexdigest(),
    }
    with transaction.atomic():
        tell_who_left(member, What.LEFT_TAKEN)
        record([reasoned(actor, "left_record_taken", ABOUT, member.pk, reason=why, **facts)])
    return raw


def _packed(member: Membership, incidents: list[Incident], cases: list[ConductCase]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        if incidents:
            words = words_of(member, incidents)
            packed.writestr("record.json", as_json(words))
            packed.writestr("record.pdf", as_pdf(words))
        for one in incidents:
            if one.file:
                kind = str(one.file.name).rsplit(".", 1)[-1]
                _pack(packed, f"pictures/{one.file_sha256}.{kind}", one.file, one.file_sha256)
        if cases:
            told = [told_words(one) for one in cases]
            packed.writestr("cases.json", json.dumps(told, ensure_ascii=False, indent=2) + "\n")
            packed.writestr("cases.txt", "\n\n".join(in_lines(one) for one in told) + "\n")
        for case in cases:
            for shown in shown_of(case).exclude(file=""):
                name = f"evidence/{shown.pk}.{shown.file_kind}"
                _pack(packed, name, shown.file, shown.sha256, pixels_of=shown.file_kind)
    return out.getvalue()


def _pack(packed: ZipFile, name: str, file: Any, sha256: str, *, pixels_of: str = "") -> None:
    """Put a file into ``packed``, of a picture its pixels where its kind is given; in words where it is missing."""
    try:
        raw = read_kept(file, sha256)
    except FileMissing:
        packed.writestr(f"{name}-missing.txt", missing(sha256) + "\n")
        return
    packed.writestr(name, pixels_alone(raw, pixels_of) if pixels_of else raw)


def in_lines(words: dict[str, Any], indent: str = "") -> str:
    """Return what a case says as lines that anybody can read, what is inside something else set in."""
    lines = []
    for name, value in words.items():
        called = f"{indent}{name.replace('_', ' ').capitalize()}:"
        if isinstance(value, list):
            lines += [called, *(in_lines(one, f"{indent}  ") for one in value)] if value else []
        elif value:
            lines.append(f"{called} {value}")
    return "\n".join(lines)
