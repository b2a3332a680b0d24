"""Years of work of one simulated council, written in bulk: items, revisions, reviews, issues, archive and record."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from approvals.models import Review, ReviewFinding, ReviewState
from portal.councils.recording import entry_by
from portal.demo.simulated_councils import Ground
from portal.demo.simulated_issues import write_issues
from portal.demo.simulated_texts import Words, Writer
from portal.drafts.content import serialise
from portal.drafts.models import Communication, ReferenceCounter, Revision
from portal.drafts.states import Stage
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record

AT_ONCE = 1_000
YEARS = timedelta(days=6 * 365)
_BETWEEN = timedelta(hours=2)
_A_KEY = "simulated"


@dataclass
class Desk:
    """What the batches share: where, by which chance, and how many references each year has given."""

    ground: Ground
    chance: random.Random
    many: int
    now: datetime
    writer: Writer = field(default_factory=Writer)
    given: Counter[int] = field(default_factory=Counter)

    def moment(self, number: int) -> datetime:
        """Return when item ``number`` was written: the last just now, one every two hours or less."""
        return self.now - min(_BETWEEN, YEARS / self.many) * (self.many - number)

    def reference(self, at: datetime) -> str:
        """Return the next approval reference of that year."""
        self.given[at.year] += 1
        return f"{self.ground.council.slug.upper()}/{at.year}/{self.given[at.year]:04d}"


def stage_of(number: int) -> str:
    """Return where item ``number`` stands: of ten one waits, two are drafts, seven are out."""
    place = number % 10
    return Stage.SUBMITTED if place == 0 else Stage.DRAFT if place < 3 else Stage.ISSUED


def write_items(chance: random.Random, ground: Ground, *, many: int) -> None:
    """Write ``many`` items into the ground's council, a batch a transaction."""
    desk = Desk(ground, chance, many, timezone.now())
    for begin in range(0, many, AT_ONCE):
        with transaction.atomic():
            _batch(desk, range(begin, min(begin + AT_ONCE, many)))
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(council=ground.council, year=year, last=last) for year, last in desk.given.items()
    )


def _batch(desk: Desk, numbers: range) -> None:
    words = [desk.writer.words(desk.chance, number) for number in numbers]
    keys = _keys(len(numbers))
    items = Communication.objects.bulk_create(
        _item(desk, number, said, key) for number, said, key in zip(numbers, words, keys, strict=True)
    )
    revisions = _revisions(items, words)
    _reviews(desk, numbers, items, revisions)
    out = [pair for pair in zip(items, revisions, strict=True) if pair[0].stage == Stage.ISSUED]
    write_issues(desk.ground, out)
    _record(desk, items, revisions)


def _keys(many: int) -> list[int]:
    """Return fresh keys of revisions: an item names its revision, and the revision its item."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('drafts_revision', 'id')) FROM generate_series(1, %s)",
            [many],
        )
        return [key for (key,) in cursor.fetchall()]


def _item(desk: Desk, number: int, said: Words, key: int) -> Communication:
    at, stage = desk.moment(number), stage_of(number)
    return Communication(
        council=desk.ground.council,
        body=desk.ground.body,
        kind=said.kind.slug,
        author=desk.chance.choice(desk.ground.authors).membership,
        stage=stage,
        title=said.content["title"],
        current_revision_id=key,
        reference=desk.reference(at) if stage == Stage.ISSUED else "",
        shared_at=at,
        created_at=at,
        changed_at=at,
    )


def _revisions(items: Sequence[Communication], words: Sequence[Words]) -> list[Revision]:
    rows, filings = [], []
    for item, said in zip(items, words, strict=True):
        stored, digest = serialise(said.kind, item.body_id, said.content)
        key = item.current_revision_id or 0
        revision = Revision(
            pk=key,
            communication=item,
            number=1,
            body_id=item.body_id,
            author_id=item.author_id,
            stored=stored,
            sha256=digest,
            at=item.created_at,
        )
        rows.append(revision)
        filings.append(
            Filing(
                council_id=item.council_id,
                status="revision",
                object_type="revision",
                object_id=key,
                communication_id=item.pk,
                title=item.title,
                text=said.plain,
            )
        )
    made = Revision.objects.bulk_create(rows)
    file_snapshots(filings)
    return made


def _reviews(
    desk: Desk, numbers: range, items: Sequence[Communication], revisions: Sequence[Revision]
) -> None:
    """Write a decided review of each item that is out, an open one of each that waits; a third of those is due."""
    shown = zip(numbers, items, revisions, strict=True)
    rows = [_review(desk, *row) for row in shown if row[1].stage != Stage.DRAFT]
    made = Review.objects.bulk_create(rows)
    ReviewFinding.objects.bulk_create(_finding(review) for review in made if review.found)


def _review(desk: Desk, number: int, item: Communication, revision: Revision) -> Review:
    decided = item.stage == Stage.ISSUED
    due = None if decided or number % 3 else desk.now + timedelta(hours=desk.chance.randint(2, 1_500))
    found = 0 if decided else int(number % 4 == 0)
    return Review(
        council=desk.ground.council,
        communication=item,
        revision=revision,
        state=ReviewState.APPROVED if decided else ReviewState.WAITING,
        submitted_by_id=item.author_id,
        submitted_at=item.created_at,
        decided_by=desk.ground.clerk.membership if decided else None,
        decided_at=item.created_at if decided else None,
        wished_at=due,
        due_at=due,
        due_for="wished" if due else "",
        found=found,
        worst=found,
        weighed_at=desk.now,
        weighed_version=desk.ground.council.circumstances_version,
        circumstances_version=desk.ground.council.circumstances_version,
    )


def _finding(review: Review) -> ReviewFinding:
    return ReviewFinding(
        review=review,
        revision=review.revision,
        key=_A_KEY,
        check_id="tone",
        severity="advise",
        clause="Simulated clause",
        clause_text="Write as you would speak to a neighbour.",
        field="title",
        start=0,
        end=3,
        message="This could be said more simply.",
        remedy="Say it in fewer words.",
    )


def _record(desk: Desk, items: Sequence[Communication], revisions: Sequence[Revision]) -> None:
    """Record four acts of each item that is out, three of what waits, two of a draft, in one batch."""
    by_author = {author.membership.pk: author for author in desk.ground.authors}
    entries = []
    for item, revision in zip(items, revisions, strict=True):
        author = by_author[item.author_id]
        acts = [("communication_started", author), ("revision_saved", author)]
        acts += [("submitted", author)] if item.stage != Stage.DRAFT else []
        acts += [("approved", desk.ground.clerk)] if item.stage == Stage.ISSUED else []
        entries += [
            entry_by(who, verb, "communication", item.pk, revision=revision.pk, sha256=revision.sha256)
            for verb, who in acts
        ]
    record(entries)
