"""What a simulated council issued: clearances, publications, deliveries and pages of the newsroom, in bulk."""

from collections.abc import Sequence
from uuid import uuid4

from portal.channels.models import Delivery, NewsItem, NewsWrite, Publication
from portal.channels.states import Delivering, PublicState
from portal.demo.simulated_councils import Ground
from portal.drafts.models import Clearance, Communication, Revision


def write_issues(ground: Ground, pairs: Sequence[tuple[Communication, Revision]]) -> None:
    """Write everything that an approved item has once it is out in the newsroom; its keys owe nothing to the seed."""
    clearances = Clearance.objects.bulk_create(_clearance(ground, *pair) for pair in pairs)
    publications = Publication.objects.bulk_create(
        Publication(
            council=ground.council,
            communication=item,
            revision=revision,
            clearance=clearance,
            slug=f"item-{item.pk}",
            state=PublicState.LIVE,
            go_at=item.created_at,
            live_at=item.created_at,
            circumstances_version=ground.council.circumstances_version,
            ordered_by=ground.clerk.membership,
            ordered_at=item.created_at,
        )
        for (item, revision), clearance in zip(pairs, clearances, strict=True)
    )
    deliveries = Delivery.objects.bulk_create(
        Delivery(
            publication=publication,
            channel=ground.newsroom,
            state=Delivering.SENT,
            due_at=publication.go_at,
            attempt=1,
            claimed_at=publication.go_at,
            settled_at=publication.go_at,
            sent_sha256=publication.revision.sha256,
        )
        for publication in publications
    )
    news = NewsItem.objects.bulk_create(_page(ground, row) for row in publications)
    NewsWrite.objects.bulk_create(
        NewsWrite(item=page, publication=row.publication, key=row.key, at=page.published_at)
        for page, row in zip(news, deliveries, strict=True)
    )


def _clearance(ground: Ground, item: Communication, revision: Revision) -> Clearance:
    return Clearance(
        revision=revision,
        sha256=revision.sha256,
        cleared_by=ground.clerk.membership,
        at=item.created_at,
        basis=Clearance.Basis.CLERK,
        second_officer_required=False,
        authored_by_clearer=False,
        edited_by_clearer=False,
    )


def _page(ground: Ground, row: Publication) -> NewsItem:
    item, plain = row.communication, row.revision.content[row.communication.spec.body]
    return NewsItem(
        council=ground.council,
        publication=row,
        communication_id=item.pk,
        slug=row.slug,
        tag=f"tag:sim.example,2026:{uuid4()}",
        kind=item.kind,
        headline=item.title,
        summary=item.title,
        html=plain if plain.startswith("<") else f"<p>{plain}</p>",
        text=item.title,
        capacity_line="Issued for the council.",
        reference=item.reference,
        details={"images": []},
        published_at=row.go_at,
        changed_at=row.go_at,
    )
