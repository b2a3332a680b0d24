"""A council with years of work behind it, written in bulk through the real schema, with a ledger that verifies."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from approvals.models import Review, ReviewState
from portal.channels.models import Channel, Delivery, NewsItem, NewsWrite, Publication
from portal.channels.states import Delivering, PublicState
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.content import normalise, plain_whole, serialise
from portal.drafts.kinds import KINDS
from portal.drafts.models import Clearance, Communication, Revision
from portal.drafts.states import Stage
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record
from tests.makers import content_for

AT_ONCE = 1_000
KIND = KINDS["press_release"]


def stage_of(number: int) -> str:
    """Return where the ``number``-th item stands: of a hundred three wait, twenty-seven are drafts, seventy are out."""
    place = number % 100
    return Stage.SUBMITTED if place < 3 else Stage.DRAFT if place < 30 else Stage.ISSUED


def build(*, clerk: Person, authors: Sequence[Person], newsroom: Channel, many: int) -> None:
    """Write ``many`` releases of ``authors``, with revisions, snapshots, reviews, clearances, issues and news."""
    body = Body.objects.get(council=clerk.council, kind=Body.Kind.COUNCIL)
    numbers = iter(range(many))
    while batch := list(islice(numbers, AT_ONCE)):
        with transaction.atomic():
            _batch(clerk, authors, newsroom, body, batch, many)


def _moments(batch: Sequence[int], many: int) -> Iterator[datetime]:
    """Return when each item was written: one every two hours, the last one just now."""
    now = timezone.now()
    return (now - timedelta(hours=2 * (many - number)) for number in batch)


def _batch(
    clerk: Person, authors: Sequence[Person], newsroom: Channel, body: Body, batch: list[int], many: int
) -> None:
    moments = list(_moments(batch, many))
    items = Communication.objects.bulk_create(
        Communication(
            council=clerk.council,
            body=body,
            kind=KIND.slug,
            author=authors[number % len(authors)].membership,
            title=f"Release {number}: the Market Square and its paving",
            reference=f"BENCH/{number}" if stage_of(number) == Stage.ISSUED else "",
            created_at=at,
            changed_at=at,
        )
        for number, at in zip(batch, moments, strict=True)
    )
    revisions = _revisions(items, body)
    for item, revision, number in zip(items, revisions, batch, strict=True):
        item.current_revision, item.stage = revision, stage_of(number)
    Communication.objects.bulk_update(items, ["current_revision", "stage"])
    _reviews(clerk, revisions, items)
    _issues(clerk, newsroom, [pair for pair in zip(items, revisions, strict=True) if pair[0].reference])
    _record(clerk, authors, items, revisions)


def _revisions(items: Sequence[Communication], body: Body) -> list[Revision]:
    rows = []
    for item in items:
        content = normalise(KIND, content_for(KIND.slug, title=item.title))
        stored, digest = serialise(KIND, body.pk, content)
        rows.append(
            Revision(
                communication=item,
                number=1,
                body=body,
                author=item.author,
                stored=stored,
                sha256=digest,
                at=item.created_at,
            )
        )
    made = Revision.objects.bulk_create(rows)
    filings = [
        Filing(
            council_id=revision.communication.council_id,
            status="revision",
            object_type="revision",
            object_id=revision.pk,
            communication_id=revision.communication_id,
            title=revision.communication.title,
            text=plain_whole(KIND, revision.content),
        )
        for revision in made
    ]
    file_snapshots(filings)
    return made


def _reviews(clerk: Person, revisions: Sequence[Revision], items: Sequence[Communication]) -> None:
    rows = []
    for item, revision in zip(items, revisions, strict=True):
        if item.stage == Stage.DRAFT:
            continue
        decided = item.stage == Stage.ISSUED
        rows.append(
            Review(
                council=clerk.council,
                communication=item,
                revision=revision,
                state=ReviewState.APPROVED if decided else ReviewState.WAITING,
                submitted_by=item.author,
                submitted_at=item.created_at,
                decided_by=clerk.membership if decided else None,
                decided_at=item.created_at if decided else None,
            )
        )
    Review.objects.bulk_create(rows)


def _issues(clerk: Person, newsroom: Channel, pairs: Sequence[tuple[Communication, Revision]]) -> None:
    clearances = Clearance.objects.bulk_create(
        Clearance(
            revision=revision,
            sha256=revision.sha256,
            cleared_by=clerk.membership,
            at=item.created_at,
            basis=Clearance.Basis.CLERK,
            second_officer_required=False,
            authored_by_clearer=False,
            edited_by_clearer=False,
        )
        for item, revision in pairs
    )
    publications = Publication.objects.bulk_create(
        Publication(
            council=clerk.council,
            communication=item,
            revision=revision,
            clearance=clearance,
            slug=f"release-{item.pk}",
            state=PublicState.LIVE,
            go_at=item.created_at,
            live_at=item.created_at,
            circumstances_version=0,
            ordered_by=clerk.membership,
            ordered_at=item.created_at,
        )
        for (item, revision), clearance in zip(pairs, clearances, strict=True)
    )
    deliveries = Delivery.objects.bulk_create(
        Delivery(
            publication=publication,
            channel=newsroom,
            state=Delivering.SENT,
            due_at=publication.go_at,
            attempt=1,
            claimed_at=publication.go_at,
            settled_at=publication.go_at,
            sent_sha256=publication.revision.sha256,
        )
        for publication in publications
    )
    _news(publications, deliveries)


def _news(publications: Sequence[Publication], deliveries: Sequence[Delivery]) -> None:
    items = NewsItem.objects.bulk_create(
        NewsItem(
            council=publication.council,
            publication=publication,
            communication_id=publication.communication_id,
            slug=publication.slug,
            tag=f"tag:localhost,2026:{uuid.uuid4()}",
            kind=KIND.slug,
            headline=publication.communication.title,
            summary="Market Square reopens to traffic on Saturday 12 December.",
            html=publication.revision.content["body"],
            text=publication.revision.plain["body"],
            capacity_line="Issued for the council.",
            reference=publication.communication.reference,
            details={"images": []},
            published_at=publication.go_at,
            changed_at=publication.go_at,
        )
        for publication in publications
    )
    NewsWrite.objects.bulk_create(
        NewsWrite(item=item, publication=delivery.publication, key=delivery.key, at=item.published_at)
        for item, delivery in zip(items, deliveries, strict=True)
    )


def _record(
    clerk: Person, authors: Sequence[Person], items: Sequence[Communication], revisions: Sequence[Revision]
) -> None:
    """Record four acts of each item that is out, fewer of the others, in one batch."""
    by_author = {author.membership.pk: author for author in authors}
    entries = []
    for item, revision in zip(items, revisions, strict=True):
        author = by_author[item.author_id]
        acts = [("communication_started", author), ("revision_saved", author)]
        if item.stage != Stage.DRAFT:
            acts.append(("submitted", author))
        if item.stage == Stage.ISSUED:
            acts.append(("approved", clerk))
        entries += [
            entry_by(who, verb, "communication", item.pk, revision=revision.pk, sha256=revision.sha256)
            for verb, who in acts
        ]
    record(entries)
