"""The first look at a report: whom it is about, by which clauses in force it goes on, or why it does not."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from moderation.conduct.handling import lock_case, move
from moderation.conduct.keys import reported_it
from moderation.conduct.minutes import minuted
from moderation.conduct.seeing import ABOUT, handlers_of, is_clerk, needs_minute, route_of
from moderation.conduct.states import Act, CaseState
from moderation.conduct.suspending import end_meanwhile
from moderation.models import ConductCase, ConductClause
from policies.documents.citing import cited
from policies.models import Clause, Version
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours

LONGEST_REASON = 4_000
MOST_CLAUSES = 3


def clauses_in_force(council_id: int) -> list[Clause]:
    """Return every clause in force that says something, policy by policy in reading order. One query."""
    rows = Clause.objects.filter(
        version__policy__council=council_id, version__state=Version.State.ADOPTED
    ).exclude(text="", heading="")
    return list(
        rows.select_related("version__policy").order_by("version__policy__title", "version", "position")
    )


@transaction.atomic
def take_up(
    *,
    actor: Person,
    case_id: int,
    subject_id: int,
    clause_ids: Collection[int],
    reason: str,
    seen: str | None = None,
) -> ConductCase:
    """Take a report up: it names somebody who speaks for the council, and the clauses in force that it is about.

    A report that turns out to be about the clerk is passed to the chairman instead, and is seen by no clerk from then.
    Raises as lock_case() by ``seen``, InvalidInput without clauses in force, a reason, or for a stranger; Refusal where
    it was taken up.
    """
    case = lock_case(actor, case_id, Act.TAKE_UP, seen=seen)
    why = typed(reason, called="Why", longest=LONGEST_REASON)
    subject = _chosen(actor, case, subject_id)
    if is_clerk(subject) == actor.is_clerk:
        return _passed_on(actor, case, subject, why)
    found = [one for one in clauses_in_force(case.council_id) if one.pk in set(clause_ids)]
    if not found or len(found) != len(set(clause_ids)) or len(found) > MOST_CLAUSES:
        raise InvalidInput(
            f"Choose the clauses in force that it is about: one at least, {MOST_CLAUSES} at most."
        )
    ConductClause.objects.bulk_create(_copied(case, one) for one in found)
    move(
        case,
        Act.TAKE_UP,
        subject=subject,
        triage=why,
        taken_up_by=actor.membership,
        taken_up_at=timezone.now(),
    )
    facts = {"clauses": [one.pk for one in found], "subject": subject.pk}
    record([reasoned(actor, "conduct_taken_up", ABOUT, case.pk, reason=why, **facts)])
    return case


def _chosen(actor: Person, case: ConductCase, subject_id: int) -> Membership:
    """Return the membership that was chosen, also of somebody who left since. Raises InvalidInput, NotYours."""
    rows = Membership.objects.filter(pk=subject_id, council=case.council_id).exclude(role=Role.AUDITOR)
    found = rows.select_related("user").first()
    if found is None:
        raise InvalidInput("Choose whom it is about.")
    if found.user_id == actor.user_id:
        if is_clerk(found) == actor.is_clerk:  # it passes on, and who says this has read the report anyway
            return found
        raise NotYours("This is about yourself: somebody else handles it.")
    return found


def _passed_on(actor: Person, case: ConductCase, subject: Membership, why: str) -> ConductCase:
    """Pass a report about the clerk to the chairman, one about somebody else to the clerk; it stays reported."""
    clerk = is_clerk(subject)
    chairs = Membership.objects.filter(council=case.council_id, role=Role.CHAIR).values_list(
        "user_id", flat=True
    )
    reporter = next((user for user in chairs if reported_it(case, user)), None)
    case.route = route_of(case.council_id, of_clerk=clerk, reporter_id=reporter)
    case.subject = subject
    case.save(update_fields=["route", "subject"])
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_REPORTED,
        about=(ABOUT, case.pk),
        recipients=handlers_of(case),
        occasion=["clerk", "chair", "deputy"].index(case.route),
    )
    record([reasoned(actor, "conduct_passed_on", ABOUT, case.pk, reason=why, route=case.route)])
    return case


def _copied(case: ConductCase, clause: Clause) -> ConductClause:
    return ConductClause(
        case=case,
        clause=clause,
        cited=cited(clause.ref, clause.printed)[:120],
        policy=clause.version.policy.title,
        version=clause.version.number,
        text=clause.text or clause.heading,
    )


@transaction.atomic
def set_aside(
    *,
    actor: Person,
    case_id: int,
    why: str,
    reason: str,
    subject_id: int | None = None,
    minute: str = "",
    item_id: int | None = None,
    seen: str | None = None,
) -> ConductCase:
    """Take a report no further: ``why`` is one of ConductCase.Aside. Whoever it is about is never told of it.

    Whom it is about is named (``subject_id``), unless it is nobody who speaks for the council and so not for this
    procedure; what turns out to be about the clerk, or not about the clerk, passes on. A suspension meanwhile ends.
    Raises as lock_case() by ``seen``, InvalidInput without a reason, a name or the minute where only a committee
    decides; Refusal once they were told.
    """
    case = lock_case(actor, case_id, Act.SET_ASIDE, seen=seen)
    said = typed(reason, called="Why", longest=LONGEST_REASON)
    if why not in ConductCase.Aside.values:
        raise InvalidInput("Choose why it is taken no further.")
    subject = case.subject if subject_id is None else _chosen(actor, case, subject_id)
    if subject is None and why == ConductCase.Aside.NO_CASE:
        raise InvalidInput("Choose whom it is about.")
    if subject is not None and case.state == CaseState.REPORTED and is_clerk(subject) == actor.is_clerk:
        return _passed_on(actor, case, subject, said)
    by_minute, item = minuted(actor, minute, item_id, needed=needs_minute(actor, case))
    if case.taken_up_at is None:
        case.subject = subject
    end_meanwhile(actor, case, by_minute)
    changes = {"aside": why, "triage": said, "aside_minute": by_minute, "aside_item": item}
    move(case, Act.SET_ASIDE, subject=case.subject, **changes)
    facts = {"why": why, "minute": by_minute, "names_somebody": subject is not None}
    record([reasoned(actor, "conduct_set_aside", ABOUT, case.pk, reason=said, **facts)])
    return case
