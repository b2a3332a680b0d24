"""Everything that is kept of one item as one plain text: for a request under the Freedom of Information Act 2000."""

from collections.abc import Iterable, Iterator
from itertools import chain

from approvals.models import Review
from approvals.reading import revisions_of
from approvals.regard.beside import Decided, regard_in
from portal.councils.people import Person
from portal.councils.templatetags.words import day, moment
from portal.drafts.costs.reaching import entries_for
from portal.drafts.models import Communication, CostEntry
from portal.drafts.templatetags.money import pounds
from portal.records.models import LedgerEntry
from portal.records.verbs import VERBS

MOST = 1000
"""The most entries of the record, decisions or costs of one item in its export; it says so where there are more."""


def export_of(person: Person, item: Communication) -> str:
    """Return what is kept of ``item``: its words, versions, decisions with the answers to the publicity code, what it
    cost, and every entry of the record about it with its hash.

    The caller has asked whether its inside is for ``person``. Five queries, whatever the item holds.
    """
    parts = (_head(item), _text(item), _versions(item), _decisions(item), _costs(person, item), _record(item))
    return "\n".join(chain.from_iterable(parts)) + "\n"


def _heading(words: str) -> list[str]:
    return ["", words.upper(), ""]


def _head(item: Communication) -> Iterator[str]:
    yield str(item)
    yield f"{item.spec.label} of {item.body.name}, {item.council.name}"
    yield f"Author: {item.author.user.name}, {item.author.display_title}"
    yield f"Approval reference: {item.reference or 'none'}"
    yield f"It is: {item.get_stage_display().lower()}"


def _text(item: Communication) -> Iterator[str]:
    yield from _heading("What it says")
    revision = item.current_revision
    if revision is None or revision.erased_at is not None:
        yield "Nothing is written, or the text was erased when its time was over."
        return
    for part in item.spec.parts:
        if words := revision.plain.get(part.name, "").strip():
            yield from (f"{part.label}:", words, "")


def _versions(item: Communication) -> Iterator[str]:
    yield from _heading("Its versions")
    for revision in revisions_of(item):
        yield f"Revision {revision.number}: {revision.author.user.name}, {moment(revision.at)}"
        yield f"  SHA-256 {revision.sha256}"


def _decisions(item: Communication) -> Iterator[str]:
    yield from _heading("What was decided")
    regard = regard_in(item)
    answered = {one.review_id: one for one in regard if one.review_id}
    rows = Review.objects.filter(communication=item, decided_at__isnull=False)
    reviews = list(rows.select_related("decided_by__user", "revision").order_by("pk")[: MOST + 1])
    for review in reviews[:MOST]:
        who = review.decided_by.user.name if review.decided_by else "its author"
        yield f"{review.get_state_display()} by {who}, {moment(review.decided_at)}: revision {review.revision.number}"
        if review.reason:
            yield f"  Reason: {review.reason}"
        if review.pk in answered:
            yield from _answers(answered[review.pk])
    for one in reversed(regard):
        if one.review_id is None:
            yield f"{one.decision} by {one.by}, {moment(one.at)}: revision {one.revision}"
            yield from _answers(one)
    yield from _cut(reviews)


def _answers(decided: Decided) -> Iterator[str]:
    yield "  The publicity code (Local Government Act 1986, s.4):"
    for one in decided.answers:
        note = f": {one.note}" if one.note else " (a note may have been erased)" if one.erased else ""
        yield f"    {one.principle.name}: {one.answer.label}{note}"


def _costs(person: Person, item: Communication) -> Iterator[str]:
    yield from _heading("What it cost (Local Government Act 1986, s.5)")
    rows = entries_for(person).filter(communication=item).select_related("corrected_by").order_by("pk")
    entries = list(rows[: MOST + 1])
    for entry in entries[:MOST]:
        yield from _cost(entry)
    if not entries:
        yield "Nothing is entered."
    yield from _cut(entries)


def _cost(entry: CostEntry) -> Iterator[str]:
    amount = f"{pounds(entry.net_pence)} and {pounds(entry.vat_pence)} VAT"
    yield f"Entry {entry.pk}, {day(entry.spent_on)}: {amount}. {entry.get_sort_display()}: {entry.what}"
    papers = ", ".join(words for words in (entry.supplier, entry.invoice, entry.authority) if words)
    if papers:
        yield f"  {papers}"
    if entry.corrects_id:
        yield f"  Corrects entry {entry.corrects_id}: {entry.reason}"
    if hasattr(entry, "corrected_by"):
        yield f"  Not counted: corrected by entry {entry.corrected_by.pk}"


def _record(item: Communication) -> Iterator[str]:
    yield from _heading("The record")
    about = LedgerEntry.objects.filter(
        council_id=item.council_id, object_type="communication", object_id=item.pk
    )
    entries = list(about.order_by("number")[: MOST + 1])
    for entry in entries[:MOST]:
        yield f"{entry.number}. {moment(entry.at)}: {entry.actor_name} {VERBS.get(entry.verb, entry.verb)}"
        yield f"  Hash {entry.hash}"
    yield from _cut(entries)


def _cut(rows: Iterable[object]) -> Iterator[str]:
    if len(list(rows)) > MOST:
        yield f"There are more than {MOST:,}: the pages of the portal have all of them."
