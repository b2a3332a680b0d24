"""Suspending publishing rights out of a case: meanwhile or as its outcome; what others read of it names no case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from moderation.conduct.handling import lock_case
from moderation.conduct.keys import reported_it
from moderation.conduct.minutes import minuted
from moderation.conduct.seeing import ABOUT, handled_by, needs_minute, of_clerk, office_of, told_about
from moderation.conduct.states import UNDECIDED, Act
from moderation.models import ConductCase, ConductClause, ConductOutcome, ConductReview
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership, Suspension
from portal.councils.models.authority import in_force
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.councils.suspending import (
    lift_as_decided,
    lift_suspension,
    suspend,
    suspend_as_decided,
    take_up_again,
)
from portal.drafts.content import LONDON
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal

REASON = "By a decision under the council’s policies."
"""What the page of people and the record say of a suspension: no case, no clause, nothing of what happened."""
LONGEST_MEANWHILE = timedelta(days=28)
"""After which a suspension that nobody has decided is looked at again at the latest: it rests on what they could not
answer, and a case is told within days and answered within two weeks. Four weeks hold both, and one meeting's notice."""
_REPLACED = "Another decision takes its place."
_AGAIN = "It goes on: what took its place ended."
_OVER = "What it rested on was decided."


def suspend_subject(
    actor: Person, case: ConductCase, *, minute: str, until: datetime | None, review_on: date | None
) -> Suspension:
    """Suspend whom ``case`` is about; runs in the caller's transaction. Raises as portal.councils.suspending."""
    member = office_of(case)
    if member is None:
        raise Refusal("They are in office no more: there is nothing to suspend.", "Nothing was changed.")
    dates = {"until": until, "review_on": review_on}
    if not of_clerk(case):
        return suspend(actor=actor, member=member, reason=REASON, minute=minute, **dates)  # type: ignore[arg-type]
    return suspend_as_decided(actor=actor, member=member, reason=REASON, minute=minute, **dates)  # type: ignore[arg-type]


def end_meanwhile(actor: Person, case: ConductCase, minute: str) -> None:
    """End the suspension that held until this decision, where there is one; runs in the caller's transaction."""
    rows = Suspension.objects.filter(in_force(timezone.now()))
    mine = ConductOutcome.objects.filter(case=case, kind=ConductOutcome.Kind.MEANWHILE, suspension__in=rows)
    for outcome in mine:
        assert outcome.suspension_id is not None  # noqa: S101  the table's own constraint
        give_back(actor, case, outcome.suspension_id, reason=_OVER, minute=minute)
        hold_again(actor, case)


def hold_again(actor: Person, case: ConductCase) -> None:
    """Let what gave way to a suspension of ``case`` that ended hold again; runs in the caller's transaction."""
    before = _gave_way(case).first()
    if before is not None and before.suspension_id is not None:
        take_up_again(actor=actor, suspension_id=before.suspension_id, reason=_AGAIN)


def _gave_way(case: ConductCase) -> "QuerySet[ConductOutcome]":
    """Return what suspended whom ``case`` is about, gave way, and was neither lifted nor is over; the longest first."""
    subject = Membership.objects.filter(pk=case.subject_id or 0)
    ended = Suspension.objects.filter(ended_at__isnull=False, member__council=case.council_id)
    rows = ConductOutcome.objects.filter(
        suspension__in=ended.filter(Q(until__isnull=True) | Q(until__gt=timezone.now())),
        case__subject__user__in=subject.values("user"),
    )
    lifted = ConductReview.objects.filter(result=ConductReview.Result.LIFTED)
    meanwhile = Q(kind=ConductOutcome.Kind.MEANWHILE, case__state__in=UNDECIDED) & ~Q(case=case)
    rows = rows.filter(meanwhile | Q(kind=ConductOutcome.Kind.SUSPENSION))
    longest = F("suspension__until").desc(nulls_first=True)
    return rows.exclude(pk__in=lifted.values("outcome")).order_by(longest, "-pk")


def let_longer_run(actor: Person, case: ConductCase, made: Suspension, minute: str) -> None:
    """Where another case holds them suspended until it is decided, let that run, and ``made``, which ends, after it.

    Runs in the caller's transaction.
    """
    other = _gave_way(case).filter(kind=ConductOutcome.Kind.MEANWHILE).first()
    if made.until is None or other is None or other.suspension_id is None:
        return
    give_back(actor, case, made.pk, reason=_REPLACED, minute=minute)
    take_up_again(actor=actor, suspension_id=other.suspension_id, reason=_AGAIN)


def give_back(actor: Person, case: ConductCase, suspension_id: int, *, reason: str, minute: str) -> None:
    """Lift a suspension of ``case`` by whoever handles it; runs in the caller's transaction."""
    if not of_clerk(case):
        lift_suspension(actor=actor, suspension_id=suspension_id, reason=reason, decided=True)
    else:
        lift_as_decided(actor=actor, suspension_id=suspension_id, reason=reason, minute=minute)


@dataclass(frozen=True)
class Decided:
    """That a suspension came out of a case, and which case where the reader handles it."""

    case_id: int | None


def decided_in_a_case(person: Person, suspension_id: int) -> Decided | None:
    """Return where a suspension is looked at again, as far as ``person`` may know; None for one of no case.

    Two queries at most.
    """
    outcomes = ConductOutcome.objects.filter(suspension=suspension_id)
    case_id = outcomes.values_list("case_id", flat=True).first()
    if case_id is None:
        return None
    return Decided(handled_by(person).filter(pk=case_id).values_list("pk", flat=True).first())


def refuse_lifting_elsewhere(entries: Sequence[Entry]) -> None:
    """Raise Refusal where a suspension out of a case is lifted anywhere but in its case (a recording gate).

    There it is looked at again, by a minute where a committee decided, and it is kept why. One query for a lifting,
    none for any other act.
    """
    lifted = [one for one in entries if one.verb == "suspension_lifted"]
    bare = [one.object_id for one in lifted if not {"decided", "minute"} & set(one.facts)]
    if bare and ConductOutcome.objects.filter(suspension__in=bare).exists():
        raise Refusal(
            "This suspension was decided under the council’s policies: it is lifted where it was decided.",
            "Nothing was changed. Whoever decided it can look at it again there.",
        )


def last_day_meanwhile() -> date:
    """Return the last day on which a suspension until the decision is looked at again, where it is ordered now."""
    return timezone.localdate(timezone=LONDON) + LONGEST_MEANWHILE


def require_day_meanwhile(day: date | None) -> date:
    """Return the day on which a suspension until the decision is looked at. Raises InvalidInput for none in time."""
    if day is None or not timezone.localdate(timezone=LONDON) < day <= last_day_meanwhile():
        raise InvalidInput(
            "Give a day to come on which the suspension is looked at again, "
            f"{LONGEST_MEANWHILE.days} days from today at the latest: nothing is decided yet."
        )
    return day


def running_of(case: ConductCase) -> Suspension | None:
    """Return the suspension of whom ``case`` is about that runs now, whichever office it began in. One query."""
    then = Membership.objects.filter(pk=case.subject_id or 0)
    rows = Suspension.objects.filter(in_force(timezone.now()), member__council=case.council_id)
    return rows.filter(member__user__in=then.values("user")).first()


def replace_running(
    actor: Person, case: ConductCase, *, minute: str, until: datetime | None, review_on: date | None
) -> tuple[datetime | None, date | None]:
    """Lift what runs already of whom ``case`` is about, and return the end and review date for the new one.

    Nobody has two suspensions: the new one lasts as long as the longer of both, unless the other held only until a
    decision in another case (let_longer_run()). What gave way holds again where the new one is lifted (hold_again()).
    Runs in the caller's transaction.
    """
    running = running_of(case)
    if running is None:
        return until, review_on
    give_back(actor, case, running.pk, reason=_REPLACED, minute=minute)
    if ConductOutcome.objects.filter(suspension=running, kind=ConductOutcome.Kind.MEANWHILE).exists():
        return until, review_on
    days = [one for one in (review_on, running.review_on) if one is not None]
    ends = None if until is None or running.until is None else max(until, running.until)
    return ends, min(days) if days else None


@transaction.atomic
def suspend_meanwhile(
    *,
    actor: Person,
    case_id: int,
    clause_id: int,
    reason: str,
    review_on: date,
    minute: str = "",
    item_id: int | None = None,
    seen: str | None = None,
) -> ConductOutcome:
    """Suspend whom a case is about until it is decided, with a review date; the one act before they could answer.

    Whoever it is reads why from then on (moderation.conduct.listing), whether or not they were told what is alleged.
    Raises as lock_case() by ``seen``, InvalidInput without reason, a clause of the case, a day within
    LONGEST_MEANWHILE, or the minute where only a committee decides; Refusal once it is decided, or where they are
    suspended already.
    """
    case = lock_case(actor, case_id, Act.SUSPEND, seen=seen)
    why = typed(reason, called="Why", longest=4_000)
    clause = ConductClause.objects.filter(case=case, pk=clause_id).first()
    if clause is None:
        raise InvalidInput("Choose the clause that it rests on.")
    committee = needs_minute(actor, case)
    by_minute, item = minuted(actor, minute, item_id, needed=committee)
    require_day_meanwhile(review_on)
    made = ConductOutcome.objects.create(
        case=case,
        kind=ConductOutcome.Kind.MEANWHILE,
        clause=clause,
        reason=why,
        minute=by_minute,
        agenda_item=item,
        own_report=reported_it(case, actor.user_id),
        by_minute=committee,
        decided_by=actor.membership,
        suspension=suspend_subject(actor, case, minute=by_minute, until=None, review_on=review_on),
    )
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_SUSPENDED,
        about=(ABOUT, case.pk),
        recipients=told_about(case),
        occasion=made.pk,
    )
    facts = {"outcome": made.pk, "review_on": review_on.isoformat()}
    record([reasoned(actor, "conduct_suspended_meanwhile", ABOUT, case.pk, reason=why, **facts)])
    return made
