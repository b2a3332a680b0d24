"""What a reviewer does: comment on the revision they read, as often as they need, and say when they have finished."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.models import Reviewer, ReviewerComment
from approvals.reviewers.asking import ABOUT
from approvals.reviewers.closed import said_to_be_closed
from approvals.reviewers.resting import is_unshared
from approvals.reviewers.text import shown_parts
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.models import Revision
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST, LONGEST_PASSAGE, MOST = 5000, 500, 50
"""Characters of a comment and of the passage that it is about, and comments of one reviewer."""
BY_LINK = "a reviewer, by private link"


@dataclass(frozen=True)
class ByLink:
    """A reviewer from outside: who holds the private link, of which this is the hash."""

    council_id: int
    link_sha256: str


Reader = Person | ByLink


class Over(Refusal):
    """They may read and comment no more: ``why`` is what over() says."""

    def __init__(self, why: str) -> None:
        super().__init__("You can no longer comment on this text.", "What you said before is kept.")
        self.why = why


@transaction.atomic
def comment(
    *, actor: Reader, reviewer_id: int, revision_id: int, words: str, passage: str = ""
) -> ReviewerComment:
    """Keep what a reviewer says of the revision that their page showed; ``passage`` are words of it, or ''.

    The same words again are the comment that is there already: a second click. Raises NotYours for anybody else, Over
    where their time is over or it was taken back, InvalidInput for words or a passage that cannot be, Refusal where
    they were given a newer text meanwhile, or said as much as can be kept.
    """
    said, about = stated(words), stated(passage)
    if not said or len(said) > LONGEST:
        raise InvalidInput(f"Write your comment, in up to {LONGEST:,} characters.")
    if len(about) > LONGEST_PASSAGE:
        raise InvalidInput(f"Mark a passage of up to {LONGEST_PASSAGE} characters.")
    reviewer = _lock(actor, reviewer_id)
    if reviewer.revision_id != revision_id:
        raise Refusal(
            "You were given a newer text since you opened this page.",
            "Nothing was sent. Go back, copy what you wrote, and open the page again.",
        )
    found = _place(reviewer.revision, about) if about else {}
    before = ReviewerComment.objects.filter(reviewer=reviewer)
    again = before.filter(revision=reviewer.revision, words=said, passage=found.get("passage", "")).first()
    if again is not None:
        return again
    if before.count() >= MOST:
        raise Refusal("That is as many comments as can be kept here.", "Write to whoever asked you.")
    made = ReviewerComment.objects.create(reviewer=reviewer, revision=reviewer.revision, words=said, **found)
    _file(actor, reviewer, made)
    tell(
        council_id=reviewer.council_id,
        what=What.REVIEWER_COMMENTED,
        about=(ABOUT, reviewer.pk),
        recipients=[reviewer.asked_by_id],
        occasion=made.pk % 2**31,
    )
    facts = {"revision": reviewer.revision_id, "comment": made.pk, "words_sha256": sha256_of(said)}
    record([_entry(actor, reviewer, "reviewer_commented", **facts)])
    return made


@transaction.atomic
def finish(*, actor: Reader, reviewer_id: int) -> Reviewer:
    """Say that the reviewer has finished: the link is used up, the page closed. Raises NotYours, Over."""
    reviewer = _lock(actor, reviewer_id)
    Reviewer.objects.filter(pk=reviewer.pk).update(finished_at=timezone.now())
    tell(
        council_id=reviewer.council_id,
        what=What.REVIEWER_FINISHED,
        about=(ABOUT, reviewer.pk),
        recipients=[reviewer.asked_by_id],
    )
    record([_entry(actor, reviewer, "reviewer_finished", revision=reviewer.revision_id)])
    return reviewer


def _lock(actor: Reader, reviewer_id: int) -> Reviewer:
    """Return the reviewer that ``actor`` is, locked. Raises NotYours for anybody else, Over where it is over."""
    council_id = actor.council.pk if isinstance(actor, Person) else actor.council_id
    rows = Reviewer.objects.select_for_update(no_key=True, of=("self",)).select_related("revision", "member")
    reviewer = rows.filter(pk=reviewer_id, council_id=council_id).first()
    if reviewer is None or not is_reader(actor, reviewer):
        raise NotYours("Only who was asked comments here.")
    if isinstance(actor, Person):
        actor.require(Power.DRAFT)
    if why := over(reviewer):
        raise Over(why)
    return reviewer


def is_reader(actor: Reader, reviewer: Reviewer) -> bool:
    """Return whether ``actor`` is this reviewer."""
    if isinstance(actor, ByLink):
        return bool(actor.link_sha256) and actor.link_sha256 == reviewer.link_sha256
    return reviewer.member is not None and reviewer.member.user_id == actor.user_id


def over(reviewer: Reviewer) -> str:
    """Return why they may read no more, in one word, or ''. Two queries at most.

    Also where the item was said to be on a matter of named access since, unless the clerk had given a reason; and while
    no permission of the clerk's covers whom an author named by one.
    """
    if reviewer.over or reviewer.revision.erased_at is not None:
        return reviewer.over or "revoked"
    if not reviewer.reason and said_to_be_closed(reviewer.communication_id):
        return "revoked"
    return "unshared" if is_unshared(reviewer) else ""


def _place(revision: Revision, passage: str) -> dict[str, Any]:
    """Return where ``passage`` stands in what reviewers read of ``revision``; spaces and lines count alike.

    Raises InvalidInput where it stands nowhere.
    """
    wanted = re.compile(r"\s+".join(re.escape(word) for word in passage.split()))
    for part in shown_parts(revision):
        if found := wanted.search(revision.plain.get(part.name, "")):
            return {"field": part.name, "start": found.start(), "end": found.end(), "passage": found.group()}
    raise InvalidInput(
        "These words do not stand in the text.", "Copy the passage from it as it is, or leave it out."
    )


def _file(actor: Reader, reviewer: Reviewer, made: ReviewerComment) -> None:
    by = actor.user_id if isinstance(actor, Person) else None
    filing = Filing(
        council_id=reviewer.council_id,
        status="reviewer_commented",
        object_type=ABOUT,
        object_id=reviewer.pk,
        communication_id=reviewer.communication_id,
        actor_id=by,
        people_ids=(by,) if by else (),
        title=f"Comment of {reviewer.shown_name}",
        text=f"{made.words}\n\nAbout: {made.passage}" if made.passage else made.words,
    )
    file_snapshots([filing])


def _entry(actor: Reader, reviewer: Reviewer, verb: str, **facts: Any) -> Entry:
    facts = {"communication": reviewer.communication_id, **facts}
    if isinstance(actor, Person):
        return entry_by(actor, verb, ABOUT, reviewer.pk, **facts)
    return Entry(reviewer.council_id, verb, None, BY_LINK, ABOUT, reviewer.pk, facts)
