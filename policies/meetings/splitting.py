"""Splitting an item that was read from an agenda or minutes where two items, or all of them, became one."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import count

from policies.importing.markers import Marker, marker_of, minute_of
from policies.meetings.convening import LONGEST_TITLE, Item
from policies.meetings.parting import closes
from policies.models import AgendaItem
from portal.refusals import InvalidInput

_BLANK_LINE = re.compile(r"(?:\A|\n)[ \t]*\n\s*")


def split_item(item: Item, taken: Collection[str]) -> list[Item]:
    """Return the items that ``item`` becomes: one more after each empty line of its minute.

    Without an empty line that is before each line that begins with a number. The first line of a part is its title,
    its number the reference, unless another item has that: ``taken`` holds those of all. Each is as open or as closed
    as the whole was, and closed from words on that close. Raises InvalidInput where nothing says where to split.
    """
    said, *parts = _parts("\n".join(item.minute.splitlines()).rstrip())
    if not parts:
        raise InvalidInput(
            "Nothing says where this item is to be split.",
            "Put an empty line into its minute where the next item begins, and split it again.",
        )
    found = [replace(item, minute=said)]
    for part in parts:
        seen = {*taken, *(one.reference for one in found)}
        closed = found[-1].part == AgendaItem.Part.OPEN and closes(part)
        found.append(_item(part, AgendaItem.Part.CLOSED if closed else found[-1].part, item.reference, seen))
    return found


def _parts(minute: str) -> list[str]:
    """Return what stays with the item, then each part that becomes one."""
    parts = _BLANK_LINE.split(minute)
    if len(parts) > 1:
        return [part.strip() for part in parts]
    lines = [""]
    for line in minute.splitlines():
        if _number(line) is not None:
            lines.append(line)
        else:
            lines[-1] = f"{lines[-1]}\n{line}".strip("\n")
    return lines


def _number(line: str) -> Marker | None:
    """Return the number of an item with which ``line`` begins."""
    marker = minute_of(line) or marker_of(line)
    counts = marker is not None and marker.kind in {"minute", "integer", "decimal"} and not marker.weak
    return marker if counts and marker is not None and marker.rest else None


def _item(part: str, taken_in: str, above: str, seen: Collection[str]) -> Item:
    """Return the item that a part becomes."""
    first, _, rest = part.partition("\n")
    marker = _number(first)
    title = marker.rest if marker else first
    reference = marker.printed.strip(" .:)–-") if marker else above
    if len(title) > LONGEST_TITLE:
        title, rest = f"{title[: LONGEST_TITLE - 1]}…", f"{title}\n{rest}".strip()
    free = next(way for way in _ways(reference) if way not in seen)
    return Item(free, title, taken_in, rest)


def _ways(reference: str) -> Iterator[str]:
    yield reference
    for number in count(2):
        yield f"{reference} ({number})"
