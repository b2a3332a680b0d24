"""Page numbers, and headers and footers that every page repeats."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from policies.importing.blocks import Block, SetAside

_PAGE = re.compile(
    r"(?:page|pg\.?|p\.)\s?(?:no\.? ?)?\d{1,3}(?:\s?(?:of|/)\s?\d{1,3})?"
    r"|[-–—]\s?\d{1,3}\s?[-–—]|\d{1,3} of \d{1,3}",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,3}")
_FIGURES = re.compile(r"\d+")
_EDGE = 3
"""How many lines at the top and at the bottom of a page may be furniture."""


def set_furniture_aside(blocks: list[Block]) -> tuple[list[Block], list[SetAside]]:
    """Return the blocks without page numbers and repeated headers and footers, and those by themselves."""
    pages = _pages(blocks)
    edges = [{*page[:_EDGE], *page[-_EDGE:]} for page in pages]
    repeated = _repeated(blocks, edges)
    bare = _bare_numbers(blocks, pages)
    at_edge = set().union(*edges) if edges else set()
    kept: list[Block] = []
    aside: list[SetAside] = []
    for index, block in enumerate(blocks):
        if index in bare or (not block.whole and _PAGE.fullmatch(block.text)):
            aside.append(SetAside("page number", block.text))
        elif index in at_edge and not block.whole and _shape(block.text) in repeated:
            aside.append(SetAside("page header or footer", block.text))
        else:
            kept.append(block)
    return _close_gaps(kept), aside


def _pages(blocks: list[Block]) -> list[list[int]]:
    """Return the places of the blocks of each page: as the reader knows them, else as page numbers end them."""
    pages: list[list[int]] = [[]]
    before = blocks[0].page if blocks else 0
    several = bool(blocks) and blocks[-1].page != before
    for index, block in enumerate(blocks):
        if block.page != before:
            pages.append([])
            before = block.page
        pages[-1].append(index)
        if not several and not block.whole and _PAGE.fullmatch(block.text):
            pages.append([])
    return [page for page in pages if page]


def _shape(text: str) -> str:
    """Return a line with its figures alike: “Page 1 of 9” and “Page 2 of 9” have one shape."""
    return _FIGURES.sub("#", text.lower())


def _repeated(blocks: list[Block], edges: list[set[int]]) -> set[str]:
    """Return the shapes that stand at the edge of most pages, at least of two."""
    counts: Counter[str] = Counter()
    for edge in edges:
        counts.update({_shape(blocks[index].text) for index in edge if _says_something(blocks[index].text)})
    least = max(2, (len(edges) + 1) // 2)
    return {shape for shape, count in counts.items() if count >= least} if len(edges) > 1 else set()


def _says_something(text: str) -> bool:
    """Leave out numbers and single words that may stand anywhere: they are judged by other rules."""
    return sum(character.isalpha() for character in text) > 3


def _bare_numbers(blocks: list[Block], pages: list[list[int]]) -> set[int]:
    """Return the places of bare numbers at the edge of pages that count them."""
    found: dict[int, int] = {}
    for number, page in enumerate(pages):
        for index in (page[-1], page[0]):
            text = blocks[index].text
            if _BARE.fullmatch(text) and not blocks[index].whole:
                found[index] = int(text) - number
                break
    offsets = Counter(found.values())
    if len(pages) < 2 or not offsets:
        return set()
    offset, count = offsets.most_common(1)[0]
    return {index for index, at in found.items() if at == offset} if count > 1 else set()


def _close_gaps(blocks: list[Block]) -> list[Block]:
    """Make the break between pages a gap only where a sentence ends there."""
    closed = blocks[:1]
    for before, block in pairwise(blocks):
        if block.page == before.page or block.whole:
            closed.append(block)
        else:
            ended = before.text.endswith((".", ":", ";", "?", "!"))
            closed.append(replace(block, gap=max(block.gap, 1) if ended else 0))
    return closed
