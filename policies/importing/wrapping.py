"""Joining the lines of a text or PDF to paragraphs, each with the number it begins with."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from policies.importing.blocks import Block
from policies.importing.markers import Marker, marker_of, minute_of

_ENDED = re.compile(r"[.;:!?][\"'”’)\]]*$")
_LINKING = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "by",
        "for",
        "from",
        "has",
        "have",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "must",
        "not",
        "of",
        "on",
        "or",
        "our",
        "shall",
        "should",
        "that",
        "the",
        "their",
        "this",
        "to",
        "under",
        "was",
        "were",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "within",
        "you",
        "your",
    ]
)
_CITING = frozenset(
    {"paragraph", "paragraphs", "section", "sections", "clause", "clauses", "rule", "item", "minute"}
)
_BLANK = re.compile(r"(?:\.{4,}|_{4,}|…{2,})")
_WIDEST = 130
"""Characters: a text with longer lines than this was not wrapped by hand or by a printer."""
_FULL = 0.7
"""Which part of the usual width makes a line full: the next one may go on with it."""


@dataclass
class Paragraph:
    """A paragraph of one or more lines, and the marker it begins with."""

    block: Block
    text: str
    marker: Marker | None
    shown: bool = True
    """Whether the marker is printed in the text; a word processor may only show it."""
    lines: int = 1
    last_line: str = ""
    page: int = 0
    parts: list[str] = field(default_factory=list)

    @property
    def full(self) -> str:
        """Return the text with what looked like its number, for where that is none."""
        if self.marker is None or not self.shown:
            return self.text
        if not self.marker.rest:
            return f"{self.block.text} {self.text}".strip()
        return self.block.text + self.text.removeprefix(self.marker.rest)


def paragraphs_of(blocks: list[Block], *, of_meeting: bool = False) -> list[Paragraph]:
    """Return the paragraphs that the lines make, in time that grows with the text.

    In the papers ``of_meeting`` 34/26 is the number of an item.
    """
    width = _width(blocks)
    seen: set[tuple[str, tuple[int, ...]]] = set()
    made: list[Paragraph] = []
    for block in blocks:
        marker = None if block.label else marker_of(block.text)
        if marker is None and of_meeting and not block.label:
            marker = minute_of(block.text)
        before = made[-1] if made else None
        if before is not None and _goes_on(before, block, marker, width, seen):
            _join(before, block)
            continue
        paragraph = _paragraph(block, marker)
        if paragraph.marker is not None:
            seen.add((paragraph.marker.kind, paragraph.marker.numbers))
            seen.update((kind, (number,)) for kind, number in paragraph.marker.others)
        made.append(paragraph)
    for paragraph in made:
        _settle(paragraph)
    return made


def ended(text: str) -> bool:
    """Say whether ``text`` ends as a sentence, or a part of a list, ends."""
    return bool(_ENDED.search(text[-8:]))


def ends_open(text: str) -> bool:
    """Say whether something must follow: a word that links, a comma, a hyphen."""
    word = text.rsplit(None, 1)[-1].lower() if text else ""
    return word in _LINKING or text.endswith((",", "-", "–", "(", "/"))


def _paragraph(block: Block, marker: Marker | None) -> Paragraph:
    """Begin a paragraph; what a word processor shows before it is read as if it were printed."""
    if block.label:
        labelled = marker_of(f"{block.label} x")
        if labelled is None:
            return Paragraph(block, "", None, last_line=block.text, page=block.page, parts=[block.text])
        kind = labelled.kind if labelled.kind == "decimal" else f"{labelled.kind} at {block.depth}"
        shown = replace(labelled, printed=block.label, kind=kind, rest=block.text, weak=False, others=())
        return Paragraph(block, "", shown, shown=False, page=block.page, parts=[block.text])
    said = marker.rest if marker else block.text
    return Paragraph(block, "", marker, last_line=block.text, page=block.page, parts=[said])


def _join(paragraph: Paragraph, block: Block) -> None:
    paragraph.parts.append(block.text)
    paragraph.lines += 1
    paragraph.last_line = block.text
    paragraph.page = block.page


def _settle(paragraph: Paragraph) -> None:
    """Make one text of the lines; a word that was divided at a hyphen keeps its hyphen and loses the space."""
    parts = [part for part in paragraph.parts if part]
    text = parts[0] if parts else ""
    rest = []
    for before, part in pairwise(parts):
        divided = before.endswith("-") and before[-2:-1].isalpha() and part[:1].islower()
        rest.append(part if divided else f" {part}")
    paragraph.text = text + "".join(rest)


def _width(blocks: list[Block]) -> int:
    """Return the usual width of full lines, or 0 for a text whose lines are paragraphs."""
    lengths = sorted(len(block.text) for block in blocks if not block.whole)
    if not lengths:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    if not 30 <= width <= _WIDEST:
        return 0
    full = [
        not after.gap and len(before.text) >= _FULL * width and marker_of(after.text) is None
        for before, after in pairwise(blocks)
    ]
    return width if sum(full) * 5 >= len(lengths) else 0


def _goes_on(
    before: Paragraph,
    block: Block,
    marker: Marker | None,
    width: int,
    seen: set[tuple[str, tuple[int, ...]]],
) -> bool:
    """Say whether a line belongs to the paragraph before it."""
    if block.label or block.level or before.block.level:
        return False
    if block.whole:
        blank = _BLANK.search(before.last_line) or _BLANK.match(block.text)
        return marker is None and bool(blank) and _blank_goes_on(before.last_line, block)
    if marker is not None:
        return _continues_sentence(before, block, marker, width, seen)
    if before.marker is not None and not any(before.parts):
        # A number or bullet alone on its line; “Appendix A” is followed by its heading, or by its first sentence.
        return not (before.marker.kind.startswith("worded") and ended(block.text))
    if block.gap:
        return _blank_goes_on(before.last_line, block)
    return not before.block.whole and _line_goes_on(before.last_line, block, width)


def _line_goes_on(line: str, block: Block, width: int) -> bool:
    """Say whether the next line, without blank space between, belongs to the same paragraph."""
    if _is_capitals(line) != _is_capitals(block.text):
        return False
    if block.text[:1].islower() or ends_open(line):
        return not ended(line) or bool(width)
    return bool(width) and len(line) >= _FULL * width


def _blank_goes_on(line: str, block: Block) -> bool:
    """Say whether a sentence goes on over blank space: a form with a line to be filled in."""
    if ended(line):
        return False
    return bool(_BLANK.match(block.text)) or (ends_open(line) and block.text[:1].islower())


def _continues_sentence(
    before: Paragraph,
    block: Block,
    marker: Marker,
    width: int,
    seen: set[tuple[str, tuple[int, ...]]],
) -> bool:
    """Say whether what looks like a number at the start of a wrapped line is part of the sentence before it."""
    line = before.last_line
    if block.gap or not line or ended(line):
        return False
    if marker.kind.startswith("bullet"):
        listed = before.marker is not None and before.marker.kind == marker.kind
        return bool(width) and not listed and marker.rest[:1].islower() and marker.printed in "-–—"
    if line.rsplit(None, 1)[-1].lower() in _CITING:
        return not (_is_next(before.marker, marker) and not (width and len(line) >= _FULL * width))
    if marker.rest[:1].islower() and not _expected(marker, seen):
        return True
    if not (width and len(line) >= _FULL * width) and not ends_open(line):
        return marker.weak and not _expected(marker, seen)
    return not _expected(marker, seen)


def _is_next(before: Marker | None, marker: Marker) -> bool:
    """Say whether a number is the very next one after a paragraph's own, with words of its own after it."""
    if before is None or before.kind != marker.kind or not marker.rest or marker.rest[0].islower():
        return False
    return marker.numbers == (*before.numbers[:-1], before.number + 1)


def _expected(marker: Marker, seen: set[tuple[str, tuple[int, ...]]]) -> bool:
    """Say whether the number follows one that was seen, or begins a list."""
    if marker.kind.startswith(("worded", "minute")):
        return True
    ways = [(marker.kind, marker.number), *marker.others]
    head = marker.numbers[:-1]
    for kind, number in ways:
        if (kind, (*head, number - 1)) in seen:
            return True
        if (
            number == 1
            and not marker.weak
            and (not head or (kind, head) in seen or ("integer", head) in seen)
        ):
            return True
    return False


def _is_capitals(text: str) -> bool:
    """Say whether a line is written in capitals, as headings are."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and not any(character.islower() for character in letters)
