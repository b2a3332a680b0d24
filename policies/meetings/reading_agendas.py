"""The items of an agenda or of minutes, read from a file or pasted text; a person looks at them before they count."""

import re

from policies.importing.importing import Document, import_document, import_text
from policies.importing.outline import Clause
from policies.meetings.convening import MOST_ITEMS, Item
from policies.models import AgendaItem

_CLOSED = re.compile(
    r"\b(?:exclu\w+ (?:of )?(?:the )?(?:press and )?public|confidential|closed session|exempt|part (?:2|ii|two|b))\b",
    re.IGNORECASE,
)
_BRIEFING = re.compile(r"\bprivate briefing\b", re.IGNORECASE)
_LONGEST_TITLE = 300


def read_agenda(name: str, data: bytes) -> list[Item]:
    """Return the items in the file ``name``. Raises CannotImport in words for the clerk."""
    return _items(import_document(name, data))


def read_pasted_agenda(text: str) -> list[Item]:
    """Return the items in pasted text. Raises CannotImport in words for the clerk."""
    return _items(import_text(text))


def _items(document: Document) -> list[Item]:
    """Return an item for each clause at the top, what is under it as its minute; no word is lost.

    An item that speaks of excluding the public is offered as closed, and so are those after it: a guess that fails on
    the side of silence, which the clerk corrects on the review page.
    """
    found: list[Item] = []
    part: str = AgendaItem.Part.OPEN
    for number, clause in enumerate(document.clauses[:MOST_ITEMS], start=1):
        title, minute = _title_and_minute(clause)
        if _BRIEFING.search(title):
            here: str = AgendaItem.Part.BRIEFING
        else:
            if _CLOSED.search(f"{title}\n{minute}"):
                part = AgendaItem.Part.CLOSED
            here = part
        reference = (clause.printed.strip(" .:)") or str(number))[:80]
        found.append(Item(reference, title, here, minute))
    return _each_its_own(found)


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
