"""Erasing the own record of a member who left, as they ask; and why it was done, once that is as old as texts."""

from django.db import transaction

from moderation.conduct.seeing import require_handling
from moderation.leaving.handing import LONGEST_WHY
from moderation.leaving.seeing import ABOUT, get_left, incidents_of_left
from moderation.leaving.telling import tell_who_left
from moderation.trolling.keeping import erase_rows
from policies.typed import typed
from portal.channels.notices.vocabulary import What
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.drafts.retaining import kept_until
from portal.records.ledger import record
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import EraseOrder, UnderHold, holds_on
from portal.refusals import Refusal


@transaction.atomic
def erase_left(*, actor: Person, member_id: int, reason: str) -> int:
    """Erase the own record of somebody who left, since they asked for it; return how many incidents that were.

    They are mailed that. As where a member does it: what the council was asked to reply to belongs to that and stays
    until its time is over, and what was shared stays while a legal hold covers all of the council. Raises NotYours,
    Http404 for somebody in office, InvalidInput without a reason, UnderHold, Refusal where there is nothing to erase.
    """
    member = get_left(actor, member_id)
    require_handling(actor)
    why = typed(reason, called="Why", longest=LONGEST_WHY)
    rows = incidents_of_left(member).filter(reply_asked_at__isnull=True)
    found = list(rows.select_for_update(no_key=True, of=("self",)))
    held = LegalHold.objects.filter(holds_on(actor.council.pk, [])).first()
    if held is not None and any(one.shared_at for one in found):
        raise UnderHold(held)
    if not found:
        raise Refusal("Nothing of their own record can be erased before its time.", "Nothing was changed.")
    erased = erase_rows(found)
    incidents = [one.pk for one in found]
    tell_who_left(member, What.LEFT_ERASED)
    record([reasoned(actor, "left_record_erased", ABOUT, member.pk, reason=why, incidents=incidents)])
    return erased


def erase_reasons(order: EraseOrder) -> int:
    """Erase why something was handed to a member who left, or erased, where that is as old as texts (an eraser)."""
    if order.communication_ids:
        return 0
    limit = kept_until(Council.objects.get(pk=order.council_id).retention_years, order.now)
    filed = Snapshot.objects.filter(council_id=order.council_id, object_type=ABOUT, erased_at__isnull=True)
    return filed.filter(at__lt=limit).update(text=None, title="", erased_at=order.now)
