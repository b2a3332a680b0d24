"""The month's report: what was approved, by whom alone, urgently, refused, withdrawn and corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from approvals.models import FindingResponse, RegardAnswer, Review, ReviewState, SecondLook
from approvals.months import Month
from approvals.regard.principles import PRINCIPLES
from policies.models import Version
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.drafts.access import kept_from
from portal.drafts.content import LONDON
from portal.drafts.models import Clearance, Communication
from portal.records.models import LedgerEntry
from portal.spreadsheets import inert

MOST = 1000
"""The most lines of one sort that a month's report lists; it says so where there are more."""
OVERDUE = "Overdue for review, as of today"
HEADINGS = ("When", "What", "Reference", "Kind", "Title", "Author", "Decided by", "Reason or note")


@dataclass(frozen=True)
class Line:
    """One line of the report; ``communication_id`` leads to the item.

    ``regard`` says of an issue at once what was answered to the publicity code.
    """

    at: datetime
    what: str
    reference: str
    kind: str
    title: str
    author: str
    by: str
    reason: str
    communication_id: int
    regard: str = ""


@dataclass(frozen=True)
class Report:
    """One month of one council. Each list is in the order of time."""

    month: Month
    approved: list[Line]
    self_cleared: list[Line]
    urgent: list[tuple[Line, SecondLook | None]]
    waived: list[Line]
    returned: list[Line]
    rejected: list[Line]
    withdrawn: list[Line]
    corrected: list[Line]

    @property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """Return the lists with their headings, in the order of the page; urgent issues have a table of their own."""
        return [
            ("Approved", self.approved),
            ("Self-cleared: approved by their own author", self.self_cleared),
            ("Waived: findings that would have stopped it", self.waived),
            ("Returned to the author", self.returned),
            ("Rejected", self.rejected),
            ("Withdrawn in public", self.withdrawn),
            ("Corrected in public", self.corrected),
        ]

    @property
    def cut(self) -> bool:
        """Return whether a list was cut at MOST lines."""
        return any(len(lines) >= MOST for _, lines in self.sections)


def report_of(reader: Person, month: Month) -> Report:
    """Return the report of the reader's council for ``month``, without the items that are closed to them.

    Seven queries, whatever happened.
    """
    clearances = _clearances(reader, month)
    looks = _looks([row.pk for row in clearances if row.urgent])
    decisions = _refusals(reader, month)
    ended, corrected = _publications(reader, month)
    lines = [(row, _cleared(row)) for row in clearances]
    return Report(
        month=month,
        approved=[line for row, line in lines if not row.urgent],
        self_cleared=[line for row, line in lines if row.authored_by_clearer],
        urgent=[_urgent(line, looks.get(row.pk)) for row, line in lines if row.urgent],
        waived=_waivers(reader, month),
        returned=[_refused(row) for row in decisions if row.state == ReviewState.RETURNED],
        rejected=[_refused(row) for row in decisions if row.state == ReviewState.REJECTED],
        withdrawn=ended,
        corrected=corrected,
    )


def _clearances(reader: Person, month: Month) -> list[Clearance]:
    rows = Clearance.objects.filter(
        revision__communication__council_id=reader.council.pk, at__gte=month.start, at__lt=month.end
    ).exclude(revision__communication__in=kept_from(reader))
    rows = rows.select_related("cleared_by__user", "revision__communication__author__user")
    return list(rows.defer("revision__stored").order_by("at", "pk")[:MOST])


def _looks(clearance_ids: list[int]) -> dict[int, SecondLook]:
    """Return the second looks by their clearance, each with the answers that came with the issue. One query."""
    answers = RegardAnswer.objects.filter(clearance=OuterRef("clearance_id")).order_by("pk")
    rows = SecondLook.objects.filter(clearance__in=clearance_ids).select_related("done_by__user")
    rows = rows.annotate(answered=ArraySubquery(answers.values("answer")))
    return {look.clearance_id: look for look in rows}


def _urgent(line: Line, look: SecondLook | None) -> tuple[Line, SecondLook | None]:
    answers: list[str] = getattr(look, "answered", [])
    noes = answers.count(RegardAnswer.Answer.NO)
    words = f"{len(answers)} of {len(PRINCIPLES)} answered" if answers else "Not answered"
    return replace(line, regard=f"{words}, {noes} with no" if noes else words), look


def _refusals(reader: Person, month: Month) -> list[Review]:
    rows = Review.objects.filter(
        council_id=reader.council.pk,
        state__in=[ReviewState.RETURNED, ReviewState.REJECTED],
        decided_at__gte=month.start,
        decided_at__lt=month.end,
    ).exclude(communication__in=kept_from(reader))
    rows = rows.select_related("communication__author__user", "decided_by__user")
    return list(rows.order_by("decided_at", "pk")[:MOST])


def _waivers(reader: Person, month: Month) -> list[Line]:
    """Return the findings that were waived in the month, each with its clause, by whom and why. One query."""
    rows = FindingResponse.objects.filter(council_id=reader.council.pk, kind=FindingResponse.Kind.WAIVED)
    rows = rows.exclude(communication__in=kept_from(reader))
    rows = rows.filter(said_at__gte=month.start, said_at__lt=month.end)
    rows = rows.select_related("communication__author__user", "said_by__user")
    return [_waiver(row) for row in rows.order_by("said_at", "pk")[:MOST]]


def _publications(reader: Person, month: Month) -> tuple[list[Line], list[Line]]:
    """Return what was withdrawn, and what was corrected, in the month. Three queries."""
    rows = Publication.objects.filter(council_id=reader.council.pk).select_related(
        "communication__author__user", "clearance__cleared_by__user"
    )
    rows = rows.exclude(communication__in=kept_from(reader))
    ended = rows.filter(state=PublicState.WITHDRAWN, ended_at__gte=month.start, ended_at__lt=month.end)
    withdrawn = list(ended.order_by("ended_at", "pk")[:MOST])
    who = _withdrawers(reader.council.pk, [row.communication_id for row in withdrawn])
    live = rows.filter(is_correction=True, live_at__gte=month.start, live_at__lt=month.end)
    corrected = live.order_by("live_at", "pk")[:MOST]
    return (
        [
            _published(row, "Withdrawn", row.ended_at, who.get(row.communication_id, ""), row.end_reason)
            for row in withdrawn
        ],
        [
            _published(
                row,
                f"Corrected as issue {row.issue}",
                row.live_at,
                row.clearance.cleared_by.user.name,
                row.public_note,
            )
            for row in corrected
        ],
    )


def _withdrawers(council_id: int, communication_ids: list[int]) -> dict[int, str]:
    """Return who withdrew each item, as the record names them (for showing). One query."""
    entries = LedgerEntry.objects.filter(
        council_id=council_id,
        verb="withdrawn",
        object_type="communication",
        object_id__in=communication_ids,
    )
    return dict(entries.order_by("number").values_list("object_id", "actor_name"))


def _cleared(row: Clearance) -> Line:
    item = row.revision.communication
    marks = [
        "Issued urgently" if row.urgent else "Approved",
        "under delegation" if row.basis == Clearance.Basis.DELEGATION else "",
        "self-cleared" if row.authored_by_clearer else "",
        "edited by whoever approved it" if row.edited_by_clearer and not row.authored_by_clearer else "",
    ]
    what = ", ".join(mark for mark in marks if mark)
    return _line(item, row.at, what, by=row.cleared_by.user.name, reason=row.reason)


def _waiver(row: FindingResponse) -> Line:
    what = f"Waived: clause {row.clause}"
    return _line(row.communication, row.said_at, what, by=row.said_by.user.name, reason=row.words)


def _refused(row: Review) -> Line:
    by = row.decided_by.user.name if row.decided_by else ""
    at = row.decided_at or row.submitted_at
    return _line(row.communication, at, row.get_state_display(), by=by, reason=row.reason)


def _published(row: Publication, what: str, at: datetime | None, by: str, reason: str) -> Line:
    return _line(row.communication, at or row.ordered_at, what, by=by, reason=reason)


def _line(item: Communication, at: datetime, what: str, *, by: str, reason: str) -> Line:
    """Return what happened to ``item`` as a line."""
    return Line(
        at,
        what,
        item.reference,
        item.spec.label,
        str(item),
        item.author.user.name,
        by,
        reason,
        item.pk,
    )


def table_of(report: Report, overdue: Iterable[Version] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the report as rows of text for a spreadsheet, the headings first; times are London's, with their zone.

    Below stands, as of today whatever the month, each policy ``overdue`` for its review.
    """
    yield (*HEADINGS, "Publicity code", "Second look")
    for line, look in _in_order(report):
        cells = (line.what, line.reference, line.kind, line.title, line.author, line.by, line.reason)
        when = f"{line.at.astimezone(LONDON):%Y-%m-%d %H:%M %Z}"
        yield when, *(inert(cell) for cell in cells), line.regard, inert(look)
    for version in overdue:
        title = inert(f"{version.policy.title}, version {version.number}")
        due = f"{version.review_due:%Y-%m-%d}" if version.review_due else ""
        yield due, OVERDUE, "", "Policy", title, "", "", "It was to be reviewed by this day.", "", ""


def _in_order(report: Report) -> Iterable[tuple[Line, str]]:
    """Return every line once (self-cleared ones are marked as such), in the order of time, with its second look."""
    lines = [
        *((line, "") for line in report.approved),
        *((line, _look_in_words(look)) for line, look in report.urgent),
        *((line, "") for line in report.waived),
        *((line, "") for line in (*report.returned, *report.rejected)),
        *((line, "") for line in (*report.withdrawn, *report.corrected)),
    ]
    return sorted(lines, key=lambda pair: pair[0].at)


def _look_in_words(look: SecondLook | None) -> str:
    if look is None or look.done_by is None or look.done_at is None:
        return "Owed"
    return f"{look.done_by.user.name}, {look.done_at.astimezone(LONDON):%Y-%m-%d %H:%M %Z}: {look.verdict}"
