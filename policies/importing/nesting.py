"""Lists within lists where only their indentation tells: “1.” beneath “1.”, “*” beneath “*”."""

from dataclasses import dataclass, field, replace

from policies.importing.clauses import Clause
from policies.importing.markers import Marker
from policies.importing.wrapping import Paragraph

_STEP = 2
"""Columns by which an item stands further in than the list around it; a single one is a slip, or a longer number."""
_DEEPEST = 8


@dataclass
class _Level:
    """Items at one indentation: how far each look of theirs has counted."""

    indent: int
    counted: dict[str, int] = field(default_factory=dict)


def nest_by_indent(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs, of which the items of a list within one of the same look say how deep they stand.

    Only there is it needed: “a)” beneath “1.” differs by itself. Lines that were wrapped with a hanging indent have
    been joined before, so that what counts is where an item's own first line begins.
    """
    nested = []
    levels: list[_Level] = []
    for paragraph in paragraphs:
        marker = paragraph.marker
        if paragraph.block.level or (marker is not None and marker.kind.startswith("worded")):
            levels = []
        elif marker is not None and paragraph.shown:
            levels = _levels_with(levels, paragraph.block.indent, marker)
            depth = min(sum(marker.kind in level.counted for level in levels[:-1]), _DEEPEST)
            levels[-1].counted.update(_ways(marker))
            if depth and marker.kind != "decimal":
                nested.append(replace(paragraph, marker=_at(marker, depth)))
                continue
        nested.append(paragraph)
    return nested


def indented_under(indent: int, edge: list[Clause]) -> Clause | None:
    """Return the nearest of ``edge`` with a number beneath which a paragraph that far in stands; None for none."""
    if indent < _STEP:
        return None
    return next((clause for clause in edge if clause.printed and indent - clause.indent >= _STEP), None)


def _levels_with(levels: list[_Level], indent: int, marker: Marker) -> list[_Level]:
    """Return the levels that are open at an item, its own as the last."""
    around = [level for level in levels if level.indent < indent + _STEP]
    if around and indent - around[-1].indent < _STEP:
        return around
    for place in range(len(around), 0, -1):
        if _counts_on(around[place - 1], marker):
            return around[:place]  # the next number of that list, whose items are not indented alike
    return [*around, _Level(indent)]


def _counts_on(level: _Level, marker: Marker) -> bool:
    """Say whether ``marker`` is the next number of a list at ``level``."""
    return any(number > 1 and level.counted.get(kind) == number - 1 for kind, number in _ways(marker).items())


def _ways(marker: Marker) -> dict[str, int]:
    return {marker.kind: marker.number, **dict(marker.others)}


def _at(marker: Marker, depth: int) -> Marker:
    others = tuple((f"{kind} at {depth}", number) for kind, number in marker.others)
    return replace(marker, kind=f"{marker.kind} at {depth}", others=others)
