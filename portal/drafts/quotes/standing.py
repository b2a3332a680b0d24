"""How the quotations of a text stand with their speakers: what is locked, what waits, what was changed since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portal.drafts.content import Content
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Communication, Quote, QuoteApproval, QuoteState
from portal.drafts.quotes.words import fold
from portal.together import Asked, Rows, instances, stored_columns
from portal.written import Written

MOST = 300
"""How many quotes of an item, and free-standing ones beside them, are looked at: the latest."""
_COLUMNS = stored_columns(Quote)
CHANGED, UNASKED = "changed", "unasked"
LOST = (QuoteState.REVOKED, QuoteState.REFUSED)
_FIRST = (QuoteState.APPROVED, QuoteState.WAITING)


@dataclass(frozen=True)
class Lock:
    """One quotation of a text: ``state`` is a QuoteState, or "changed" or "unasked"; ``quote`` is what says so.

    ``number`` counts the quotations of the text from 1. Of a changed one ``quote`` is the approval of other words.
    """

    number: int
    speaker: str
    words: str
    state: str
    quote: Quote | None = None

    @property
    def approved(self) -> bool:
        """Return whether these exact words are their speaker's own, approved."""
        return self.state == QuoteState.APPROVED

    @property
    def how(self) -> str:
        """Return by which way it was approved, in words."""
        value = getattr(self.quote, "how", None)
        return QuoteApproval.How(value).label if value else ""

    @property
    def can_ask(self) -> bool:
        """Return whether somebody may now be asked to approve the words."""
        return bool(self.words and self.speaker) and self.state not in _FIRST


def known_quotes(council_id: int, communication_id: int | None) -> "QuerySet[Quote]":
    """Return what was asked about an item's quotations, and the free-standing ones that were decided, latest first."""
    free = Q(communication__isnull=True, state__in=[QuoteState.APPROVED, QuoteState.REVOKED])
    theirs = Q(communication_id=communication_id) if communication_id else Q(pk__in=[])
    how = QuoteApproval.objects.filter(quote=OuterRef("pk"), decision=QuoteApproval.Decision.APPROVED)
    rows = Quote.objects.filter(free | theirs, council_id=council_id, erased_at__isnull=True)
    return rows.annotate(how=Subquery(how.values("how")[:1])).order_by("-pk")


def approved_words(council_id: int) -> list[tuple[str, str]]:
    """Return (words, speaker) of the free-standing approvals in force, the latest first. One query."""
    rows = known_quotes(council_id, None).filter(state=QuoteState.APPROVED)
    return list(rows.values_list("words", "speaker")[:MOST])


def ask_quotes(item: Communication) -> list[Quote]:
    """Return the quotes that ``item`` may rely on as they stand now, and note them for showing. One query."""
    item.quotes_seen = list(known_quotes(item.council_id, item.pk)[:MOST])
    return item.quotes_seen


def quotes_asked(item: Communication) -> Asked:
    """Ask for what ask_quotes() returns, among other questions (portal.together)."""
    return _QUOTES.asked(item.council_id, item.pk)


_QUOTES = Written(
    lambda council_id, item_id: known_quotes(council_id, item_id).values_list(*_COLUMNS, "how")[:MOST],
    int,
    int,
)


def quotes_read(item: Communication, rows: Rows) -> list[Quote]:
    """Return the quotes that quotes_asked() brought, and note them for showing."""
    item.quotes_seen = instances(Quote, _COLUMNS, rows)
    for quote, row in zip(item.quotes_seen, rows, strict=True):
        quote.how = row[-1]  # as known_quotes() annotates it
    return item.quotes_seen


def quotes_shown(item: Communication) -> list[Quote]:
    """Return them as this request has read them already, else as they stand. For showing, never to decide by."""
    return ask_quotes(item) if item.quotes_seen is None else item.quotes_seen


def approved_among(quotes: Iterable[Quote]) -> list[tuple[str, str]]:
    """Return (words, speaker) of the approvals in force among ``quotes``."""
    return [(quote.words, quote.speaker) for quote in quotes if quote.state == QuoteState.APPROVED]


def quotations_in(kind: Kind, content: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the quotations that a content holds in their own part, in their order."""
    return [
        row
        for part in kind.parts
        if part.shape is Shape.QUOTES
        for row in content.get(part.name) or []
        if isinstance(row, dict)
    ]


def locks_of(item: Communication, content: Content) -> list[Lock]:
    """Return how each quotation in ``content`` of ``item`` stands now. One query; none without quotations."""
    rows = quotations_in(item.spec, content)
    return locks_in(rows, ask_quotes(item)) if rows else []


def locks_shown(item: Communication, content: Content) -> list[Lock]:
    """Return them for showing: no query where this request has asked already."""
    rows = quotations_in(item.spec, content)
    return locks_in(rows, quotes_shown(item)) if rows else []


def locks_in(rows: Sequence[Mapping[str, str]], known: Iterable[Quote]) -> list[Lock]:
    """Return how each of ``rows`` stands by ``known``, the quotes of its item, the latest first."""
    quotes = list(known)
    return [_lock(number, row, rows, quotes) for number, row in enumerate(rows, start=1)]


def _lock(
    number: int, row: Mapping[str, str], rows: Sequence[Mapping[str, str]], quotes: Sequence[Quote]
) -> Lock:
    words, speaker = str(row.get("words", "")), str(row.get("speaker", ""))
    same = [quote for quote in quotes if _is(quote, words, speaker)]
    found = next((quote for state in _FIRST for quote in same if quote.state == state), None)
    found = found or next((quote for quote in same if quote.state != QuoteState.DROPPED), None)
    if found is not None:
        return Lock(number, speaker, words, found.state, found)
    others = [quote for quote in quotes if quote.communication_id and fold(quote.speaker) == fold(speaker)]
    before = next(
        (
            quote
            for quote in others
            if quote.state == QuoteState.APPROVED
            and not any(_is(quote, str(one.get("words", "")), str(one.get("speaker", ""))) for one in rows)
        ),
        None,
    )
    return Lock(number, speaker, words, CHANGED if before else UNASKED, before)


def _is(quote: Quote, words: str, speaker: str) -> bool:
    return fold(quote.words) == fold(words) and fold(quote.speaker) == fold(speaker)


def lost_in(item: Communication, content: Content) -> Lock | None:
    """Return the first quotation whose speaker refused it or took the approval back, or None. At most one query."""
    return _first_lost(locks_of(item, content))


def lost_as_judged(item: Communication, content: Content) -> Lock | None:
    """Return what lost_in() does, by the quotes that judging ``item`` brought in this transaction. No query then.

    To decide by it the council's row must have been shared before the item was judged: whoever refuses words or takes
    an approval back moves that row on first, so that no such decision lies between the two.
    """
    return _first_lost(locks_shown(item, content))


def _first_lost(locks: Iterable[Lock]) -> Lock | None:
    return next((lock for lock in locks if lock.state in LOST), None)


def is_quoted(item: Communication, quote: Quote) -> bool:
    """Return whether the item's current revision quotes exactly these words of their speaker."""
    revision = item.current_revision
    if revision is None or revision.erased_at is not None:
        return False
    rows = quotations_in(item.spec, revision.content)
    return any(_is(quote, row["words"], row["speaker"]) for row in rows)
