"""Lists of contents: they repeat every heading before the body, and are no clauses."""

import re

from policies.importing.blocks import Block, SetAside

_TITLE = re.compile(r"(?:table of |list of )?contents(?: page)?:?|index:?", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.{3,}|…{2,}|(?:\. ){3,}|_{3,})[ .…_]*(?:page )?(?:\d{1,3}|[ivx]{1,5})?")
_PAGE_END = re.compile(r"(?<=\D)\s?\d{1,3}$")
_NUMBER = re.compile(
    r"^(?:(?:section|part|appendix|annex|schedule)\s+\w{1,4}\b"
    r"|[\dA-Za-z]{1,3}(?:\.\d{1,3})*[.):]|\d[\d.]*)?[\s.:–-]*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}[.)]?\s?[^\W\d_].{0,120}[^\W\d_)](\d{1,3})")
_LONGEST_ENTRY = 140
_MOST_ENTRIES = 300


def set_contents_aside(blocks: list[Block]) -> tuple[list[Block], list[SetAside]]:
    """Return the blocks without a list of contents, and that list by itself."""
    places = {index for index, block in enumerate(blocks) if block.contents}
    for index, block in enumerate(blocks):
        if _TITLE.fullmatch(block.text):
            places |= _after_title(blocks, index)
            break
    places |= _leaders(blocks) | _glued(blocks)
    kept = [block for index, block in enumerate(blocks) if index not in places]
    if not any(character.isalnum() for block in kept for character in block.text):
        return blocks, []
    return kept, [SetAside("contents", blocks[index].text) for index in sorted(places)]


def _bare(text: str) -> str:
    """Return an entry, or the heading it names, without its number, leader and page."""
    without = _LEADER.sub("", text)
    without = _NUMBER.sub("", without.strip(), count=1)
    return " ".join(_PAGE_END.sub("", without).lower().split()).strip(" .:")


def _after_title(blocks: list[Block], title: int) -> set[int]:
    """Return the places of a title “Contents” and of its entries; nothing where no entry comes again below."""
    names = [_bare(block.text) if len(block.text) < _LONGEST_ENTRY else "" for block in blocks]
    last: dict[str, int] = {name: index for index, name in enumerate(names) if name}
    first: dict[str, int] = {}
    found = {title}
    for index in range(title + 1, min(len(blocks), title + _MOST_ENTRIES)):
        name = names[index]
        if not name or name in first:
            break  # a long line, or the first entry again: the body begins
        first[name] = index
        if last[name] > index or _LEADER.search(blocks[index].text):
            found.add(index)
        elif index + 1 >= len(blocks) or last.get(names[index + 1], 0) <= index + 1:
            break  # two lines that are no entries
    entries = len(found) - 1
    return found if entries > 1 or (entries and len(blocks[title + 1].text) < 60) else set()


def _leaders(blocks: list[Block]) -> set[int]:
    """Return the places of three or more lines in a row with dots that lead to a page number."""
    found: set[int] = set()
    row: list[int] = []
    for index, block in enumerate([*blocks, Block("")]):
        match = _LEADER.search(block.text)
        if match and match.end() == len(block.text) and block.text[-1].isdecimal():
            row.append(index)
            continue
        found |= set(row) if len(row) > 2 else set()
        row = []
    return found


def _glued(blocks: list[Block]) -> set[int]:
    """Return the places of the first row of lines like “2.SCOPE3”: a number, a heading, and its page without a space.

    Two in a row at the least, the pages in order, and every heading again below the row; so a formula is none.
    """
    row: list[int] = []
    page = 0
    for index, block in enumerate([*blocks, Block("")]):
        match = _GLUED.fullmatch(block.text) if len(block.text) < _LONGEST_ENTRY else None
        if match and int(match[1]) >= page and len(row) < _MOST_ENTRIES:
            row.append(index)
            page = int(match[1])
        elif row:
            break
    if len(row) < 2:
        return set()
    below = {_bare(block.text) for block in blocks[row[-1] + 1 :] if len(block.text) < _LONGEST_ENTRY}
    return set(row) if all(_bare(blocks[index].text) in below for index in row) else set()
