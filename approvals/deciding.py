"""Deciding: the clerk's gate. Nothing goes out on an official channel but through approve() or urgent.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

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
from approvals.concluding import conclude
from approvals.consulting.ending import pass_over
from approvals.consulting.gate import refuse_unconsulted
from approvals.founding import check_founded, cited, with_cites
from approvals.models import Review, ReviewState
from approvals.regard.answering import NO_REGARD, Regard, check_regard, keep_regard
from approvals.routes.gate import refuse_open_steps
from approvals.submitting import keep_findings
from approvals.telling import tell_author
from policies.evaluate import Blocked, Verdict
from policies.judging import judged
from policies.periods.gates import not_released
from policies.permits.gates import refuse_unpermitted
from portal.channels.following import bring_along, posts_asked
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
    item, review = conclude(actor, review_id, ReviewState.APPROVED, reason, council.circumstances_version)
    revision = _same_revision(item, revision_id)
    check_move(item.stage, Stage.APPROVED)
    found = judged(
        item,
        revision.content,
        reader_id=actor.membership.pk,
        hands=[review.submitted_by_id],
        goes_at=issue.hour,
        beside=[channels_asked(item), posts_asked(item)],
    )
    verdict, available = found.verdict, channels_read(item, found.beside[0])
    refuse_if_approval_lost(item, revision)
    refuse_unpermitted(item, revision, channel_ids=issue.channel_ids, goes_at=issue.go_at)
    answered = _answered(actor, item, revision, verdict, said)
    asked = refuse_unconsulted(actor, item, revision, verdict)
    passed_over = refuse_open_steps(review, revision) if asked.routed else {}
    check_regard(council, item, regard, approving=True)
    channels = chosen_channels(item, issue.channel_ids, available, revision=revision)
    publication, entries = let_out(
        actor, council, item, revision, issue, channels, posts_wait=bool(found.beside[1])
    )
    if verdict.findings:
        keep_findings(review, revision, verdict)
    tell_author(review)
    facts = {
        "review": review.pk,
        "revision": revision.pk,
        "sha256": revision.sha256,
        "reference": item.reference,
        **(passed_over | pass_over(asked) | keep_regard(actor, item, review, regard)),
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
    posts_wait: bool = True,
) -> tuple[Publication | None, list[Entry]]:
    """Clear ``revision``, release it and move the item on; returns the entries that the caller records last.

    For the two decisions that may: approve() and urgent.issue_at_once(). The caller holds the locks, and chose the
    ``channels`` as chosen_channels() lets it. ``posts_wait`` False: it is known that no post made of it waits.
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
    if ordered is None:
        return publication, [cleared]
    return publication, [cleared, ordered, *(bring_along(item) if posts_wait else ())]


@transaction.atomic
def return_with_reason(
    *,
    actor: Person,
    review_id: int,
    reason: str,
    cites: Sequence[str] = (),
    regard: Regard = NO_REGARD,
) -> Review:
    """Give the draft back to its author, who may change and submit it again; ``cites`` as in check_founded()."""
    against = Against(ReviewState.RETURNED, Stage.RETURNED, "returned", cites, regard)
    return _refuse(actor, review_id, reason, against)


@transaction.atomic
def reject(
    *,
    actor: Person,
    review_id: int,
    reason: str,
    cites: Sequence[str] = (),
    regard: Regard = NO_REGARD,
) -> Review:
    """End the item: it will not go out; ``cites`` as in check_founded()."""
    against = Against(ReviewState.REJECTED, Stage.REJECTED, "rejected", cites, regard)
    return _refuse(actor, review_id, reason, against)


@dataclass(frozen=True)
class Against:
    """What a decision against an item brings about, and what it rests on."""

    state: str
    stage: str
    verb: str
    cites: Sequence[str]
    regard: Regard


def _refuse(actor: Person, review_id: int, reason: str, against: Against) -> Review:
    """Decide against the item, with a reason that its author reads. Raises as approve() and check_founded() do.

    What is answered to the publicity code is kept; nothing of it is required of who lets nothing out.
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Give a reason: the author needs it, and it is kept with the record.")
    because = with_cites(reason, against.cites)
    item, review = conclude(actor, review_id, against.state, because)
    check_founded(item, against.cites)
    check_move(item.stage, against.stage)
    if against.stage == Stage.REJECTED:
        _check_nothing_is_out(item)
    check_regard(actor.council, item, against.regard, approving=False)
    Communication.objects.filter(pk=item.pk).update(stage=against.stage, changed_at=timezone.now())
    tell_author(review)
    facts = {
        "review": review.pk,
        "revision": review.revision_id,
        **cited(against.cites),
        **keep_regard(actor, item, review, against.regard),
    }
    record([reasoned(actor, against.verb, "communication", item.pk, reason=because, **facts)])
    return review


def _check_nothing_is_out(item: Communication) -> None:
    """Refuse to end an item of which an issue is live or scheduled: nobody could correct that any more."""
    on_its_way = [PublicState.SCHEDULED, PublicState.LIVE]
    if Publication.objects.filter(communication=item, state__in=on_its_way).exists():
        raise Refusal(
            "An earlier issue of this item is live or scheduled, so the item cannot be ended here.",
            "Return this correction to its author, or withdraw the item in public.",
        )


def _same_revision(item: Communication, revision_id: int) -> Revision:
    """Return the current revision if it is the one that the clerk looked at."""
    revision = item.current_revision
    if revision is None or revision.pk != revision_id:
        raise StaleRevision(revision)
    return revision
