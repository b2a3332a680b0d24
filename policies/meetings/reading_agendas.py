"""The items of an agenda or of minutes, read from a file or pasted text; a person looks at them before they count."""

from dataclasses import dataclass, field

from policies.importing.blocks import CannotImport, SetAside
from policies.importing.importing import Document, import_document, import_text
from policies.meetings.convening import MOST_ITEMS, Item
from policies.meetings.itemising import Itemised


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
    return _agenda(import_document(name, data, of_meeting=True))


def read_pasted_agenda(text: str) -> Agenda:
    """Return the items in pasted text. Raises as read_agenda()."""
    return _agenda(import_text(text, of_meeting=True))


def _agenda(document: Document) -> Agenda:
    read = Itemised(document)
    items = read.items()
    if (count := len(items)) > MOST_ITEMS:
        raise CannotImport(
            f"This reads as {count} items, and a meeting has at most {MOST_ITEMS}.",
            "Nothing was changed. Paste the part with the items alone, or number them so that what belongs to an item "
            "stands under it.",
        )
    title = [SetAside("title", document.title)] if document.titled_by_text and document.title else []
    return Agenda(items, [*title, *document.set_aside, *read.set_aside])
