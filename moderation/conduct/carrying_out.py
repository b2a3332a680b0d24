"""Carrying out what was decided: showing that content came down or an account closed, reviewing, closing the case."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from moderation.conduct.capturing import ReadFile, Shown, capture, forget_files, hashes, read_file
from moderation.conduct.handling import NoSuchCase, lock_case, move
from moderation.conduct.minutes import minuted
from moderation.conduct.seeing import ABOUT, needs_minute
from moderation.conduct.states import Act
from moderation.conduct.suspending import give_back, hold_again, require_day_meanwhile
from moderation.models import Comment, ConductCase, ConductEvidence, ConductOutcome, ConductReview
from moderation.states import DOWN
from policies.typed import typed
from portal.channels.models import LinkProbe, NewsItem
from portal.channels.probing.probing import seen_behind
from portal.councils.models import Suspension
from portal.councils.models.authority import in_force
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.councils.suspending import look_again_on
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_PROOF = 2_000
REVIEWED = (ConductOutcome.Kind.SUSPENSION, ConductOutcome.Kind.MEANWHILE)


def prove(
    *, actor: Person, outcome_id: int, note: str, shown: Shown, seen: str | None = None
) -> ConductOutcome:
    """Say that what was ordered is done, or what became of a request, with what shows it: words, an address, a file.

    What the council itself published must have come down here first: by the withdrawal of the item, or a ruling on the
    comment. Raises as lock_case() by ``seen``, InvalidInput without words, Refusal where it stands still or is done.
    """
    read = read_file(shown)
    kept: list[ConductEvidence] = []
    try:
        with transaction.atomic():
            case, outcome = _lock(actor, outcome_id, Act.PROVE, seen)
            _prove(actor, case, outcome, note, shown, read, kept)
    except BaseException:
        forget_files(kept)
        raise
    outcome.refresh_from_db()
    return outcome


def _prove(
    actor: Person,
    case: ConductCase,
    outcome: ConductOutcome,
    note: str,
    shown: Shown,
    read: ReadFile | None,
    kept: list[ConductEvidence],
) -> None:
    said = typed(note, called="What shows it", longest=LONGEST_PROOF)
    if not outcome.is_order:
        raise Refusal("Nothing of this outcome is to be shown.", "Nothing was changed.")
    if why := stands_still(outcome):
        raise Refusal(why, "Nothing was changed.")
    capture(case, shown, read, by=actor.membership, kept=kept)
    done = {"done_at": timezone.now(), "done_by": actor.membership, "proof": said}
    rows = ConductOutcome.objects.filter(pk=outcome.pk, done_at__isnull=True)
    if rows.update(**done, proof_evidence=kept[0] if kept else None) != 1:
        raise Refusal("This was shown to be done already.", "Nothing was changed.")
    facts = {"outcome": outcome.pk, "evidence": hashes(kept)}
    record([reasoned(actor, "conduct_outcome_done", ABOUT, case.pk, reason=said, **facts)])


def _lock(actor: Person, outcome_id: int, act: str, seen: str | None) -> tuple[ConductCase, ConductOutcome]:
    """Return the case, locked and ready for ``act``, with one of its outcomes. Raises NoSuchCase and as lock_case()."""
    rows = ConductOutcome.objects.filter(pk=outcome_id, case__council=actor.council)
    case_id = rows.values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchCase
    case = lock_case(actor, case_id, act, seen=seen)
    return case, rows.select_related(
        "evidence__publication", "evidence__comment_version", "closure", "channel"
    ).get()


def stands_still(outcome: ConductOutcome) -> str:
    """Return in words that what the council itself can take down is still there, or ''. One query at most."""
    closure = outcome.closure
    if closure is not None and closure.proved_at is None and closure.recalled_at is None:
        return "The closure is not shown in the register of channels yet: show it there first."
    if outcome.kind == ConductOutcome.Kind.CLOSURE and closure is None and outcome.channel is not None:
        return (
            "The channel is still open: have it closed in the register first."
            if outcome.channel.is_open
            else ""
        )
    evidence = outcome.evidence
    if outcome.requested or evidence is None:
        return ""
    if evidence.publication is not None:
        items = NewsItem.objects.filter(communication_id=evidence.publication.communication_id)
        if items.filter(withdrawn_at__isnull=True, taken_down_at__isnull=True).exists():
            return "The item is still in public: withdraw it first, on its own page."
    if evidence.comment_version is not None:
        rows = Comment.objects.filter(pk=evidence.comment_version.comment_id)
        if not rows.filter(showing__in=[*DOWN, "private"]).exists():
            return "The comment still shows: rule on it first, on its own page."
    return ""


def link_seen(outcome: ConductOutcome) -> LinkProbe | None:
    """Return what a worker saw behind the address that is to come down, where one looked. One query at most."""
    evidence = outcome.evidence
    link = evidence.link if evidence is not None and evidence.kind == "link" else outcome.account
    return seen_behind([link]).get(link) if link.startswith(("http://", "https://")) else None


@transaction.atomic
def review_suspension(
    *,
    actor: Person,
    outcome_id: int,
    kind: str,
    lifted: bool,
    reason: str,
    minute: str = "",
    item_id: int | None = None,
    review_on: date | None = None,
    seen: str | None = None,
) -> ConductReview:
    """Record that a suspension was looked at again, on its date or because its holder asked, and what came of it.

    An appeal is decided by somebody who did not order it, or by a committee: its ``minute``. What stands without an end
    needs a next date, a suspension meanwhile one that is near. Raises as lock_case() by ``seen``, InvalidInput,
    Refusal where the suspension is over.
    """
    case, outcome = _lock(actor, outcome_id, Act.REVIEW, seen)
    why = typed(reason, called="Why", longest=4_000)
    if kind not in ConductReview.Kind.values:
        raise InvalidInput("Choose why it is looked at.")
    running = Suspension.objects.filter(in_force(timezone.now()), pk=outcome.suspension_id or 0).first()
    if running is None and not (lifted and outcome.waits):
        raise Refusal("This suspension is over.", "Nothing was changed.")
    if running is not None and not lifted and outcome.kind == ConductOutcome.Kind.MEANWHILE:
        require_day_meanwhile(review_on)
    own = kind == ConductReview.Kind.APPEAL and outcome.decided_by.user_id == actor.user_id
    by_minute, item = minuted(actor, minute, item_id, needed=own or needs_minute(actor, case))
    if running is not None and lifted:
        give_back(actor, case, running.pk, reason="It was reviewed.", minute=by_minute)
    elif running is not None and review_on is not None:
        look_again_on(actor=actor, suspension_id=running.pk, review_on=review_on)
    elif running is not None and running.until is None:
        raise InvalidInput("Give a day on which it is looked at next: this suspension has no end.")
    made = ConductReview.objects.create(
        outcome=outcome,
        kind=kind,
        result=ConductReview.Result.LIFTED if lifted else ConductReview.Result.STANDS,
        reason=why,
        minute=by_minute,
        agenda_item=item,
        review_on=None if lifted else review_on,
        entered_by=actor.membership,
    )
    if running is not None and lifted:
        hold_again(actor, case)
    facts = {"outcome": outcome.pk, "lifted": lifted, "kind": kind, "minute": by_minute}
    record([reasoned(actor, "conduct_suspension_reviewed", ABOUT, case.pk, reason=why, **facts)])
    return made


@transaction.atomic
def close_case(*, actor: Person, case_id: int, reason: str, seen: str | None = None) -> ConductCase:
    """Close a case in which all that was decided is carried out. A suspension runs on, and can be reviewed.

    Raises as lock_case() by ``seen``, InvalidInput without words, Refusal while an order or a request is open.
    """
    case = lock_case(actor, case_id, Act.CLOSE, seen=seen)
    why = typed(reason, called="How it ended", longest=4_000)
    move(case, Act.CLOSE)
    record([reasoned(actor, "conduct_closed", ABOUT, case.pk, reason=why)])
    return case
