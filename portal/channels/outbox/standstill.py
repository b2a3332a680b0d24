"""Holding everything back with one switch, and letting it go on: nothing that waited then goes out by itself."""

from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from portal.channels.models import Delivery, Dispatch
from portal.channels.outbox.claiming import HELD_BACK
from portal.channels.outbox.judging_again import CONFIRM, waiting
from portal.channels.states import Delivering
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

_TO_COME = (Delivering.PENDING, Delivering.HANDED)
_WAITS = Q(state__in=[*_TO_COME, Delivering.HELD])


@transaction.atomic
def hold_everything(*, actor: Person, reason: str) -> int:
    """Let nothing new of the council go out until issuing is resumed; returns how many issues wait.

    What waits is held at once, and what is approved meanwhile when it comes due. What a worker is sending this moment
    cannot be recalled. Withdrawals still go out.
    Raises NotYours without the power to issue, InvalidInput without a reason, Refusal where it is held already.
    """
    issues = _switch(actor, hold=True, reason=reason)
    # What another reason holds keeps that reason: it still stands when this one is over.
    for rows in _rows(issues):
        rows.filter(state__in=_TO_COME).update(state=Delivering.HELD, problem=HELD_BACK)
    record([_entry(actor, "issuing_held", reason, issues)])
    return len(issues)


@transaction.atomic
def resume(*, actor: Person, reason: str) -> int:
    """Let issuing go on; returns how many issues wait to be confirmed one by one: nothing bursts out.

    That is all that waited during the hold, also what its hour is still to come for: what was right to say before
    whatever made the clerk hold everything may not be right after it.
    Raises as hold_everything() does.
    """
    issues = _switch(actor, hold=False, reason=reason)
    said = Case(When(Q(state__in=_TO_COME) | Q(problem=HELD_BACK), then=Value(CONFIRM)), default=F("problem"))
    for rows in _rows(issues):
        rows.update(state=Delivering.HELD, confirm=True, problem=said)
    record([_entry(actor, "issuing_resumed", reason, issues)])
    return len(issues)


def _switch(actor: Person, *, hold: bool, reason: str) -> list[int]:
    """Set the hold by compare-and-set, move the circumstances on; return the issues that wait, their items locked."""
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Give a reason: it is kept with the record, and others read it.")
    council_id = actor.council.pk
    if Council.objects.filter(pk=council_id, issuing_on_hold=not hold).update(issuing_on_hold=hold) != 1:
        raise Refusal("Issuing is on hold already." if hold else "Issuing is not on hold any more.")
    bump(council_id)
    wait = waiting(council_id)
    items = Communication.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=wait.values("communication")
    )
    list(items.order_by("pk").values_list("pk", flat=True))
    return list(wait.order_by("pk").values_list("pk", flat=True))


def _rows(issues: list[int]) -> tuple[Any, Any]:
    """Return the deliveries and the mails of ``issues`` that say something and wait; a mailing's mails stand for it."""
    wholes = Delivery.objects.filter(_WAITS, publication__in=issues, fanned_out=False)
    mails = Dispatch.objects.filter(_WAITS, delivery__publication__in=issues, purpose=Dispatch.Purpose.ISSUE)
    return wholes, mails


def _entry(actor: Person, verb: str, reason: str, issues: list[int]) -> Any:
    return reasoned(actor, verb, "council", actor.council.pk, reason=reason, issues=issues)
