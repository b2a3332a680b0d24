"""Changing a council's settings where a wrong one would lock everybody out."""

from django.db import transaction

from portal.councils.models import Council
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal


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
