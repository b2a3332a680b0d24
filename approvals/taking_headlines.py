"""Taking the headline away from readers: with the withdrawal of an item, or any time after it."""

from collections.abc import Sequence

from django.db import transaction

from approvals.founding import cited, grounded
from approvals.submitting import lock_item
from portal.channels.models import Publication
from portal.channels.outbox.retitling import order_retitling
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.states import Stage
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated


class NoHeadlineLeft(Refusal):
    """The item is not withdrawn, or its headline was taken away already, or erased with its text."""

    def __init__(self) -> None:
        super().__init__(
            "No reader sees a headline of a withdrawn item here.",
            "Nothing was changed. The item's page says whether it is withdrawn, and whether its headline went too.",
        )


@transaction.atomic
def take_headline_away(
    *, actor: Person, communication_id: int, reason: str, cites: Sequence[str] = ()
) -> int:
    """Take the headline of a withdrawn item away from readers; returns how many channels are told.

    ``cites`` are the clauses that this rests on. Raises InvalidInput without a reason, NoHeadlineLeft where it is not
    withdrawn or the headline is gone already, if only because retention erased it with the text, Uncited and NotInForce
    as check_founded().
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Say why the headline goes too: it is kept with the record.")
    item = lock_item(actor, communication_id)
    withdrawn = Publication.objects.select_for_update(of=("self",)).filter(
        communication=item,
        state=PublicState.WITHDRAWN,
        headline_taken=False,
        revision__erased_at__isnull=True,
    )
    issue = withdrawn.order_by("-issue").first()
    if issue is None or item.stage != Stage.WITHDRAWN:
        raise NoHeadlineLeft
    because = grounded(actor, item, reason, cites)
    note_headline_taken(issue)
    told = order_retitling(item.pk)
    facts = {"publication": issue.pk, "channels_told": told, **cited(cites)}
    record([reasoned(actor, "headline_taken", "communication", item.pk, reason=because, **facts)])
    return told


def note_headline_taken(issue: Publication) -> None:
    """Note at every issue of the item that no reader sees its headline any more, nor an address with its words.

    The newsroom follows when it is told, and leads from the earlier address to the new one.
    """
    rows = Publication.objects.filter(communication=issue.communication_id)
    rows.update(headline_taken=True, slug=issue.nameless_slug)
