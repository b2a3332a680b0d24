"""All that stands beside the text of one review, asked of the database at once: to be read, never to decide by."""

from dataclasses import dataclass

from approvals.answering import by_finding, responses_asked
from approvals.citing import InForce, in_force_asked, in_force_read
from approvals.comparing import last_seen
from approvals.models import FindingResponse, Review, StepAsk
from approvals.reading import (
    Act,
    acts_asked,
    acts_read,
    channels_asked,
    channels_read,
    issues_asked,
    notes_asked,
    only_revision,
    revisions_asked,
)
from approvals.regard.beside import Beside, beside_asked, beside_read
from approvals.reviewers.listing import Asked, reviewers_asked, reviewers_read
from approvals.routes.standing import rows_asked
from portal.channels.models import Channel, Publication
from portal.councils.people import Person
from portal.drafts.models import Note, Revision
from portal.drafts.showing import Files, files_asked
from portal.together import bring_together


@dataclass(frozen=True)
class Material:
    """What the page of a review shows beside its findings.

    ``channels`` can carry the item, ``issues`` are the last first, ``said`` is what people said to its findings by the
    findings' keys, ``earlier`` the last review whose text who decides has seen, ``in_force`` the clauses that a
    decision may rest on, ``beside`` what the checklist knows, ``route`` what was asked on its route about this
    text, ``reviewers`` what they said, ``files`` what the text shows.
    """

    channels: list[Channel]
    issues: list[Publication]
    notes: list[Note]
    revisions: list[Revision]
    acts: list[Act]
    said: dict[str, list[FindingResponse]]
    earlier: Review | None
    in_force: InForce
    beside: Beside
    route: list[StepAsk]
    reviewers: list[Asked]
    files: Files


def material_of(person: Person, review: Review) -> Material:
    """Return what stands beside ``review`` (of find_review()) for ``person``. One query, whatever there is of it."""
    item = review.communication
    alone = only_revision(item)
    channels, issues, notes, revisions, acts, said, earlier, clauses, known, route, reviewers, *files = (
        bring_together(
            channels_asked(item),
            issues_asked(item),
            notes_asked(item),
            revisions_asked(item),
            acts_asked(item),
            responses_asked(item.pk),
            last_seen(review),
            in_force_asked(item),
            beside_asked(person, review),
            rows_asked(review.pk).filter(revision=review.revision),
            reviewers_asked(item),
            *files_asked(item.council_id, review.revision.content),
        )
    )
    return Material(
        channels=channels_read(item, channels),
        issues=issues,
        notes=notes,
        revisions=[alone] if alone else revisions,
        acts=acts_read(acts),
        said=by_finding(said),
        earlier=earlier[0] if earlier else None,
        in_force=in_force_read(clauses),
        beside=beside_read(review, known[0]),
        route=route,
        reviewers=reviewers_read(item, reviewers),
        files=Files.of(*files),
    )
