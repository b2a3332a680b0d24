"""Changing a council's settings where a wrong one would lock everybody out, or let something out."""

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

DETAILS = ("address", "telephone", "email", "website", "social_handle")
"""What the clerk may change about the council itself; its name and slug are in addresses and stay."""


@transaction.atomic
def require_second_officer(*, actor: Person, required: bool) -> None:
    """Say whether whoever wrote an item may clear it.

    Raises Refusal where nobody but the actor holds the power to decide: no item of theirs could ever go out.
    """
    actor.require(Power.MANAGE_PEOPLE)
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    if required and len(people_who_may(Power.DECIDE, council.pk)) < 2:
        raise Refusal(
            "A second officer cannot be required: only one person here may clear items.",
            "Delegate the clerk's authority to an officer first.",
        )
    if council.second_officer_required != required:
        council.second_officer_required = required
        council.save(update_fields=["second_officer_required"])
        record([entry_by(actor, "setting_changed", "council", council.pk, second_officer_required=required)])


@transaction.atomic
def change_details(*, actor: Person, **details: str) -> Council:
    """Change how the council is reached; ``details`` are some of DETAILS. Nothing changed records nothing.

    Raises NotYours without the power, InvalidInput naming what cannot be read.
    """
    actor.require(Power.MANAGE_PEOPLE)
    if not set(details) <= set(DETAILS):
        raise InvalidInput("This cannot be changed here.")
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    changed = sorted(name for name, value in details.items() if getattr(council, name) != value)
    if not changed:
        return council
    for name in changed:
        setattr(council, name, details[name])
    try:
        council.full_clean()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    council.save(update_fields=changed)
    record([entry_by(actor, "setting_changed", "council", council.pk, details=changed)])
    return council


@transaction.atomic
def hold_everything(*, actor: Person, reason: str) -> None:
    """Let nothing new of the council go out until issuing is resumed; what is being sent cannot be recalled.

    Raises NotYours without the power to issue, InvalidInput without a reason, Refusal where it is held already.
    """
    _switch(actor, hold=True, reason=reason)


@transaction.atomic
def resume(*, actor: Person, reason: str) -> None:
    """Let issuing go on. What came due meanwhile stays held until somebody orders each again: nothing bursts out.

    Raises as hold_everything() does.
    """
    _switch(actor, hold=False, reason=reason)


def _switch(actor: Person, *, hold: bool, reason: str) -> None:
    """Set the hold by compare-and-set, move the circumstances on, file the reason and record its hash."""
    actor.require(Power.DECIDE)
    if not reason.strip():
        raise InvalidInput("Give a reason: it is kept with the record, and others read it.")
    moved = Council.objects.filter(pk=actor.council.pk, issuing_on_hold=not hold).update(issuing_on_hold=hold)
    if moved != 1:
        raise Refusal("Issuing is on hold already." if hold else "Issuing is not on hold any more.")
    bump(actor.council.pk)
    verb = "issuing_held" if hold else "issuing_resumed"
    record([reasoned(actor, verb, "council", actor.council.pk, reason=reason)])
