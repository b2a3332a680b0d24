"""Which clauses of an agenda or of minutes are its items, and which part of the meeting each was taken in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, takewhile

from policies.importing.blocks import Block, SetAside
from policies.importing.clauses import Clause
from policies.importing.counting import as_letters
from policies.importing.details import find_details
from policies.importing.importing import Document
from policies.importing.references import walk_all
from policies.meetings.convening import LONGEST_TITLE, Item
from policies.meetings.parting import (
    closes,
    declares_closed,
    heading_closes,
    heading_opens,
    heads_meeting,
    heads_part,
    is_briefing,
    names_person,
    opens,
    tells_who_was_there,
)
from policies.models import AgendaItem

_LONGEST_REFERENCE = 80
_NUMBERS = ("minute", "integer", "decimal", "upper roman", "capital", "roman", "letter", "bracketed")
_ALIKE = frozenset({"integer", "decimal"})
_MANY = 3
"""Numbers that are an agenda wherever they stand; fewer may be a list in one item."""


@dataclass
class _Found:
    """An item as it is found; ``reference`` is empty where none is printed."""

    reference: str
    title: str
    part: str
    minute: list[str]


class Itemised:
    """The items of a paper in reading order, and its words that are in none of them.

    Items are what is numbered outermost, whatever headings it stands under; where nothing is numbered so, what has a
    heading. What stands between two items belongs to the first. From words that close the meeting on everything is
    closed until a heading or a title opens it again: a guess that fails on the side of silence, which the clerk
    corrects on the review page.
    """

    def __init__(self, document: Document) -> None:
        """Read ``document``."""
        self._found: list[_Found] = []
        self.set_aside: list[SetAside] = []
        self._part: str = AgendaItem.Part.OPEN
        self._last: tuple[str, int] = ("", 0)
        self._there = False
        self._kinds = _kinds_of(document.clauses)
        marks = [one.text for one in document.set_aside if one.why == "page header or footer"]
        if any(map(heading_closes, [document.title if document.titled_by_text else "", *marks])):
            self._part = AgendaItem.Part.CLOSED
        self._take(document.clauses)

    # --- what a clause is --------------------------------------------------------------------------------

    def _take(self, clauses: list[Clause]) -> None:
        for clause in clauses:
            if _kind(clause) in self._kinds:
                self._item(clause)
                self._last = _kind(clause), clause.numbers[-1]
            elif self._found and _is_outcome(clause):
                self._words(replace(clause, children=[]))
                self._take(clause.children)
            elif clause.heading or _kind(clause) == "heading":
                self._heading(clause)
            elif self._holds_items(clause):
                self._words(replace(clause, children=[]))
                self._take(clause.children)
            else:
                self._words(clause)

    def _holds_items(self, clause: Clause) -> bool:
        """Say whether the numbers under ``clause`` are those of the meeting's items and not of a list in one item."""
        first = next(_outermost(clause.children, self._kinds), None)
        if first is None:
            return False
        kind, number = self._last
        return (
            not self._found
            or _kind(first) == "minute"
            or (_kind(first), first.numbers[-1]) == (kind, number + 1)
        )

    def _heading(self, clause: Clause) -> None:
        """Take a heading without a number: of a part, of the paper itself, of some items, or of one."""
        said = heading_of(clause)
        if heading_closes(said):
            self._part = AgendaItem.Part.CLOSED
        elif heading_opens(said):
            self._part = AgendaItem.Part.OPEN
        there = tells_who_was_there(said) or (self._there and names_person(said))
        begun = bool(self._found)
        own: list[Clause] = []
        if not (heads_part(said) or there or (heads_meeting(said) and (self._kinds or not begun))):
            if not self._kinds or (begun and not self._holds_items(clause)):
                self._item(clause)
                return
            own = list(takewhile(self._is_own, clause.children))
        if begun and own:
            self._item(replace(clause, children=own))
        else:
            self.set_aside.append(SetAside("heading", _in_full(replace(clause, children=[]))))
            own, self._there = [], there
        self._take(clause.children[len(own) :])

    def _is_own(self, child: Clause) -> bool:
        """Say whether what stands under a heading is neither a heading nor an item."""
        return not child.heading and _kind(child) not in self._kinds

    def _words(self, clause: Clause) -> None:
        """Take a paragraph without a number: of the item above it, an item where none are numbered, or of none."""
        said = _in_full(clause)
        above = not self._found and (self._kinds or heads_meeting(said))
        if self._there or above:
            self.set_aside.append(SetAside("before the items" if above else "who was there", said))
            if declares_closed(said):
                self._part = AgendaItem.Part.CLOSED
        elif self._found and (self._kinds or _is_outcome(clause)):
            last = self._found[-1]
            last.minute.append(said)
            if closes(said):
                self._part = AgendaItem.Part.CLOSED
                last.part = self._part if last.part == AgendaItem.Part.OPEN else last.part
        else:
            self._item(clause)

    def _item(self, clause: Clause) -> None:
        """Add an item, what is under it as its minute."""
        self._there = False
        title, minute = _title_and_minute(clause)
        reference = "" if clause.kind.startswith("bullet") else clause.printed.strip(" .:)–-")
        if len(reference) > _LONGEST_REFERENCE:
            reference, minute = "", [reference, *minute]
        said = "\n".join([clause.printed, title, *minute])
        if is_briefing(title):
            self._found.append(_Found(reference, title, AgendaItem.Part.BRIEFING, minute))
            return
        if closes(said):
            self._part = AgendaItem.Part.CLOSED
        elif opens(title):
            self._part = AgendaItem.Part.OPEN
        self._found.append(_Found(reference, title, self._part, minute))

    def items(self) -> list[Item]:
        """Return the items, each with a reference of its own.

        A number that is printed twice gets another after it; an item without one that of its place, or in a paper
        whose items are numbered that of the item above with a letter: no item loses the number it has.
        """
        taken = {found.reference for found in self._found}
        seen: set[str] = set()
        items: list[Item] = []
        printed = ""
        for place, found in enumerate(self._found, start=1):
            printed = found.reference or printed
            reference = found.reference
            if not reference or reference in seen:
                reference = _free(found.reference, printed if self._kinds else "", place, taken | seen)
            seen.add(reference)
            items.append(Item(reference, found.title, found.part, "\n".join(found.minute).strip()))
        return items


def _free(printed: str, above: str, place: int, taken: set[str]) -> str:
    """Return the first reference that no other item has."""
    if printed:
        ways = (f"{printed} ({number})" for number in count(2))
    elif above:
        ways = (f"{above}{as_letters(number)}" for number in count(1))
    else:
        ways = (str(place) if not number else f"{place} ({number + 1})" for number in count())
    return next(way for way in ways if way not in taken)


def heading_of(clause: Clause) -> str:
    """Return a heading, with its number where that is a word: “Part B closed”."""
    printed = clause.printed if clause.kind.startswith("worded") else ""
    return f"{printed} {clause.heading or clause.text}".strip()


def _kind(clause: Clause) -> str:
    """Return how a clause is numbered; “B. Closed items” is a heading of a part."""
    kind = clause.kind.partition(" at ")[0]
    return (
        "heading"
        if kind in {"capital", "upper roman"} and heads_part(clause.heading or clause.text)
        else kind
    )


def _outer(clauses: list[Clause]) -> Iterator[Clause]:
    """Yield in reading order what has a number that no clause with a number is above, and headings without any."""
    stack = list(reversed(clauses))
    while stack:
        clause = stack.pop()
        if _kind(clause) in _NUMBERS:
            yield clause
            continue
        if clause.heading:
            yield clause
        stack += reversed(clause.children)


def _outermost(clauses: list[Clause], kinds: frozenset[str]) -> Iterator[Clause]:
    return (clause for clause in _outer(clauses) if _kind(clause) in kinds)


def _kinds_of(clauses: list[Clause]) -> frozenset[str]:
    """Return how the items are numbered; nothing where they are not, and numbers only count lists within them."""
    outer = list(_outer(clauses))
    found = [_kind(clause) for clause in outer if _kind(clause) in _NUMBERS]
    if not found:
        return frozenset()
    alike = (
        frozenset({"minute"}) if "minute" in found else _ALIKE if _ALIKE & {*found} else frozenset({found[0]})
    )
    items = [clause for clause in outer if _kind(clause) in alike]
    first = outer.index(items[0])
    before = sum(map(_is_bare, outer[:first]))
    after = sum(
        _is_bare(clause) and next(_outermost([clause], alike), None) is None for clause in outer[first:]
    )
    above = next((clause for clause in items[0].upwards()[1:] if clause.heading), None)
    many = len(items) >= _MANY or len(items) > before
    named = above is None or not _is_bare(above)
    return alike if len(items) > after and (named or (many and not after)) else frozenset()


def _is_bare(clause: Clause) -> bool:
    """Say whether a clause is a heading that may be an item: without a number, of no part, not of the paper itself."""
    said = heading_of(clause)
    if not clause.heading or _kind(clause) in _NUMBERS:
        return False
    return not (heads_part(said) or heads_meeting(said) or tells_who_was_there(said))


def _is_outcome(clause: Clause) -> bool:
    """Say whether the words of ``clause`` itself only tell when or by which minute the item above was resolved on."""
    said = clause.heading or clause.text
    return not clause.printed and not find_details([Block(said)])[0]


def _title_and_minute(clause: Clause) -> tuple[str, list[str]]:
    """Return the first line as the title, the lines of the rest and of everything below the clause as the minute."""
    title, *rest = "\n".join(line for line in (clause.heading, clause.text) if line).split("\n")
    if len(title) > LONGEST_TITLE:
        title, rest = f"{title[: LONGEST_TITLE - 1]}…", [title, *rest]
    below = [_in_full(child) for child in clause.children]
    return title or "(without a title)", [line for line in (*rest, *below) if line]


def _in_full(clause: Clause) -> str:
    """Return all that a clause says, a line for each clause under it."""
    return "\n".join(
        " ".join(part for part in (one.printed, one.heading, one.text) if part) for one in walk_all([clause])
    )
