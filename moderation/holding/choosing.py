"""Choosing what of the comments on a channel waits for a person before readers get it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from moderation.holding.standing import LABELS, may_hold
from moderation.models import Holding
from portal.channels.models import Channel
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def choose_holding(*, actor: Person, channel_id: int, holds: Collection[str], allows_links: bool) -> Holding:
    """Choose what a channel holds back: values of LABELS; what is not among them is pointed out at the desk and shown.

    What waits already goes on waiting: somebody looks at it. Danger to somebody is held whatever is chosen.
    Raises NotYours without the power to change settings, InvalidInput for anything else or another council's channel,
    Refusal for a channel on which nothing can be held.
    """
    actor.require(Power.CONFIGURE)
    rows = Channel.objects.select_for_update(no_key=True, of=("self",)).filter(council=actor.council)
    found = rows.filter(pk=channel_id).first()
    known = {one.value for one in LABELS}
    if found is None or not set(holds) <= known:
        raise InvalidInput("Choose among what is offered here.")
    if not may_hold(found):
        raise Refusal("What stands on a network stands there already: it is only pointed out at the desk.")
    chosen = sorted(set(holds))
    made, _ = Holding.objects.update_or_create(
        channel=found,
        defaults={
            "holds": chosen,
            "allows_links": allows_links,
            "changed_by": actor.membership,
            "changed_at": timezone.now(),
        },
    )
    record([entry_by(actor, "holding_chosen", "channel", found.pk, holds=chosen, allows_links=allows_links)])
    return made
