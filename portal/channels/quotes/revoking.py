"""Taking an approval back: until the item has gone out, and then what waits of it is held at once."""

from django.db import transaction

from portal.channels.models import Delivery, Dispatch, Publication
from portal.channels.outbox.judging_again import judge_again, waiting
from portal.channels.quotes.deciding import is_speaker, kept
from portal.channels.quotes.locking import lock_quote
from portal.channels.quotes.telling import tell_revoked
from portal.channels.states import Delivering
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.models import Communication, Quote, QuoteApproval, QuoteState
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

OUT = (Delivering.SENDING, Delivering.SENT, Delivering.UNKNOWN, Delivering.RETRACTED)
"""States of what may have reached somebody: being sent cannot be recalled."""


@transaction.atomic
def revoke(*, actor: Person, quote_id: int, reason: str) -> Quote:
    """Take the approval of the words back, with a reason; what waits to go out with them is held in the same act.

    The speaker does it, or whoever decides here, on the speaker's word, for one who approved by link or in writing.
    The clerk and who asked are told. Raises NotYours, InvalidInput without a reason, Refusal where the words are not
    approved (any more) or the item has gone out.
    """
    reason = stated(reason)
    if not reason or len(reason) > 2000:
        raise InvalidInput("Give a reason, in up to 2,000 characters: it is kept.")
    bump(actor.council.pk)
    quote, item = lock_quote(actor.council.pk, quote_id)
    if not may_revoke(actor, quote):
        raise NotYours("Only the speaker takes back the approval of their words.")
    if item is not None and gone_out(item):
        raise Refusal(
            "The item has gone out with these words, and what is out cannot be recalled.",
            "Nothing was changed. Ask the clerk to correct or withdraw it in public.",
        )
    moved = Quote.objects.filter(pk=quote.pk, state=QuoteState.APPROVED).update(state=QuoteState.REVOKED)
    if moved != 1:
        raise Refusal(f"The words are not approved: {quote.get_state_display().lower()}.")
    quote.state = QuoteState.REVOKED
    how = QuoteApproval.How.SIGNED_IN if is_speaker(actor, quote) else QuoteApproval.How.WRITTEN
    entry = kept(actor, quote, QuoteApproval.Decision.REVOKED, "quote_revoked", how, reason=reason)
    tell_revoked(quote, item, actor)
    held = judge_again(_waiting(item)) if item is not None else []
    record([entry, *held])
    return quote


def may_revoke(actor: Person, quote: Quote) -> bool:
    """Return whether ``actor`` may take the approval back: a suspended speaker may, they only want to say less."""
    if is_speaker(actor, quote):
        return True
    in_writing = quote.decisions.filter(
        decision=QuoteApproval.Decision.APPROVED, how__in=[QuoteApproval.How.LINK, QuoteApproval.How.WRITTEN]
    )
    return actor.may(Power.DECIDE) and in_writing.exists()


def gone_out(item: Communication) -> bool:
    """Return whether anything of the item has reached anybody, or is being sent. Two queries."""
    deliveries = Delivery.objects.filter(publication__communication=item, state__in=OUT, fanned_out=False)
    mails = Dispatch.objects.filter(delivery__publication__communication=item, state__in=OUT)
    return deliveries.exists() or mails.exists()


def _waiting(item: Communication) -> list[int]:
    rows = waiting(item.council_id).filter(communication=item)
    return list(Publication.objects.filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
