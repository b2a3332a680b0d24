"""The speaker's own decision about their words: to approve them, to refuse them, or to say them otherwise.

Compare-and-set on the hash of the words that the speaker had before them: whoever changes them meanwhile wins or
loses whole, and nobody ever approves words that they did not see.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.channels.quotes.gates import refuse_to_speak
from portal.channels.quotes.locking import ABOUT, lock_quote
from portal.channels.quotes.telling import tell_decided
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.models import Communication, Quote, QuoteApproval, QuoteState
from portal.drafts.quotes.standing import is_quoted
from portal.drafts.quotes.words import LONGEST, exact
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST_REASON = 2000
BY_LINK = "the speaker, by private link"


class WordsChanged(Refusal):
    """The words are not those that the speaker had before them."""

    def __init__(self) -> None:
        super().__init__(
            "The words were changed, or are not asked about any more, since this page was opened.",
            "Nothing was approved. Open it again to read them as they stand now.",
        )


@dataclass(frozen=True)
class ByLink:
    """A speaker from outside: who holds the private link, of which this is the hash."""

    council_id: int
    link_sha256: str


Speaker = Person | ByLink


@transaction.atomic
def approve_words(*, actor: Speaker, quote_id: int, sha256: str) -> Quote:
    """Approve the words of which ``sha256`` is the hash, as their own speaker.

    Raises NotYours for anybody else, for a speaker whose rights are suspended, and for a member whom a gate refuses
    (portal.channels.quotes.gates), as without the clerk's permission to speak where the council asks for it;
    WordsChanged where the item quotes other words by now; Refusal where it was decided meanwhile, or the link was
    spent, taken back or is over.
    """
    if isinstance(actor, Person):
        actor.require(Power.DRAFT)
    bump(_council_of(actor))
    quote, item = _lock(actor, quote_id)
    if quote.sha256 != sha256 or (item is not None and not is_quoted(item, quote)):
        raise WordsChanged
    refuse_to_speak(quote)
    entry = _decide(actor, quote, QuoteApproval.Decision.APPROVED, "quote_approved")
    record([entry])
    return quote


@transaction.atomic
def refuse_words(*, actor: Speaker, quote_id: int, sha256: str, reason: str, proposed: str = "") -> Quote:
    """Refuse the words, with a reason, and say which other words the speaker would approve, if any.

    What was decided on the item is judged again. Raises NotYours, InvalidInput without a reason, WordsChanged,
    Refusal as approve_words(); somebody suspended may still refuse to be quoted.
    """
    reason, other = _said(reason), exact(proposed)
    if len(other) > LONGEST:
        raise InvalidInput(f"Other words can have up to {LONGEST:,} characters.")
    bump(_council_of(actor))
    quote, _ = _lock(actor, quote_id)
    if quote.sha256 != sha256:
        raise WordsChanged
    entry = _decide(
        actor, quote, QuoteApproval.Decision.REFUSED, "quote_refused", reason=reason, proposed=other
    )
    record([entry])
    return quote


@transaction.atomic
def note_written_approval(*, actor: Person, quote_id: int, sha256: str, reason: str, evidence: str) -> Quote:
    """Record that the speaker approved these exact words in a letter or a mail, which ``evidence`` names.

    For the council that allows it: the clerk says what somebody else wrote, and approves nothing. Raises NotYours
    without the power to decide or where the council does not allow it, InvalidInput without reason and evidence,
    WordsChanged, Refusal where it was decided meanwhile.
    """
    actor.require(Power.DECIDE)
    reason, where = _said(reason), stated(evidence)
    if not where or len(where) > LONGEST_REASON:
        raise InvalidInput("Say where the letter or mail is: its date, from whom, and where it is filed.")
    bump(actor.council.pk)
    quote, item = lock_quote(actor.council.pk, quote_id)
    if not quote.council.written_quote_approvals:
        raise NotYours("This council takes no written approvals: the speaker approves the words themselves.")
    if quote.sha256 != sha256 or (item is not None and not is_quoted(item, quote)):
        raise WordsChanged
    entry = _decide(
        actor,
        quote,
        QuoteApproval.Decision.APPROVED,
        "quote_approval_noted",
        how=QuoteApproval.How.WRITTEN,
        reason=reason,
        evidence=where,
    )
    record([entry])
    return quote


def _council_of(speaker: Speaker) -> int:
    return speaker.council.pk if isinstance(speaker, Person) else speaker.council_id


def _said(reason: str) -> str:
    why = stated(reason)
    if not why or len(why) > LONGEST_REASON:
        raise InvalidInput(f"Give a reason, in up to {LONGEST_REASON:,} characters: it is kept.")
    return why


def _lock(actor: Speaker, quote_id: int) -> tuple[Quote, Communication | None]:
    """Return the quote and its item, locked, where ``actor`` is its speaker; raise NotYours or Refusal."""
    if isinstance(actor, ByLink):
        quote, item = lock_quote(actor.council_id, quote_id)
        over = quote.link_until is None or quote.link_until <= timezone.now()
        if quote.link_sha256 != actor.link_sha256 or over:
            raise Refusal(
                "This link is not open any more: it was used, was taken back, or its time is over.",
                "Nothing was changed. Ask the council for a new one.",
            )
        return quote, item
    quote, item = lock_quote(actor.council.pk, quote_id)
    if not is_speaker(actor, quote):
        raise NotYours("Only the speaker decides about their own words.")
    return quote, item


def is_speaker(actor: Person, quote: Quote) -> bool:
    """Return whether the words are ``actor``'s own: the person counts, not the office they held."""
    return quote.member is not None and quote.member.user_id == actor.user_id


def _decide(
    actor: Speaker,
    quote: Quote,
    decision: QuoteApproval.Decision,
    verb: str,
    *,
    how: QuoteApproval.How | None = None,
    reason: str = "",
    **said: str,
) -> Entry:
    """Move the waiting words on by compare-and-set, keep the decision, tell who asked; return the entry.

    Raises Refusal where they wait no more.
    """
    now = timezone.now()
    waiting = Quote.objects.filter(pk=quote.pk, state=QuoteState.WAITING, sha256=quote.sha256)
    if waiting.update(state=decision.value, decided_at=now, link_sha256="", link_until=None) != 1:
        raise Refusal(
            f"This was decided meanwhile, or is asked no more: {quote.get_state_display().lower()}.",
            "Nothing was changed.",
        )
    quote.state, quote.decided_at = decision.value, now
    way = how or (QuoteApproval.How.SIGNED_IN if isinstance(actor, Person) else QuoteApproval.How.LINK)
    return kept(actor, quote, decision, verb, way, reason=reason, **said)


def kept(
    actor: Speaker,
    quote: Quote,
    decision: QuoteApproval.Decision,
    verb: str,
    how: QuoteApproval.How,
    *,
    reason: str = "",
    **said: str,
) -> Entry:
    """Keep a decision with what was said, file that, tell who asked; return the entry that the verb records last."""
    by = actor.membership if isinstance(actor, Person) else None
    QuoteApproval.objects.create(
        quote=quote,
        sha256=quote.sha256,
        decision=decision,
        how=how,
        by=by,
        at=timezone.now(),
        reason=reason,
        **said,
    )
    _file(actor, quote, verb, list(said.values()))
    tell_decided(quote, decision, by)
    facts: dict[str, Any] = {
        "sha256": quote.sha256,
        "communication": quote.communication_id,
        "how": how.value,
    }
    facts |= {f"{name}_sha256": sha256_of(text) for name, text in said.items() if text}
    if isinstance(actor, Person):
        return reasoned(actor, verb, ABOUT, quote.pk, reason=reason, **facts)
    if reason:
        _file(actor, quote, verb, [reason])
        facts["reason_sha256"] = sha256_of(reason)
    return Entry(quote.council_id, verb, None, BY_LINK, ABOUT, quote.pk, facts)


def _file(actor: Speaker, quote: Quote, verb: str, said: list[str]) -> None:
    """File what was said with a decision; the ledger holds its hash."""
    texts = [text for text in said if text]
    if not texts:
        return
    filing = Filing(
        council_id=quote.council_id,
        status=verb,
        object_type=ABOUT,
        object_id=quote.pk,
        communication_id=quote.communication_id,
        actor_id=actor.user_id if isinstance(actor, Person) else None,
        title=f"Quotation of {quote.named}",
        text="\n\n".join(texts),
    )
    file_snapshots([filing])
