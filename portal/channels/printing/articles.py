"""The approved articles of one issue: in order, with their words, as one Word file, and proved when it is out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.channels.letters.blocks import blocks_of
from portal.channels.models import Job, MagazineIssue
from portal.channels.printing.documents import Piece, word_file
from portal.channels.printing.issues import close_issue
from portal.channels.printing.proving import Shown, prove_done
from portal.channels.printing.reading import Row, Where, jobs_read_by
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.content import Content
from portal.markup import plain_text, sanitise

MOST = 200
"""Articles of one issue: more than any magazine of a parish has."""


@dataclass(frozen=True)
class Article:
    """One approved article with its job."""

    row: Row
    words: int
    most: int

    @property
    def too_long(self) -> bool:
        """Return whether it has more words than its issue takes."""
        return self.words > self.most


def articles_in(person: Person, issue: MagazineIssue) -> list[Article]:
    """Return what was accepted for ``issue`` and may appear, as it was accepted. A handful of queries."""
    rows = jobs_read_by(person).filter(magazine=issue).select_related("delivery__publication__revision")
    found = [Row(job) for job in rows.order_by("made_at", "pk")[:MOST]]
    shown = [row for row in found if row.where in {Where.TO_DO, Where.DONE}]
    return [Article(row, len(_body(row.job).split()), issue.word_limit) for row in shown]


def left_out(person: Person, issue: MagazineIssue) -> list[Row]:
    """Return what was accepted and is held or stopped now: it must not appear."""
    rows = jobs_read_by(person).filter(magazine=issue)
    found = [Row(job) for job in rows.order_by("made_at", "pk")[:MOST]]
    return [row for row in found if row.where in {Where.HELD, Where.STOPPED}]


def as_word_file(council: str, issue: MagazineIssue, articles: Sequence[Article]) -> bytes:
    """Return the approved articles as one .docx, each under its headline, with its byline and approval reference."""
    pieces = [
        Piece(
            title=str(_content(one.row.job)["title"]),
            byline=str(_content(one.row.job).get("byline", "")),
            note=f"Approval reference {one.row.job.delivery.publication.communication.reference}. {one.words} words.",
            blocks=blocks_of(sanitise(str(_content(one.row.job)["body"]))),
        )
        for one in articles
    ]
    return word_file(f"{issue.name}: {council}", pieces, made=issue.changed_at)


def note_out(*, actor: Person, issue_id: int, on: date) -> int:
    """Note that an issue is out: each of its articles is proved by it, one transaction each; returns how many.

    Safe to repeat after a fault in between. Raises NotYours without the power, InvalidInput for a day to come, Refusal
    where the issue is out already.
    """
    actor.require(Power.DECIDE)
    issue = MagazineIssue.objects.filter(pk=issue_id, council=actor.council).first()
    waiting = (
        []
        if issue is None
        else [one.row.job.pk for one in articles_in(actor, issue) if one.row.where is Where.TO_DO]
    )
    for job_id in waiting:
        prove_done(actor=actor, job_id=job_id, shown=Shown(on, word=f"Printed in the issue {issue}"))
    close_issue(actor=actor, issue_id=issue_id, out_on=on)
    return len(waiting)


def _content(job: Job) -> Content:
    return job.delivery.publication.revision.content


def _body(job: Job) -> str:
    return plain_text(sanitise(str(_content(job)["body"])))
