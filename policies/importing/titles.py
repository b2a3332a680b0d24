"""The title of a policy, where no style says which line it is."""

import re
from itertools import takewhile

from policies.importing.blocks import Block, SetAside
from policies.importing.headings import is_note, looks_like_heading
from policies.importing.markers import marker_of
from policies.importing.wrapping import Paragraph

_COUNCIL = re.compile(r"\bcouncil\b", re.IGNORECASE)
_KIND = re.compile(
    r"\b(?:polic(?:y|ies)|procedures?|protocol|code|scheme|standing orders|guid(?:e|ance|elines)|statement)\b",
    re.IGNORECASE,
)

_LONGEST = 120
_MOST_NOTES = 4
"""Notes to the reader that may stand above a title."""


def find_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Return the title and the blocks without it; a council's name above the title belongs to it.

    A document that begins with a sentence or a numbered clause has no title; a note above the title stays a clause.
    """
    notes = list(takewhile(lambda block: is_note(block.text) and not block.level, blocks[:_MOST_NOTES]))
    title, rest = _title_of(blocks[len(notes) :])
    return title, [*notes, *rest]


def _title_of(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Return the title that ``blocks`` begin with, and the rest."""
    if len(blocks) < 2 or not _may_be_title(blocks[0]):
        return "", blocks
    first, second = blocks[0], blocks[1]
    if first.level and sum(1 for block in blocks if block.level == first.level) > 1:
        return "", blocks
    name_first = _COUNCIL.search(first.text) and not _KIND.search(first.text) and _KIND.search(second.text)
    named = first.level or _COUNCIL.search(first.text) or _KIND.search(first.text)
    if not named and not _is_heading(second):
        return "", blocks
    if name_first and _may_be_title(second):
        return f"{first.text} – {second.text}", blocks[2:]
    return first.text, blocks[1:]


def title_of_headers(set_aside: list[SetAside]) -> tuple[str, list[SetAside]]:
    """Return the policy's title where only the head of each page has it, and what stays set aside."""
    for index, one in enumerate(set_aside):
        if one.why == "page header or footer" and _KIND.search(one.text) and len(one.text) < _LONGEST:
            return one.text, [*set_aside[:index], *set_aside[index + 1 :]]
    return "", set_aside


def _is_heading(block: Block) -> bool:
    marker = marker_of(block.text)
    said = marker.rest if marker is not None else block.text
    return looks_like_heading(Paragraph(block, said, marker))


def _may_be_title(block: Block) -> bool:
    if block.label or marker_of(block.text) is not None:
        return False
    return looks_like_heading(Paragraph(block, block.text, None))
