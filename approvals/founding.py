"""What a decision against an item rests on: clauses that are cited, beside what is said in free words."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from approvals.citing import citation, clauses_in_force
from policies.rules import STATUTORY
from policies.standing import rules_in_force
from portal.channels.models import Delivery, Dispatch, Publication
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.refusals import InvalidInput

OFFICERS_ACT = "Local Government Act 1972, s.101"
"""By which the council acts through its officers: what a decision rests on that no rule of a policy asks for."""
ALSO_YOURS = (
    "Choose the clause that this rests on, or the law. You wrote it yourself, but it was out already, or may be: who "
    "has read it is told on what grounds it goes."
)
LEAVING = frozenset({Delivering.SENDING, Delivering.UNKNOWN})
"""Where a delivery may reach somebody this moment, or may have."""


class Uncited(InvalidInput):
    """A policy is in force, and the decision names none of its clauses and no statute."""

    status = 422
    next_step = "Nothing was changed, and what you typed is still here."

    def __init__(self, what: str = "") -> None:
        super().__init__(
            what
            or "Choose the clause that this rests on: tick one that was found, or choose one of a policy in force."
        )


class NotInForce(Uncited):
    """Something is cited that is no clause of a policy in force now."""

    def __init__(self, gone: Sequence[str]) -> None:
        named = "”, “".join(gone)
        super().__init__(f"“{named}” is not in force any more. Choose from the clauses offered now.")


def with_cites(reason: str, cites: Iterable[str]) -> str:
    """Return the reason as it is kept and read: the free words, then each of ``cites`` once."""
    picked = "; ".join(one for one in dict.fromkeys(cites) if one)
    return "\n\n".join(part for part in (reason.strip(), f"Under: {picked}." if picked else "") if part)


def cited(cites: Iterable[str]) -> dict[str, list[str]]:
    """Return what the record says of ``cites``, which stays when the reason's words are erased; {} for none."""
    named = [one for one in dict.fromkeys(cites) if one]
    return {"cites": named} if named else {}


def check_founded(item: Communication, cites: Sequence[str], *, missing: str = "") -> None:
    """Refuse a decision that keeps ``item`` from going out and rests on nothing. One query. Raises Uncited, NotInForce.

    It rests on clauses of policies in force for the item's voice, or on statutes that the rules name, and on nothing
    else. Before a council has adopted any policy free words must do. ``missing``: what is said where none is named.
    """
    in_force = {clause for _, rows in clauses_in_force(item) for clause, _ in rows}
    if not in_force:
        return
    if not cites:
        raise Uncited(missing)
    statutes = {citation(rule.clause, rule.policy, rule.adopted) for rule in STATUTORY}
    if gone := [one for one in cites if one not in in_force | statutes]:
        raise NotInForce(gone)


def grounded(person: Person, item: Communication, reason: str, cites: Sequence[str]) -> str:
    """Return the reason of taking ``item`` back as it is kept: the words, then the clauses.

    Raises Uncited and NotInForce as check_founded(), of which may_go_uncited() lets off.
    """
    if cites or not may_go_uncited(person, item):
        check_founded(item, cites, missing=ALSO_YOURS if is_own(person, item) else "")
    return with_cites(reason, cites)


def may_go_uncited(person: Person, item: Communication) -> bool:
    """Return whether ``person`` takes ``item`` back without a clause: they wrote it, and nothing of it was ever out.

    What is leaving this moment may be out, and so may what left and was never heard of. One query at most.
    """
    issues = Publication.objects.filter(communication=item)
    wholes = Delivery.objects.filter(publication=OuterRef("pk"), fanned_out=False, state__in=LEAVING)
    mails = Dispatch.objects.filter(
        delivery__publication=OuterRef("pk"), purpose=Dispatch.Purpose.ISSUE, state__in=LEAVING
    )
    out = Q(live_at__isnull=False) | Exists(wholes) | Exists(mails)
    return is_own(person, item) and not issues.filter(out).exists()


def is_own(person: Person, item: Communication) -> bool:
    """Return whether ``person`` wrote ``item``."""
    return item.author_id == person.membership.pk


def cites_of(item: Communication, checks: Iterable[str]) -> tuple[str, ...]:
    """Return the clauses to which ``checks`` are tied for ``item`` now, each once; OFFICERS_ACT where none is.

    Those of the council's own policies stand for the statutes behind them. One query.
    """
    wanted = frozenset(checks)
    tied = rules_in_force(item.council_id, body_id=item.body_id, at=timezone.now())
    rules = [rule for rule in tied if rule.check in wanted and (not rule.kinds or item.kind in rule.kinds)]
    named = [rule for rule in rules if rule.policy] or rules
    cites = dict.fromkeys(citation(rule.clause, rule.policy, rule.adopted) for rule in named)
    return tuple(cites) or (OFFICERS_ACT,)
