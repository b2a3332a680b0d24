"""What the review page shows of one item: its text with findings, what changed, who did what. Changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.safestring import SafeString

from approvals.asked import ANSWER, SEEN, WAIVE, asks_of
from approvals.falling_due import read_date
from approvals.models import OPEN, Review, ReviewFinding
from policies.circumstances import EnteredBasis
from policies.evaluate import Finding, Severity
from policies.judging import judged
from policies.matters.holding import flags_in_force
from portal.channels.connectors.choosing import that_carry, why_unfit
from portal.channels.credentials.using import with_sessions
from portal.channels.models import Channel, Publication, ShortVersion
from portal.channels.releasing import counted_channels, in_order
from portal.councils.models import Body
from portal.councils.people import Person
from portal.drafts.access import kept_from
from portal.drafts.content import plain_part
from portal.drafts.highlighting import marked_part, marked_quotes
from portal.drafts.kinds import Part, Shape
from portal.drafts.marking import Mark
from portal.drafts.models import Communication, Note, Revision
from portal.records.models import LedgerEntry
from portal.records.verbs import VERBS

HISTORY = 60
"""The most acts that the page's history shows; the record has all of them."""
KEPT = {Severity.BLOCK.value: WAIVE, Severity.ANSWER.value: ANSWER, Severity.ADVISE.value: SEEN}
"""What may have been said to a finding that is kept with a decided review."""


@dataclass(frozen=True)
class Remark:
    """A finding as the page shows it; ``asks`` is what it wants (approvals.asked).

    ``words`` are those of the text that it is about, ``policy`` the document of its clause, or '', ``adopted`` by
    which minute that was adopted.
    """

    number: int
    severity: str
    clause: str
    clause_text: str
    message: str
    remedy: str
    key: str = ""
    asks: str = ""
    check: str = ""
    words: str = ""
    policy: str = ""
    adopted: str = ""
    start: int = 0
    end: int = 0

    @property
    def mark(self) -> Mark:
        """Return the mark in the text that leads back here."""
        return Mark(
            self.start, self.end, f"finding-mark finding-mark--{self.severity}", f"mark-{self.number}"
        )


@dataclass(frozen=True)
class Passage:
    """One part of the text as ``html`` with the words marked that its remarks are about, and ``plain``."""

    part: Part
    html: SafeString
    plain: str
    when: object
    remarks: tuple[Remark, ...]
    quotes: list[dict[str, SafeString]]


@dataclass(frozen=True)
class Act:
    """One line of the item's history."""

    at: datetime
    who: str
    what: str


def find_review(person: Person, review_id: int) -> Review:
    """Return one review of the person's council with what its pages need; Http404 for any other. One query.

    While it is open its revision is the item's current one, as it is for who decides: since it was submitted only
    whoever has it in hand could save one.
    """
    query = Review.objects.select_related(
        "communication__body",
        "communication__author__user",
        "communication__answer_to",
        "communication__current_revision__author__user",
        "communication__current_revision__body",
        "revision__author__user",
        "revision__body",
        "submitted_by__user",
        "claimed_by__user",
        "decided_by__user",
    )
    mine = query.filter(council_id=person.council.pk).exclude(communication__in=kept_from(person))
    told = mine.annotate(
        any_flag=Exists(flags_in_force(person.council.pk)),
        tells_in_short=Exists(ShortVersion.objects.filter(communication=OuterRef("communication"))),
    )
    found = told.filter(pk=review_id).first()
    if found is None:
        raise Http404
    found.council = found.communication.council = person.council
    if found.communication.body.kind == Body.Kind.COUNCIL:
        person.council.own_voice = found.communication.body
    if found.state in OPEN:
        found.revision = text_of(found.communication)
    return found


def text_of(communication: Communication) -> Revision:
    """Return the item's current revision; Http404 where nothing has been saved yet."""
    if communication.current_revision is None:
        raise Http404
    return communication.current_revision


def passages_of(revision: Revision, remarks: Iterable[tuple[str, Remark]]) -> list[Passage]:
    """Return the parts of ``revision`` that say anything or have a remark, in the order of the form."""
    beside: dict[str, list[Remark]] = {}
    for field, remark in remarks:
        beside.setdefault(field, []).append(remark)
    made = [_passage(part, revision, tuple(beside.get(part.name, ()))) for part in revision.kind.parts]
    return [passage for passage in made if passage.plain.strip() or passage.remarks]


def _passage(part: Part, revision: Revision, remarks: tuple[Remark, ...]) -> Passage:
    value = revision.content.get(part.name, "")
    dated = part.shape in {Shape.MOMENT, Shape.DAY}
    marks = [remark.mark for remark in remarks]
    quoted = part.shape is Shape.QUOTES
    return Passage(
        part=part,
        html=marked_part(part, revision.content, marks),
        plain=plain_part(part, value) if value else "",
        when=read_date(value) if dated else None,
        remarks=remarks,
        quotes=marked_quotes(part, revision.content, marks) if quoted else [],
    )


class Remarks(NamedTuple):
    """(field, remark) of what the rules find, and the bases that the text may name; "" where nobody has asked."""

    found: list[tuple[str, Remark]]
    bases: tuple[EnteredBasis, ...] | str = ""


def remarks_on(review: Review, reader: Person, goes_at: datetime | None = None) -> Remarks:
    """Return what the rules find: as they are now while it is open, else as they were kept.

    While it is open this is what approve() will judge by, where it is to go out at ``goes_at`` (aware).
    """
    found: list[Finding | ReviewFinding] = []
    bases: tuple[EnteredBasis, ...] | str = ""
    if review.state in OPEN:
        verdict, around, _ = judged(
            review.communication,
            review.revision.content,
            reader_id=reader.membership.pk,
            hands=[review.submitted_by_id],
            goes_at=goes_at,
        )
        found.extend(verdict.findings)
        bases = around.bases
    else:
        kept = ReviewFinding.objects.filter(review=review, revision=review.revision_id)
        found.extend(kept.order_by("pk"))
    plain = review.revision.plain
    remarks = [
        (finding.field, _remark(number, finding, plain.get(finding.field, "")))
        for number, finding in enumerate(found, start=1)
    ]
    return Remarks(remarks, bases)


def _remark(number: int, finding: Finding | ReviewFinding, text: str) -> Remark:
    return Remark(
        number=number,
        severity=str(finding.severity),
        clause=finding.clause,
        clause_text=finding.clause_text,
        message=finding.message,
        key=finding.key,
        check=finding.check if isinstance(finding, Finding) else finding.check_id,
        asks=asks_of(finding) if isinstance(finding, Finding) else KEPT.get(finding.severity, ""),
        remedy=finding.remedy,
        policy=finding.policy,
        adopted=finding.adopted,
        words=text[finding.start : finding.end],
        start=finding.start,
        end=finding.end,
    )


def acts_asked(communication: Communication) -> "QuerySet[LedgerEntry]":
    """Return the question who did what to the item, the last act first. No query yet."""
    rows = LedgerEntry.objects.filter(
        council_id=communication.council_id, object_type="communication", object_id=communication.pk
    )
    return rows.order_by("-number")[:HISTORY]


def acts_read(rows: Iterable[LedgerEntry]) -> list[Act]:
    """Return what acts_asked() brought as pages show it (never to decide by)."""
    return [Act(row.at, row.actor_name, VERBS.get(row.verb, row.verb)) for row in rows]


def history_of(communication: Communication) -> list[Act]:
    """Return who did what to the item, the last act first (for showing; never to decide by). One query."""
    return acts_read(acts_asked(communication))


def issues_asked(communication: Communication) -> "QuerySet[Publication]":
    """Return the question for every issue of the item, the last first, with revision, clearance and people.

    It can match nothing where the item never was cleared: the first clearance gives the reference. No query yet.
    """
    if not communication.reference:
        return Publication.objects.none()
    rows = Publication.objects.filter(communication=communication).select_related(
        "revision__body", "clearance__cleared_by__user", "ordered_by__user"
    )
    return rows.order_by("-issue")


def issues_of(communication: Communication) -> list[Publication]:
    """Return what issues_asked() asks for. At most one query."""
    return list(issues_asked(communication))


def notes_asked(communication: Communication) -> "QuerySet[Note]":
    """Return the question for the notes between author and clerk, the oldest first. No query yet."""
    rows = Note.objects.filter(communication=communication).select_related("author__user", "revision")
    return rows.defer("revision__stored").order_by("at", "pk")


def only_revision(communication: Communication) -> Revision | None:
    """Return the item's one revision where it is at hand; None where there are more, or it was not read. No query."""
    cached = communication._state.fields_cache
    current = communication.current_revision if "current_revision" in cached else None
    return current if current is not None and current.number == 1 else None


def revisions_asked(communication: Communication) -> "QuerySet[Revision]":
    """Return the question for the item's revisions without their texts, the last first; nothing for only_revision()."""
    if only_revision(communication):
        return Revision.objects.none()
    rows = Revision.objects.filter(communication=communication).select_related("author__user").defer("stored")
    return rows.order_by("-number")


def revisions_of(communication: Communication) -> list[Revision]:
    """Return the item's revisions without their texts, the last first. One query; none where the first is at hand."""
    alone = only_revision(communication)
    return [alone] if alone else list(revisions_asked(communication))


def channels_asked(communication: Communication) -> "QuerySet[Channel]":
    """Return the question for the open channels of the item's voice; nothing for a kind without channels."""
    outputs, council_id = communication.spec.outputs, communication.council_id
    if not outputs:
        return Channel.objects.none()
    rows = counted_channels(council_id, outputs, communication.body_id, item_id=communication.pk)
    return with_sessions(rows)


def channels_read(communication: Communication, rows: Iterable[Channel]) -> list[Channel]:
    """Return those of channels_asked() that have somebody to send the item to, in the order of its kind."""
    return that_carry(communication, in_order(rows, communication.spec.outputs))


def channels_of(communication: Communication) -> list[Channel]:
    """Return the open channels that can carry the item; none for a kind without channels. At most one query."""
    return channels_read(communication, channels_asked(communication))


def fitting(channels: Sequence[Channel], revision: Revision) -> tuple[list[Channel], list[str]]:
    """Return those of ``channels`` on which ``revision`` can be shown, and why not on the others, in words."""
    why = {channel.pk: why_unfit(channel, revision) for channel in channels}
    return [channel for channel in channels if not why[channel.pk]], [one for one in why.values() if one]
