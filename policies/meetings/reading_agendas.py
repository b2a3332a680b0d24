"""The items of an agenda or of minutes, read from a file or pasted text; a person looks at them before they count."""

import re
from dataclasses import dataclass, field, replace

from policies.importing.blocks import Block, CannotImport, SetAside
from policies.importing.clauses import Clause
from policies.importing.details import find_details
from policies.importing.importing import Document, import_document, import_text
from policies.meetings.convening import MOST_ITEMS, Item
from policies.models import AgendaItem

_CLOSED = re.compile(
    r"\b(?:exclu\w+ (?:of )?(?:the )?(?:press and )?public|closed session|part (?:2|ii|two|b)"
    r"|confidential(?! (?:waste|shredding|reporting))"
    r"|(?<!tax )(?<!tax-)(?<!vat )(?<!rate )(?<!rates )exempt"
    r"(?! (?:from|accommodation|propert|suppl|dwelling|development|vehicle|work)))\b",
    re.IGNORECASE,
)
_BRIEFING = re.compile(r"\bprivate briefing\b", re.IGNORECASE)
_LONGEST_TITLE, _LONGEST_REFERENCE = 300, 80


@dataclass(frozen=True)
class Agenda:
    """What was read: the items, and the words of the document that are in none of them, with why."""

    items: list[Item]
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def aside(self) -> str:
        """What is in no item, a line each, as a reader is shown it."""
        return "\n".join(f"{one.why.capitalize()}: {one.text}" for one in self.set_aside)


def read_agenda(name: str, data: bytes) -> Agenda:
    """Return the items in the file ``name``.

    Raises CannotImport in words for the clerk, also for more items than a meeting has: none is left out unsaid.
    """
    return _agenda(import_document(name, data, lift_details=False))


def read_pasted_agenda(text: str) -> Agenda:
    """Return the items in pasted text. Raises as read_agenda()."""
    return _agenda(import_text(text, lift_details=False))


def _agenda(document: Document) -> Agenda:
    if (count := len(document.clauses)) > MOST_ITEMS:
        raise CannotImport(
            f"This reads as {count} items, and a meeting has at most {MOST_ITEMS}.",
            "Nothing was changed. Paste the part with the items alone, or number them so that what belongs to an item "
            "stands under it.",
        )
    title = [SetAside("title", document.title)] if document.titled_by_text and document.title else []
    return Agenda(_items(document), [*title, *document.set_aside])


def _items(document: Document) -> list[Item]:
    """Return an item for each clause at the top, what is under it as its minute; no word is lost.

    An item that speaks of excluding the public is offered as closed, and so are those after it: a guess that fails on
    the side of silence, which the clerk corrects on the review page.
    """
    found: list[Item] = []
    part: str = AgendaItem.Part.OPEN
    number = 0
    for clause in document.clauses:
        if found and _is_outcome(clause):
            minute = f"{found[-1].minute}\n{_in_full(clause)}".strip()
            found[-1] = replace(found[-1], minute=minute)
            continue
        number += 1
        title, minute = _title_and_minute(clause)
        if _BRIEFING.search(title):
            here: str = AgendaItem.Part.BRIEFING
        else:
            if _CLOSED.search(f"{title}\n{minute}"):
                part = AgendaItem.Part.CLOSED
            here = part
        reference = clause.printed.strip(" .:)") or str(number)
        if len(reference) > _LONGEST_REFERENCE:
            reference, minute = str(number), f"{reference}\n{minute}".strip()
        found.append(Item(reference, title, here, minute))
    return _each_its_own(found)


def _is_outcome(clause: Clause) -> bool:
    """Return whether ``clause`` says nothing but when or by which minute the item before it was resolved on."""
    if clause.printed or clause.children:
        return False
    kept, _, _ = find_details([Block(line) for line in _title_and_minute(clause)[0].split("\n")])
    return not kept


def _title_and_minute(clause: Clause) -> tuple[str, str]:
    """Return the first line as the title, the rest and everything below the clause as the minute."""
    lines = [line for line in (clause.heading or "", clause.text) if line]
    title, _, rest = "\n".join(lines).partition("\n")
    below = [_in_full(child) for child in clause.children]
    if len(title) > _LONGEST_TITLE:
        title, rest = f"{title[: _LONGEST_TITLE - 1]}…", f"{title}\n{rest}".strip()
    return title or "(without a title)", "\n".join([line for line in (rest, *below) if line])


def _in_full(clause: Clause) -> str:
    words = " ".join(part for part in (clause.printed, clause.heading or "", clause.text) if part)
    return "\n".join([words, *(_in_full(child) for child in clause.children)])


def _each_its_own(items: list[Item]) -> list[Item]:
    """Return ``items`` with references that differ: a number that is printed twice gets a letter."""
    seen: dict[str, int] = {}
    found = []
    for item in items:
        seen[item.reference] = seen.get(item.reference, 0) + 1
        count = seen[item.reference]
        reference = item.reference if count == 1 else f"{item.reference} ({count})"
        found.append(Item(reference, item.title, item.part, item.minute))
    return found
