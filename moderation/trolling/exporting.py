"""A member's record as a file for the police or a platform: all of it or one incident, with the hashes of each."""

import json
from pathlib import Path
from typing import Any

import typst
from django.db import transaction
from django.utils import timezone

from moderation.models import Incident
from moderation.trolling.keeping import contents
from moderation.trolling.seeing import RECORD, own_of
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal
from portal.typesetting import set_paper

TEMPLATE = Path(__file__).parent / "record.typ"
MOST = 500
"""Incidents in one file: the last; it says how many earlier ones are not in it."""


class Unprintable(Refusal):
    """The record could not be set on paper."""

    def __init__(self) -> None:
        super().__init__(
            "This cannot be printed.",
            "Take the other file instead (JSON), which has all of it.",
        )


@transaction.atomic
def take_file(*, actor: Person, sort: str, incident_id: int | None = None) -> bytes:
    """Return the member's own record as ``sort`` (pdf or json), or one incident of it; that it was taken is recorded.

    They alone read that entry: it names what they shared with nobody too.
    Raises NotYours for what is not the actor's own, Refusal where there is nothing, Unprintable.
    """
    rows = own_of(actor)
    if incident_id is not None:
        rows = rows.filter(pk=incident_id)
        if not rows.exists():
            raise NotYours("This is the member’s own record: they alone take it out.")
    found = list(rows.select_related("comment").order_by("-happened_at", "-pk")[: MOST + 1])
    left_out = rows.count() - MOST if len(found) > MOST else 0
    found = found[MOST - 1 :: -1]
    if not found:
        raise Refusal("There is nothing in your record yet.", "Nothing was changed.")
    words = words_of(actor.membership, found, left_out)
    made = as_json(words) if sort == "json" else as_pdf(words)
    facts = {"sort": sort, "incidents": [one.pk for one in found], "sha256": words["sha256"]}
    record([entry_by(actor, "incident_exported", RECORD, actor.membership.pk, **facts)])
    return made


def words_of(member: Membership, found: list[Incident], left_out: int = 0) -> dict[str, Any]:
    """Return all that stands in the file: each incident with its hash, and the hash of all these hashes.

    ``left_out`` is how many earlier ones are not in it.
    """
    rows = [{**contents(one), "number": number, "sha256": one.sha256} for number, one in enumerate(found, 1)]
    return {
        "title": "Record of what was done online",
        "council": member.council.name,
        "member": f"{member.shown_name}, {member.display_title}",
        "taken_at": timezone.now().isoformat(timespec="seconds"),
        "incidents": rows,
        "left_out": left_out,
        "sha256": sha256_of("\n".join(one.sha256 for one in found)),
        "how": "Each hash is SHA-256 of the incident as canonical JSON, without its number and hash; the last one is "
        "of all these hashes, a line each. The council’s record holds them since the incidents were kept.",
    }


def as_json(words: dict[str, Any]) -> bytes:
    """Return the file for machines."""
    return (json.dumps(words, ensure_ascii=False, indent=2) + "\n").encode()


def as_pdf(words: dict[str, Any]) -> bytes:
    """Return the file for people, as PDF/UA-1; a sign that cannot be printed stands as its code. Raises Unprintable."""
    shown = {**words, "incidents": [_shown(one) for one in words["incidents"]]}
    try:
        return set_paper(TEMPLATE, shown, at=timezone.now())
    except typst.TypstError as error:
        raise Unprintable from error


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    """Return an incident as it is printed: pairs of what and its words, empty ones left out."""
    labels = {
        "happened_at": "When",
        "place": "Where",
        "link": "Link",
        "who": "Who",
        "words": "What was said",
        "effect": "What it did",
        "comment": "Comment in the newsroom",
        "file_sha256": "Hash of the file",
        "kept_at": "Kept since",
        "sha256": "Hash of all this",
    }
    rows = [[label, str(one[name])] for name, label in labels.items() if one[name]]
    return {"number": one["number"], "rows": rows}
