"""Taking a case in hand for one act: locked, seen by who acts, the act asked of the table of states."""

from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

from moderation.conduct.seeing import ABOUT, handled_by, office_of, require_handling
from moderation.conduct.states import CaseState, Facts, after, refusal
from moderation.models import ConductCase, ConductEvidence, ConductOutcome
from portal.councils.models import Membership, Suspension
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry
from portal.refusals import Refusal


class NoSuchCase(Refusal):
    """The case is not here, or not this person's: the same words for both."""

    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such case for you.", "Nothing was changed.")


class Overtaken(Refusal):
    """Somebody acted in the case, or whom it is about answered, while a page stood open."""

    def __init__(self) -> None:
        super().__init__(
            "Something happened in this case while you were looking at it.",
            "Nothing was changed, and what you typed is still here. Read how the case stands now, then send it again.",
        )


def mark_of(council_id: int, case_id: int) -> str:
    """Return by which a page says how a case stood when it was shown: its last entry in the record. One query.

    Every act in a case is recorded, what whom it is about says as well. That a pack was taken changes nothing in it.
    """
    rows = LedgerEntry.objects.filter(council_id=council_id, object_type=ABOUT, object_id=case_id)
    return str(rows.exclude(verb="conduct_pack_taken").aggregate(last=Max("number"))["last"] or 0)


def locked(actor: Person, case_id: int) -> ConductCase | None:
    """Return a case of the actor's council, locked, whoever handles it; None where there is none.

    Whether it is theirs is asked afterwards, in a query of its own: one that waited for the lock judges what it joins
    by what stood there before.
    """
    rows = ConductCase.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=case_id, council=actor.council).first()


def lock_case(actor: Person, case_id: int, act: str, *, seen: str | None = None) -> ConductCase:
    """Return the case locked, where ``actor`` handles it and ``act`` is not refused in its state.

    ``seen``: the mark of what their page showed (mark_of); None where no page is behind it. Raises NotYours,
    NoSuchCase, Overtaken where something happened since, or Refusal in the table's own words.
    """
    require_handling(actor)
    found = locked(actor, case_id)
    if found is None or not handled_by(actor).filter(pk=found.pk).exists():
        raise NoSuchCase
    if seen is not None and seen != mark_of(found.council_id, found.pk):
        raise Overtaken
    refuse(found, act)
    return found


def refuse(case: ConductCase, act: str) -> None:
    """Raise Refusal where ``act`` is refused as ``case`` stands."""
    if why := refusal(case.state, act, facts_of(case)):
        raise Refusal(why, "Nothing was changed.")


def move(case: ConductCase, act: str, **changes: object) -> None:
    """Write ``changes`` and the state after ``act``; the caller holds the lock."""
    case.state = after(case.state, act)
    if case.state in (CaseState.CLOSED, CaseState.NOT_TAKEN):
        case.over_at = case.over_at or timezone.now()
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=["state", "over_at", *changes])


def _runs(suspension: Suspension | None, now: datetime) -> bool:
    if suspension is None or suspension.ended_at is not None:
        return False
    return suspension.until is None or suspension.until > now


def facts_of(case: ConductCase) -> Facts:
    """Return what the table cannot know of ``case``. Two queries at most."""
    now = timezone.now()
    today = now.astimezone(LONDON).date()
    undone, meanwhile = 0, False
    if case.state == CaseState.DECIDED:
        rows = ConductOutcome.objects.filter(case=case).select_related("suspension")
        kinds = ["removal", "closure", "meanwhile"]
        left = list(rows.filter(kind__in=kinds, done_at__isnull=True))
        undone = sum(one.is_order for one in left)
        meanwhile = any(_runs(one.suspension, now) for one in left)
    return Facts(
        time_over=case.answer_by is not None and case.answer_by < today,
        answered=case.answered_at is not None,
        undone=undone,
        meanwhile=meanwhile,
        entered=case.state == CaseState.ANSWERED
        and case.answer_came != ""
        and office_of(case) is not None
        and not own_words(case).exists(),
    )


def own_words(case: ConductCase) -> "QuerySet[ConductEvidence]":
    """Return what whom ``case`` is about said themselves where an answer was entered for them."""
    subject = Membership.objects.filter(pk=case.subject_id or 0)
    return ConductEvidence.objects.filter(case=case, added_by__user__in=subject.values("user"))
