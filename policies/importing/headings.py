"""Telling headings from paragraphs where nothing but their look and place says so."""

import re

from policies.importing.markers import Marker
from policies.importing.wrapping import Paragraph, ended, ends_open

_LONGEST = 100
_MOST_WORDS = 14
_WORD = re.compile(r"[^\W\d_]")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", "“": "”", "‘": "’", '"': '"'}
_NOTE = re.compile(
    r"(?:note|n\.? ?b\.?)\s?[:–—-]|n\.? ?b\.? |(?:please|click|download|see|view) (?!of\b|from\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:[^\W\d_][\w ]{0,30}: ?)?\S*(?:\w@\w|https?://|www\.)\S*", re.IGNORECASE)
_CELLS = re.compile(r"[a-z][A-Z]")  # DateVersionStatus: the cells of a table, run together


class Headings:
    """Which of the paragraphs are headings; each answer looks at a paragraph and its neighbours only."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        """Look at all of them once."""
        self._all = paragraphs
        styled = sum(1 for paragraph in paragraphs if paragraph.block.level)
        self._styled = styled > 1
        self._looks = [looks_like_heading(paragraph) for paragraph in paragraphs]
        self._next_number = self._numbers_after()
        self._listed = self._unmarked_lists()
        self._back = [0] * len(paragraphs)
        self._find_steps_back()

    def is_heading(self, index: int) -> bool:
        """Say whether paragraph ``index`` is a heading."""
        paragraph = self._all[index]
        if paragraph.block.level:
            return bool(paragraph.text)
        if not self._looks[index] or index + 1 == len(self._all):
            return False
        if paragraph.marker is None:
            return index not in self._listed and self._stands_out(paragraph)
        return self._is_numbered_heading(index)

    def belongs_to_next(self, index: int) -> bool:
        """Say whether a small heading stands directly above one clause of a numbered section (7.3, Facebook, 7.4)."""
        if index + 1 >= len(self._all) or self._all[index].block.level or not self.is_heading(index):
            return False
        marker = self._all[index + 1].marker
        return marker is not None and marker.kind == "decimal"

    def number_after(self, index: int) -> tuple[int, ...]:
        """Return the next number below: where it goes on with 7.4 after 7.3, a small heading stands inside 7."""
        return self._next_number[index]

    def comes_back_to(self, index: int) -> int:
        """Return the number at which the headings that count on from ``index`` step back (1, 2, 2: 2); 0 for none.

        With that number the outer list goes on: those before it stand beneath one of its headings.
        """
        return self._back[index]

    def is_alone(self, index: int) -> bool:
        """Say whether a “1.” that looks like a heading is a list by itself: nothing or another “1.” follows it."""
        marker = self._all[index].marker
        if marker is None or marker.number != 1 or not self._looks[index]:
            return False
        below = self._all[index + 1].marker if index + 1 < len(self._all) else marker
        return below is not None and (below.kind, below.number) == (marker.kind, 1)

    def is_listed(self, index: int) -> bool:
        """Say whether a short line is one of several after a colon: a list that lost its bullets."""
        return index in self._listed

    def _is_numbered_heading(self, index: int) -> bool:
        """Say whether “1. Introduction” is a heading: something stands below it that is not the next in its list."""
        paragraph, below = self._all[index], self._all[index + 1]
        marker = paragraph.marker
        if marker is None or marker.kind.startswith(("bullet", "roman", "letter", "bracketed")):
            return False
        if below.marker is None:
            return (bool(below.text) and not self._looks[index + 1]) or below.block.level > 0
        if below.marker.kind == "decimal":
            inside = below.marker.numbers[: len(marker.numbers)] == marker.numbers
            return inside and len(below.marker.numbers) > len(marker.numbers)
        if below.marker.number > 1 or len(paragraph.text.split()) > 8:
            return False
        if below.marker.kind != marker.kind or self._back[index + 1] == marker.number + 1:
            return True
        return not self._looks[index + 1] and not self._ends_list(index, marker)

    def _ends_list(self, index: int, marker: Marker) -> bool:
        """Say whether the item above is the one before in a list of short lines: then the next list begins below."""
        above = self._all[index - 1].marker if index else None
        follows = above is not None and (above.kind, above.number) == (marker.kind, marker.number - 1)
        return follows and self._looks[index - 1]

    def _stands_out(self, paragraph: Paragraph) -> bool:
        """Say whether a short line is one that its writer would have marked as a heading."""
        if not self._styled or not paragraph.block.whole:
            return True
        return paragraph.block.strong or paragraph.text.isupper()

    def _numbers_after(self) -> list[tuple[int, ...]]:
        """Return for each paragraph the next number that is no bullet or letter."""
        found: list[tuple[int, ...]] = [()] * len(self._all)
        number: tuple[int, ...] = ()
        for index in range(len(self._all) - 1, -1, -1):
            found[index] = number
            marker = self._all[index].marker
            if marker is not None and marker.kind in {"decimal", "integer"} and not marker.weak:
                number = marker.numbers
        return found

    def _find_steps_back(self) -> None:
        """Note for each numbered heading where the headings of its kind that count on from it step back."""
        below: dict[str, tuple[int, int]] = {}
        for index in range(len(self._all) - 1, -1, -1):
            marker = self._all[index].marker
            if marker is None or not self.is_heading(index):
                continue
            number, back = below.get(marker.kind, (1, 0))
            if number > 1:
                self._back[index] = number if number <= marker.number else back
            below[marker.kind] = marker.number, self._back[index]

    def _unmarked_lists(self) -> set[int]:
        """Return the places of short lines in a row after a colon: items of a list that lost its bullets."""
        found: set[int] = set()
        index = 0
        while index < len(self._all):
            if not self._all[index].text.endswith(":"):
                index += 1
                continue
            start = index = index + 1
            while index < len(self._all) and self._may_be_listed(index):
                index += 1
            row = list(range(start, index))
            if len(row) > 1:
                wider = self._all[row[-1]].block.gap > self._all[row[0]].block.gap
                found |= set(row[:-1] if wider else row)
        return found

    def _may_be_listed(self, index: int) -> bool:
        """Say whether a paragraph is a short line without a bullet; a note among such lines ends no list."""
        paragraph = self._all[index]
        return paragraph.marker is None and (self._looks[index] or is_note(paragraph.text))


def looks_like_heading(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is one short line that begins with a capital and does not end as a sentence does."""
    text = paragraph.text
    if paragraph.block.level:
        return bool(text)
    if not text or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or not _WORD.search(text):
        return False
    if paragraph.lines > 2 or ends_open(text) or len(_CELLS.findall(text)) > 1:
        return False
    if ended(text) and not (paragraph.block.strong and text.endswith(":")) and not text.endswith("?"):
        return False
    first = next(character for character in text if character.isalnum())
    return first.isupper() and " | " not in text and not is_note(text)


def is_note(text: str) -> bool:
    """Say whether a line speaks to its reader and heads nothing, whatever it looks like.

    All of it is in brackets or quotation marks, or in ones that are never closed; it says “Note:”, “Please …”,
    “Click here …”; or it is an address.
    """
    closing = _BRACKETS.get(text[:1])
    if closing is not None and _closes(text, closing):
        return True
    return bool(_NOTE.match(text) or _ADDRESS.fullmatch(text))


def _closes(text: str, closing: str) -> bool:
    """Say whether the bracket that ``text`` begins with is closed by the last sign of it, or by none."""
    depth = 1
    for place, sign in enumerate(text[1:], start=1):
        depth += (sign == closing) * -1 or (sign == text[0])
        if not depth:
            return not any(character.isalnum() for character in text[place:])
    return True
