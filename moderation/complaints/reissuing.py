"""Giving whoever complained the address of their page once more: a new one, and an earlier one opens nothing then.

The office sees an address only at the moment at which it hands it over: whoever has it speaks as whoever complained.
"""

from django.db import transaction
from django.http import HttpRequest

from moderation.complaints.handling import tell_complainant
from moderation.complaints.keeping import keep_step, lock_complaint, note
from moderation.complaints.seeing import require_handling
from moderation.models import Complaint
from policies.typed import typed
from portal.councils.people import Person
from portal.records.ledger import record

LONGEST_WHY = 2_000
_HANDED = "complaint_to_hand_over"


@transaction.atomic
def reissue(*, actor: Person, complaint_id: int, words: str, version: int | None = None) -> Complaint:
    """Give a complaint's page a new address, and keep why (``words``), which whoever complained reads there.

    Who gave an email address is mailed it. Raises NotYours, InvalidInput without words, Refusal where it was erased or
    changed since ``version``.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    said = typed(words, called="Why", longest=LONGEST_WHY)
    found.key_number += 1
    found.version += 1
    found.save(update_fields=["key_number", "version"])
    step = keep_step(found, "address", said, actor.membership)
    tell_complainant(found)
    record([note("complaint_address_given", actor, found, step)])
    return found


def show_once(request: HttpRequest, found: Complaint) -> None:
    """Let the next look of this session at a complaint show the address that it has now."""
    request.session[_HANDED] = [found.pk, found.key_number]


def shows_now(request: HttpRequest, found: Complaint) -> bool:
    """Return whether this look shows the address, and let no further one do so."""
    if request.session.get(_HANDED) != [found.pk, found.key_number]:
        return False
    del request.session[_HANDED]
    return True
