"""Searching the archive: what was said, as it was said, by words."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchVector
from django.db.models import BooleanField, F, OuterRef, Q, QuerySet, Subquery, Value

from approvals.letters.locking import ABOUT as LETTER
from approvals.letters.seeing import letters_of
from moderation.conduct.seeing import ABOUT as CONDUCT
from moderation.intake.receiving import ABOUT as COMMENT
from moderation.leaving.seeing import ABOUT as LEFT
from moderation.models import Comment, EvidencePack
from moderation.notices.moving import ABOUT as NOTICE
from moderation.notices.seeing import may_read
from moderation.packs.making import ABOUT as PACK
from moderation.seeing import ALERT
from policies.matters.hiding import closed_matters
from policies.matters.knowing import known_to
from policies.models import Matter, MatterLink
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import worked_on_by
from portal.records.models import Snapshot

PAGE = 20
# Private-use characters: where a text holds them itself, nothing worse happens than a word marked too much.
_START, _STOP = "\ue000", "\ue001"
_TAG = re.compile(r"<[^<>]*>")

# The very expression that the index snapshot_words is built on.
SEARCHED = SearchVector("title", "text", config="english")


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; ``hit`` where it is what was searched for."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Found:
    """One snapshot with the words around what was searched for."""

    snapshot: Snapshot
    pieces: tuple[Piece, ...]


def search_archive(person: Person, words: str, *, before: int | None) -> tuple[list[Found], bool]:
    """Return up to PAGE snapshots that hold ``words`` and are ``person``'s to read, newest first, and whether more are.

    What is filed of a communication is read by those who read its inside; a member's draft that was never submitted
    is found by nobody else. Letters to the council are found by those who read every draft, and by whose they are to
    answer; what the public says by those who read every draft, and where it speaks of danger to somebody by those who
    decide. Notices of defamation, and why packs went to the police, are found by those who deal with these and by the
    auditor.

    ``words`` are read as a web search: "exact words", or, -without. ``before`` is the key of the last one shown.
    What is filed of cases of conduct nobody finds: who handles one reads it there. Nor why something was handed to a
    member who left.
    What belongs to a matter that ``person`` may not know of is left out. Two queries.
    """
    query = SearchQuery(words, search_type="websearch", config="english")
    rows = Snapshot.objects.alias(words=SEARCHED).filter(
        Q(communication_id__isnull=True) | Q(_item_is_read_by(person)),
        council_id=person.council.pk,
        words=query,
    )
    rows = rows.exclude(object_type__in=[CONDUCT, LEFT])
    if not person.may(Power.READ_ALL):
        theirs = letters_of(person).filter(holder=person.membership).values("pk")
        rows = rows.filter(~Q(object_type=LETTER) | Q(object_id__in=theirs)).exclude(object_type=COMMENT)
    elif not person.may(Power.DECIDE):
        alerts = Comment.objects.filter(council_id=person.council.pk, risk=ALERT).values("pk")
        grave = EvidencePack.objects.filter(comments__in=alerts).values("pk")
        rows = rows.exclude(object_type=COMMENT, object_id__in=alerts).exclude(
            object_type=PACK, object_id__in=grave
        )
    if not may_read(person):
        rows = rows.exclude(object_type__in=[NOTICE, PACK])
    rows = _without_closed(rows, person)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    headline = SearchHeadline(
        F("text"),
        query,
        config="english",
        start_sel=_START,
        stop_sel=_STOP,
        max_words=40,
        min_words=20,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    page = list(rows.order_by("-pk").annotate(snippet=headline).defer("text")[: PAGE + 1])
    found = [Found(row, _pieces(row.snippet or "")) for row in page[:PAGE]]
    return found, len(page) > PAGE


def _item_is_read_by(person: Person) -> Subquery:
    """Return the condition on a snapshot that its item's inside is ``person``'s to read.

    A value, not IN or EXISTS: of those the database may gather every item of the council before it looks at the few
    snapshots that hold the words.
    """
    item = worked_on_by(person).filter(pk=OuterRef("communication_id")).annotate(read=Value(value=True))
    return Subquery(item.values("read")[:1], output_field=BooleanField())


def _without_closed(rows: "QuerySet[Any]", person: Person) -> "QuerySet[Any]":
    """Leave out what is filed with a matter, or is of an item about one, that is closed to ``person``.

    They may not know of it, or its discussion is not for them (policies.matters.hiding.closed_matters). The matters
    are read first: most councils have none of this sort, and the index of words then works alone.
    """
    matters = Matter.objects.filter(council_id=person.council.pk)
    shut = ~Q(pk__in=known_to(person).values("pk"))
    if (discussed := closed_matters(person)) is not None:
        shut |= Q(pk__in=discussed.values("pk"))
    closed = list(matters.filter(shut).values_list("pk", flat=True))
    if not closed:
        return rows
    about = MatterLink.objects.filter(matter__in=closed, about=True).values("communication_id")
    filed = Q(matter_ids__overlap=closed) | Q(object_type="matter", object_id__in=closed)
    return rows.exclude(filed).exclude(communication_id__isnull=False, communication_id__in=about)


def _pieces(snippet: str) -> tuple[Piece, ...]:
    """Return ``snippet`` as plain stretches, those between the marks as hits."""
    plain = _TAG.sub(" ", snippet)
    pieces = []
    for number, stretch in enumerate(plain.split(_START)):
        hit, _, rest = stretch.partition(_STOP) if number else ("", "", stretch)
        pieces += [Piece(hit, hit=True)] if hit else []
        pieces += [Piece(rest, hit=False)] if rest else []
    return tuple(pieces)
