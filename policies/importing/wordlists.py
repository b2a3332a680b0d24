"""The numbers that Word shows before its paragraphs: they are counted, not stored."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from policies.importing.counting import as_letters, as_roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"
_LONGEST_CHAIN = 12  # styles based on styles


def value(element: Element | None, path: str) -> str:
    """Return the ``val`` of the first element at ``path``, or nothing."""
    found = element.find(path) if element is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


class Styles:
    """Named styles: their headings, and the lists that they belong to."""

    def __init__(self, root: Element | None) -> None:
        """Read ``styles.xml``, which may be missing."""
        found = root.iter(f"{W}style") if root is not None else []
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}

    def name(self, style: str) -> str:
        """Return the style's name in small letters; its id where it has none."""
        return (value(self._styles.get(style), f"{W}name") or style).lower()

    def level(self, paragraph: Element, style: str) -> int:
        """Return the level of a heading (1 to 9), or 0."""
        own = value(paragraph, f"{W}pPr/{W}outlineLvl")
        levels = [own, *(value(one, f"{W}pPr/{W}outlineLvl") for one in self._chain(style))]
        for level in levels:
            if level.isdecimal():
                return int(level) + 1 if int(level) < 9 else 0
        number = self.name(style).removeprefix("heading ")
        return int(number) if number != self.name(style) and number.isdecimal() and int(number) < 10 else 0

    def list_of(self, paragraph: Element, style: str) -> tuple[str, int]:
        """Return the list's number and the level in it, of the paragraph itself or of its styles."""
        level = ""
        for one in (paragraph, *self._chain(style)):
            level = level or value(one, f"{W}pPr/{W}numPr/{W}ilvl")
            number = value(one, f"{W}pPr/{W}numPr/{W}numId")
            if number:
                return number, min(int(level), 8) if level.isdecimal() else 0
        return "", 0

    def _chain(self, style: str) -> list[Element]:
        """Return the style and those it is based on, nearest first."""
        chain: list[Element] = []
        while style in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[style])
            style = value(chain[-1], f"{W}basedOn")
        return chain


@dataclass
class _Level:
    """One level of a list: how its number looks and where it begins."""

    shape: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of each list as Word does."""

    def __init__(self, root: Element | None) -> None:
        """Read ``numbering.xml``, which may be missing."""
        self._lists: dict[str, _List] = {}
        self._of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for found in root.iter(f"{W}abstractNum"):
            levels = {_number(level.get(f"{W}ilvl", ""), 0): _read(level) for level in found.iter(f"{W}lvl")}
            self._lists[found.get(f"{W}abstractNumId", "")] = _List(levels)
        for found in root.iter(f"{W}num"):
            number = found.get(f"{W}numId", "")
            self._of[number] = value(found, f"{W}abstractNumId")
            overrides = {
                _number(one.get(f"{W}ilvl", ""), 0): value(one, f"{W}startOverride")
                for one in found.iter(f"{W}lvlOverride")
            }
            self._restarts[number] = {
                at: int(start) for at, start in overrides.items() if start.isdecimal() and len(start) < 6
            }

    def label(self, number: str, depth: int) -> tuple[str, int]:
        """Count one more paragraph of list ``number`` and return what Word shows before it, and its depth."""
        found = self._lists.get(self._of.get(number, ""))
        if found is None:
            return "", 0
        level = found.levels.get(depth, _Level())
        restart = self._restarts.get(number, {}).pop(depth, None)
        count = restart if restart is not None else found.counts.get(depth, level.start - 1) + 1
        found.counts = {at: n for at, n in found.counts.items() if at < depth} | {depth: count}
        if level.shape == "bullet":
            return BULLET, depth
        if level.shape == "none":
            return "", 0
        label = level.text
        for at in range(depth + 1):
            of = found.levels.get(at, _Level())
            label = label.replace(f"%{at + 1}", _shaped(found.counts.get(at, of.start), of.shape))
        return label.strip(), depth


def _read(level: Element) -> _Level:
    shape = value(level, f"{W}numFmt") or "decimal"
    return _Level(shape, value(level, f"{W}lvlText")[:40], _number(value(level, f"{W}start"), 1))


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _shaped(count: int, shape: str) -> str:
    """Write ``count`` in the shape that the list names."""
    if shape in {"lowerLetter", "upperLetter"}:
        return as_letters(count) if shape == "lowerLetter" else as_letters(count).upper()
    if shape in {"lowerRoman", "upperRoman"}:
        return as_roman(count) if shape == "lowerRoman" else as_roman(count).upper()
    return str(count)
