"""What a reviewer reads of a revision: what its readers will see; never notes, people's mail or the record."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from approvals.falling_due import read_date
from portal.drafts.content import plain_part
from portal.drafts.highlighting import marked_part, marked_quotes
from portal.drafts.kinds import Part, Shape
from portal.drafts.kinds.common import STANDING
from portal.drafts.marking import Mark
from portal.drafts.models import Revision

_INSIDE = frozenset(part.name for part in STANDING)
_LEFT_OUT = frozenset({Shape.EMAIL, Shape.VERSIONS})


@dataclass(frozen=True)
class Shown:
    """One part of the text as its page shows it."""

    part: Part
    html: SafeString
    plain: str
    when: object
    quotes: list[dict[str, SafeString]]


def shown_parts(revision: Revision) -> list[Part]:
    """Return the parts of ``revision`` that a reviewer reads: not what the council notes for itself, nor addresses."""
    return [part for part in revision.kind.parts if part.name not in _INSIDE and part.shape not in _LEFT_OUT]


def shown_of(revision: Revision, marks: Sequence[tuple[str, Mark]] = ()) -> list[Shown]:
    """Return the parts that say anything, with the words marked that ``marks`` (field, mark) cover. No query."""
    made = []
    for part in shown_parts(revision):
        value = revision.content.get(part.name, "")
        if not (plain := plain_part(part, value).strip() if value else ""):
            continue
        mine = [mark for field, mark in marks if field == part.name]
        dated = part.shape in {Shape.MOMENT, Shape.DAY}
        made.append(
            Shown(
                part=part,
                html=marked_part(part, revision.content, mine),
                plain=plain,
                when=read_date(value) if dated else None,
                quotes=marked_quotes(part, revision.content, mine) if part.shape is Shape.QUOTES else [],
            )
        )
    return made
