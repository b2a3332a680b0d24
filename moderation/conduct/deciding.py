"""Deciding a case: by the right person, by a clause, with reasons; what is decided takes effect with the decision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from moderation.conduct.answering import LONGEST_HOW, reads
from moderation.conduct.capturing import keep_own, keep_words
from moderation.conduct.handling import lock_case, move
from moderation.conduct.keys import reported_it
from moderation.conduct.minutes import minuted
from moderation.conduct.seeing import ABOUT, needs_minute, office_of, told_about
from moderation.conduct.states import Act, CaseState
from moderation.conduct.suspending import end_meanwhile, let_longer_run, replace_running, suspend_subject
from moderation.models import ConductCase, ConductClause, ConductEvidence, ConductOutcome
from policies.typed import typed
from portal.channels.models import Channel
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.register.closing import order_closure
from portal.councils.people import Person
from portal.councils.powers import MEMBERS, STAFF, Power, Role
from portal.councils.recording import reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

Kind = ConductOutcome.Kind
LONGEST_REASON, LONGEST_ACCOUNT = 4_000, 300

REFERRED: dict[str, frozenset[Role]] = {
    Kind.MONITORING: MEMBERS,
    Kind.DISCIPLINARY: STAFF,
    Kind.ENGAGER: frozenset({Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER}),
}
"""To whom a case goes on: the code of councillors and the co-opted is the Monitoring Officer's (Localism Act 2011
s.28), staff have the council's disciplinary procedure, all others whoever engaged them."""
PUBLIC_MESSAGE = "This channel is closed."


@dataclass(frozen=True)
class Decision:
    """One outcome. What a kind does not ask for is left as it is."""

    kind: str
    clause_id: int
    reason: str
    minute: str = ""
    item_id: int | None = None
    """The item of the meeting that decided, where it is kept here."""
    evidence_id: int | None = None
    channel_id: int | None = None
    account: str = ""
    personal: bool = False
    due_on: date | None = None
    until: datetime | None = None
    review_on: date | None = None
    referred_to: str = ""
    served: str = ""
    """How and when whoever is in office no more, and reads no page of the desk, is served with it."""
    seen: str | None = None
    """The mark of what their page showed (moderation.conduct.handling.mark_of); None where no page is behind it."""


def kinds_for(case: ConductCase) -> "list[Kind]":
    """Return the outcomes that a case can have, by the office held then and now, and what was decided before."""
    held = {Role(one.role) for one in (case.subject, office_of(case)) if one is not None}
    some: list[Kind] = [
        one for one in Kind if one != Kind.MEANWHILE and (one not in REFERRED or held & REFERRED[one])
    ]
    return [one for one in some if one != Kind.NO_BREACH or case.state != CaseState.DECIDED]


@transaction.atomic
def decide(*, actor: Person, case_id: int, decision: Decision) -> ConductOutcome:
    """Decide one outcome of a case and return it; it takes effect with the decision, a suspension in open sessions too.

    A case of the clerk, and one that the actor reported, is decided by a committee or the council: ``minute`` names
    the resolution. Raises NotYours, InvalidInput without clause, reasons, that minute, what the kind needs, or how they
    are served who read no page of the desk; Refusal before the answer or its date, or after a finding of no breach;
    Overtaken where they answered or somebody decided since the page was shown.
    """
    case = lock_case(actor, case_id, Act.DECIDE, seen=decision.seen)
    if ConductOutcome.objects.filter(case=case, kind=Kind.NO_BREACH).exists():
        raise Refusal(
            "It was decided that there was no breach: nothing else follows.", "Nothing was changed."
        )
    if decision.kind not in kinds_for(case):
        raise InvalidInput("Choose an outcome that this case can have.")
    made = _begun(actor, case, decision)
    served = typed(
        decision.served, called="How and when they were served", longest=LONGEST_HOW, needed=not reads(case)
    )
    _carry_out(actor, case, decision, made)
    made.save()
    case.decided_at = case.decided_at or timezone.now()
    move(case, Act.DECIDE, decided_at=case.decided_at)
    if served:
        keep_words(case, f"How they were served: {made.get_kind_display()}", served, by=actor.membership)
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_DECIDED,
        about=(ABOUT, case.pk),
        recipients=told_about(case),
        occasion=made.pk,
    )
    facts = {"outcome": made.pk, "kind": made.kind, "clause": made.clause_id, "minute": made.minute}
    facts |= {"agenda_item": made.agenda_item_id} if made.agenda_item_id else {}
    record([reasoned(actor, "conduct_decided", ABOUT, case.pk, reason=made.reason, **facts)])
    return made


def _begun(actor: Person, case: ConductCase, decision: Decision) -> ConductOutcome:
    """Return the outcome with what every kind needs, not saved. Raises InvalidInput."""
    committee = needs_minute(actor, case)
    minute, item = minuted(actor, decision.minute, decision.item_id, needed=committee)
    return ConductOutcome(
        case=case,
        kind=decision.kind,
        clause=clause_of(case, decision.clause_id),
        reason=typed(decision.reason, called="Why", longest=LONGEST_REASON),
        minute=minute,
        agenda_item=item,
        own_report=reported_it(case, actor.user_id),
        by_minute=committee,
        decided_by=actor.membership,
    )


def clause_of(case: ConductCase, clause_id: int) -> ConductClause:
    """Return the clause of ``case`` that an outcome cites. Raises InvalidInput for any other."""
    found = ConductClause.objects.filter(case=case, pk=clause_id).first()
    if found is None:
        raise InvalidInput("Choose the clause by which you decide.")
    return found


def _carry_out(actor: Person, case: ConductCase, decision: Decision, made: ConductOutcome) -> None:
    """Let it take effect. What held until the decision ends with the first one, whatever it is."""
    end_meanwhile(actor, case, made.minute)
    if made.kind == Kind.REMOVAL:
        _order_removal(case, decision, made)
    elif made.kind == Kind.CLOSURE:
        _order_closure(actor, decision, made)
    elif made.kind == Kind.SUSPENSION:
        _suspend(actor, case, decision, made)
    elif made.kind in REFERRED:
        made.referred_to = typed(decision.referred_to, called="To whom", longest=200)


def _suspend(actor: Person, case: ConductCase, decision: Decision, made: ConductOutcome) -> None:
    """Suspend from now on; what runs already, out of another case or of none, is lifted and its time kept."""
    until, review_on = decision.until, decision.review_on
    if review_on is not None and review_on <= timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give a day to come on which the suspension is looked at again.")
    if until is not None or review_on is not None:
        until, review_on = replace_running(actor, case, minute=made.minute, until=until, review_on=review_on)
    made.suspension = suspend_subject(actor, case, minute=made.minute, until=until, review_on=review_on)
    let_longer_run(actor, case, made.suspension, made.minute)


def _order_removal(case: ConductCase, decision: Decision, made: ConductOutcome) -> None:
    """Note what is to come down and by when; on an account that is not the council's it is a request."""
    made.account = typed(
        decision.account, called="What is to come down", longest=LONGEST_ACCOUNT, needed=False
    )
    if decision.evidence_id is not None:
        made.evidence = ConductEvidence.objects.filter(case=case, pk=decision.evidence_id).first()
        if made.evidence is None:
            raise InvalidInput("Choose evidence of this case.")
        if not made.evidence.shared:
            raise InvalidInput(
                "They were never shown this evidence, and could not answer it. Show it to them first; their time "
                "begins anew with it."
            )
    elif made.account:
        made.evidence = keep_own(case, made.account, by=made.decided_by)
    if made.evidence is None and not made.account:
        raise InvalidInput(
            "Say what is to come down: choose the evidence that shows it, or write where it stands."
        )
    ours = made.evidence is not None and made.evidence.is_ours
    made.channel = _channel(case.council_id, decision) or _registered(case.council_id, made)
    made.requested = not ours and (made.channel is None or decision.personal)
    made.due_on = _day_to_come(decision.due_on)


def _order_closure(actor: Person, decision: Decision, made: ConductOutcome) -> None:
    """Order that an official channel closes, by the register's own order; of a personal account it is a request."""
    made.due_on, made.requested = _day_to_come(decision.due_on), decision.personal
    if decision.personal:
        made.account = typed(decision.account, called="The account", longest=LONGEST_ACCOUNT)
        return
    channel = made.channel = _channel(actor.council.pk, decision)
    if channel is None:
        raise InvalidInput(
            "Choose the council’s channel that is to close, or say that it is their own account."
        )
    made.account = channel.name[:LONGEST_ACCOUNT]
    if actor.may(Power.MANAGE_CHANNELS):
        made.closure = order_closure(
            actor=actor,
            channel_id=channel.pk,
            reason="By a decision under the council’s policies.",
            public_message=PUBLIC_MESSAGE,
            due_on=made.due_on,
        )


def _channel(council_id: int, decision: Decision) -> Channel | None:
    return Channel.objects.filter(pk=decision.channel_id or 0, council=council_id).first()


def _registered(council_id: int, made: ConductOutcome) -> Channel | None:
    """Return the council's channel on whose registered address stands what is to come down, or None. One query."""
    where = (made.evidence.link if made.evidence else "") or made.account
    rows = Channel.objects.filter(council=council_id).exclude(particulars__address="")
    found = rows.exclude(particulars__isnull=True).select_related("particulars").order_by("pk")
    pages = [(one, one.particulars.address.rstrip("/")) for one in found]
    return next((one for one, page in pages if where == page or where.startswith(f"{page}/")), None)


def _day_to_come(day: date | None) -> date:
    if day is None or day < timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give a day to come by which it is to be done.")
    return day
