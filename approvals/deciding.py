"""Deciding: the clerk's gate. Nothing goes out on an official channel but through approve() or urgent.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.answering import (
    NOTHING,
    Said,
    Unanswered,
    keep_responses,
    responses_to,
    unanswered,
    unseen,
    waived_in,
)
from approvals.claiming import Taken, decide_available, lock_review
from approvals.consulting.gate import refuse_unconsulted
from approvals.expiring import Expired
from approvals.falling_due import has_expired
from approvals.models import Review, ReviewState
from approvals.regard.answering import NO_REGARD, Regard, check_regard, keep_regard
from approvals.routes.gate import refuse_open_steps
from approvals.submitting import keep_findings
from approvals.telling import tell_author
from policies.evaluate import Blocked, Verdict
from policies.judging import judged
from policies.matters.flagging import refuse_if_flagged_since
from policies.periods.gates import not_released, refuse_if_undecided
from policies.permits.gates import refuse_if_withdrawn, refuse_unpermitted
from portal.channels.models import Channel, Publication
from portal.channels.quotes.gates import refuse_if_approval_lost
from portal.channels.releasing import channels_asked, channels_read, chosen_channels, release
from portal.channels.states import PublicState
from portal.councils.circumstances import share
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.clearing import clear
from portal.drafts.editing import StaleRevision
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage, check_move
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated


@dataclass(frozen=True)
class Issue:
    """How an approved item goes out. Times are aware; ``go_at`` None means at once."""

    channel_ids: Sequence[int] = field(default_factory=tuple)
    go_at: datetime | None = None
    take_down_at: datetime | None = None
    public_note: str = ""

    @property
    def hour(self) -> datetime | None:
        """Return when it goes out, which is now where no time is given; None where it goes nowhere."""
        return (self.go_at or timezone.now()) if self.channel_ids else None


@transaction.atomic
def approve(
    *,
    actor: Person,
    review_id: int,
    revision_id: int,
    issue: Issue,
    reason: str = "",
    said: Said = NOTHING,
    regard: Regard = NO_REGARD,
) -> tuple[Review, Publication | None]:
    """Approve exactly this revision and order its issue, in one transaction.

    The council's row is shared first, so that a change of circumstances is either seen here or sees this decision;
    the actor's own powers are read again behind it.
    Raises NotYours without the power or where the item is closed to the actor, Taken where somebody else has it in
    hand or decided, StaleRevision where the text is no longer the one that was looked at, Blocked where a rule stands
    against it, Unanswered where a finding has no answer or advice is not ticked as seen (``said`` is what the actor
    says to them), Refusal where its matter was flagged or a permission was withdrawn while it waited, or where the
    speaker of a quotation refused it or took the approval back, whenever that was,
    Incomplete where ``regard``, what the actor answers to the publicity code, lacks what the council requires,
    NotConsulted where somebody must be asked first, StepOpen where its route is not at its end,
    SecondOfficerNeeded for own work, InvalidInput for a choice of channels or times that cannot be.
    """
    actor, council = in_present_circumstances(actor)
    item, review = _decide(actor, review_id, ReviewState.APPROVED, reason, council.circumstances_version)
    revision = _same_revision(item, revision_id)
    check_move(item.stage, Stage.APPROVED)
    found = judged(
        item,
        revision.content,
        reader_id=actor.membership.pk,
        hands=[review.submitted_by_id],
        goes_at=issue.hour,
        beside=[channels_asked(item)],
    )
    verdict, available = found.verdict, channels_read(item, found.beside[0])
    refuse_if_approval_lost(item, revision)
    refuse_unpermitted(item, revision, channel_ids=issue.channel_ids, goes_at=issue.go_at)
    answered = _answered(actor, item, revision, verdict, said)
    is_routed = refuse_unconsulted(actor, item, revision, verdict).routed
    passed_over = refuse_open_steps(review, revision) if is_routed else {}
    check_regard(council, item, regard, approving=True)
    channels = chosen_channels(item, issue.channel_ids, available)
    publication, entries = let_out(actor, council, item, revision, issue, channels)
    if verdict.findings:
        keep_findings(review, revision, verdict)
    tell_author(review)
    facts = {
        "review": review.pk,
        "revision": revision.pk,
        "sha256": revision.sha256,
        "reference": item.reference,
        **(passed_over | keep_regard(actor, item, review, regard)),
    }
    record(
        [reasoned(actor, "approved", "communication", item.pk, reason=reason, **facts), *answered, *entries]
    )
    return review, publication


def _answered(
    actor: Person, item: Communication, revision: Revision, verdict: Verdict, said: Said
) -> list[Entry]:
    """Keep what the actor says to the findings; raise Blocked or Unanswered where one still stands.

    What somebody released this text from when the period before a poll began stands no more. Two queries; three
    where a rule stands against it.
    """
    if not verdict.findings:
        return []
    kept = responses_to(item.pk)
    stops = verdict.standing_against(waived_in(kept, said))
    if not_released(item, revision, stops):
        raise Blocked(Verdict(stops))
    if missing := [*unanswered(verdict, kept, said), *unseen(verdict, kept, said)]:
        raise Unanswered(missing)
    return keep_responses(actor, item, verdict, kept, said)


def in_present_circumstances(actor: Person) -> tuple[Person, Council]:
    """Return the actor as they stand now, and their council with its row shared until the transaction ends.

    What was read when the request began is too old: a suspension that committed since has moved the circumstances
    on already, so that nothing later would hold what is let out here. Raises NotYours without the power to decide.
    """
    actor.require(Power.DECIDE)
    council = share(actor.council.pk)
    present = person_now(actor.membership.pk)
    present.require(Power.DECIDE)
    return present, council


def let_out(
    actor: Person,
    council: Council,
    item: Communication,
    revision: Revision,
    issue: Issue,
    channels: Sequence[Channel],
    *,
    urgent_reason: str = "",
) -> tuple[Publication | None, list[Entry]]:
    """Clear ``revision``, release it and move the item on; returns the entries that the caller records last.

    For the two decisions that may: approve() and urgent.issue_at_once(). The caller holds the locks, and chose the
    ``channels`` as chosen_channels() lets it.
    """
    clearance, cleared = clear(
        actor=actor, council=council, communication=item, revision=revision, urgent_reason=urgent_reason
    )
    publication, ordered = release(
        actor=actor,
        council=council,
        communication=item,
        revision=revision,
        clearance=clearance,
        channels=channels,
        go_at=issue.go_at,
        take_down_at=issue.take_down_at,
        public_note=issue.public_note,
    )
    return publication, [cleared] if ordered is None else [cleared, ordered]


@transaction.atomic
def return_with_reason(*, actor: Person, review_id: int, reason: str, regard: Regard = NO_REGARD) -> Review:
    """Give the draft back to its author, who may change and submit it again."""
    return _refuse(actor, review_id, ReviewState.RETURNED, Stage.RETURNED, "returned", reason, regard)


@transaction.atomic
def reject(*, actor: Person, review_id: int, reason: str, regard: Regard = NO_REGARD) -> Review:
    """End the item: it will not go out."""
    return _refuse(actor, review_id, ReviewState.REJECTED, Stage.REJECTED, "rejected", reason, regard)


def _refuse(
    actor: Person, review_id: int, state: str, stage: str, verb: str, reason: str, regard: Regard
) -> Review:
    """Decide against the item, with a reason that its author reads. Raises as approve() does.

    What is answered to the publicity code is kept; nothing of it is required of who lets nothing out.
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Give a reason: the author needs it, and it is kept with the record.")
    item, review = _decide(actor, review_id, state, reason)
    check_move(item.stage, stage)
    if stage == Stage.REJECTED:
        _check_nothing_is_out(item)
    check_regard(actor.council, item, regard, approving=False)
    Communication.objects.filter(pk=item.pk).update(stage=stage, changed_at=timezone.now())
    tell_author(review)
    facts = {
        "review": review.pk,
        "revision": review.revision_id,
        **keep_regard(actor, item, review, regard),
    }
    record([reasoned(actor, verb, "communication", item.pk, reason=reason, **facts)])
    return review


def _check_nothing_is_out(item: Communication) -> None:
    """Refuse to end an item of which an issue is live or scheduled: nobody could correct that any more."""
    on_its_way = [PublicState.SCHEDULED, PublicState.LIVE]
    if Publication.objects.filter(communication=item, state__in=on_its_way).exists():
        raise Refusal(
            "An earlier issue of this item is live or scheduled, so the item cannot be ended here.",
            "Return this correction to its author, or withdraw the item in public.",
        )


def _decide(
    actor: Person, review_id: int, state: str, reason: str, circumstances_version: int | None = None
) -> tuple[Communication, Review]:
    """Compare-and-set the review to ``state``: of two who decide at once one wins, the other is told who.

    The communication is locked first, as every verb does, so that no two of them wait for each other. What the review
    said before the lock was granted is old: only what never changes is read of it, the rest the update asks. It is
    brought to the current revision: since it was submitted only whoever had it in hand could save one.
    Raises InvalidInput where the actor's council has no such review, NotYours where its item is closed to them,
    Refusal where it was submitted before its matter was flagged or it was listed for a decision, Expired where it is
    to be approved and its time has passed, Taken where it is somebody else's or over.
    """
    review = lock_review(actor, review_id)
    if review is None:
        raise InvalidInput("This council has no such review.")
    item = review.communication
    changes: dict[str, Any] = {
        "state": state,
        "revision": item.current_revision,
        "decided_by": actor.membership,
        "decided_at": timezone.now(),
        "reason": stated(reason),
    }
    if circumstances_version is not None:
        if review.circumstances_version != circumstances_version:
            _refuse_what_is_held(item, review)
        changes["circumstances_version"] = circumstances_version
    if not decide_available(actor, review_id, changes):
        now = Review.objects.select_related("claimed_by__user", "decided_by__user").get(pk=review_id)
        raise _why_not(now, actor, state)
    for name, value in changes.items():
        setattr(review, name, value)
    return item, review


def _why_not(review: Review, actor: Person, state: str) -> Refusal:
    """Return why the review could not be decided so: its time has passed, or it is somebody else's or over."""
    elsewhere = review.claimed_by_id not in {None, actor.membership.pk}
    held = elsewhere and review.claimed_until is not None and review.claimed_until > timezone.now()
    late = state == ReviewState.APPROVED and has_expired(review) and not held
    return Expired(review) if late else Taken(review)


def _refuse_what_is_held(item: Communication, review: Review) -> None:
    """Raise Refusal where circumstances that changed while it waited in the queue hold the item there."""
    if item.current_revision is not None:
        refuse_if_flagged_since(item, item.current_revision, review.submitted_at)
    refuse_if_withdrawn(item, review.submitted_at)
    refuse_if_undecided(item, review.submitted_at)


def _same_revision(item: Communication, revision_id: int) -> Revision:
    """Return the current revision if it is the one that the clerk looked at."""
    revision = item.current_revision
    if revision is None or revision.pk != revision_id:
        raise StaleRevision(revision)
    return revision
