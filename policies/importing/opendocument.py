"""Reading .odt: paragraphs, headings, lists with their numbers, tables, notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from policies.importing.archives import Archive
from policies.importing.blocks import Block, CannotImport, Reading, SetAside
from policies.importing.counting import shaped

_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_B = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_F = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SKIPPED = frozenset({f"{_T}tracked-changes", f"{_O}annotation", f"{_O}forms", f"{_T}sequence-decls"})
_CONTENTS = frozenset({f"{_T}table-of-content", f"{_T}alphabetical-index"})
_DEEPEST = 8


@dataclass
class _Place:
    """Where a paragraph stands: in which list, how deep, and whether in a table of contents."""

    style: str = ""
    depth: int = -1
    contents: bool = False


class _Reader:
    """One document; keeps the counts of its lists."""

    def __init__(self, content: Element, styles: Element | None) -> None:
        self.lists: dict[str, dict[int, Element]] = {}
        for root in (content, *([styles] if styles is not None else [])):
            for found in root.iter(f"{_T}list-style"):
                levels = {
                    int(level.get(f"{_T}level", "1")) - 1: level for level in found if level.get(f"{_T}level")
                }
                self.lists.setdefault(found.get(f"{_S}name", ""), levels)
        self.counts: dict[tuple[str, int], int] = {}
        self.title = ""

    def walk(self, element: Element, place: _Place) -> Iterator[Block]:
        """Yield the blocks under ``element``."""
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag in {f"{_T}p", f"{_T}h"}:
                yield from self._paragraph(child, place, label="")
            elif child.tag == f"{_B}table-row":
                cells = [" ".join(_text(cell).split()) for cell in child if cell.tag == f"{_B}table-cell"]
                if any(cells):
                    yield Block(" | ".join(cell for cell in cells if cell), gap=1, whole=True)
            elif child.tag == f"{_T}list":
                yield from self._list(child, place)
            else:
                inside = _Place(place.style, place.depth, place.contents or child.tag in _CONTENTS)
                yield from self.walk(child, inside)

    def _list(self, element: Element, place: _Place) -> Iterator[Block]:
        """Yield the items of a list and of the lists in them."""
        style = element.get(f"{_T}style-name", place.style)
        depth = min(place.depth + 1, _DEEPEST)
        if element.get(f"{_T}continue-numbering") != "true":
            self.counts = {key: n for key, n in self.counts.items() if key[0] != style or key[1] < depth}
        for item in element:
            if item.tag not in {f"{_T}list-item", f"{_T}list-header"}:
                continue
            label = self._label(style, depth, item) if item.tag == f"{_T}list-item" else ""
            for child in item:
                if child.tag in {f"{_T}p", f"{_T}h"}:
                    yield from self._paragraph(child, _Place(style, depth, place.contents), label=label)
                    label = ""
                else:
                    wrapper = Element("item")
                    wrapper.append(child)
                    yield from self.walk(wrapper, _Place(style, depth, place.contents))

    def _label(self, style: str, depth: int, item: Element) -> str:
        """Count one more item and return the number or bullet that is shown before it."""
        level = self.lists.get(style, {}).get(depth)
        if level is None or level.tag != f"{_T}list-level-style-number":
            return "•"
        if not any((text or "").strip() for child in item for text in child.itertext()):
            return ""
        first = int(item.get(f"{_T}start-value") or level.get(f"{_T}start-value") or "1")
        key = (style, depth)
        given = item.get(f"{_T}start-value") is not None or key not in self.counts
        self.counts[key] = first if given else self.counts[key] + 1
        for deeper in range(depth + 1, _DEEPEST + 1):
            self.counts.pop((style, deeper), None)
        shown = int(level.get(f"{_T}display-levels") or "1")
        parts = []
        for at in range(max(0, depth - shown + 1), depth + 1):
            shape = self.lists[style].get(at, level).get(f"{_S}num-format", "1")
            parts.append(shaped(shape, self.counts.get((style, at), 1)))
        prefix, suffix = level.get(f"{_S}num-prefix", ""), level.get(f"{_S}num-suffix", "")
        return f"{prefix}{'.'.join(parts)}{suffix}".strip()

    def _paragraph(self, element: Element, place: _Place, *, label: str) -> Iterator[Block]:
        """Yield a paragraph, one block for each of its lines."""
        lines = [line for line in _text(element).split("\n") if line.strip()]
        if lines and element.get(f"{_T}style-name", "").lower() == "title" and not self.title:
            self.title = " ".join(" ".join(lines).split())
            return
        level = int(element.get(f"{_T}outline-level") or "1") if element.tag == f"{_T}h" else 0
        for number, line in enumerate(lines):
            yield Block(
                line,
                level=level if not number else 0,
                label=label if not number else "",
                depth=max(place.depth, 0),
                gap=0 if number else 1,
                whole=len(lines) == 1,
                contents=place.contents,
            )


def read_opendocument(data: bytes) -> Reading:
    """Read an .odt. Raises CannotImport for a file that is damaged, hostile, encrypted or of another kind."""
    archive = Archive(data)
    if "content.xml" not in archive.names:
        raise CannotImport("The file is no OpenDocument text.")
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise CannotImport("The file is protected by a password. Save it without one and try again.")
    styles = archive.tree("styles.xml") if "styles.xml" in archive.names else None
    try:
        return _read(archive.tree("content.xml"), styles)
    except ValueError as error:  # a level, a start or a count of spaces that is no number
        raise CannotImport("The file is damaged: there are no numbers where it counts.") from error


def _read(content: Element, styles: Element | None) -> Reading:
    reader = _Reader(content, styles)
    body = content.find(f"{_O}body/{_O}text")
    blocks = list(reader.walk(body, _Place())) if body is not None else []
    reading = Reading("odt", blocks, reader.title, _deleted(content))
    for part in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left"):
        for found in styles.iter(f"{_S}{part}") if styles is not None else ():
            text = _text(found).strip()
            reading.set_aside += [SetAside("page header or footer", text)] if text else []
    return reading


def _deleted(content: Element) -> list[SetAside]:
    """Return what tracked changes deleted, a part for each deletion."""
    texts = []
    for change in content.iter(f"{_T}deletion"):
        said = (_text(part) for part in change if part.tag != f"{_O}change-info")
        texts.append(" ".join(" ".join(said).split()))
    return [SetAside("deleted in tracked changes", text) for text in texts if text]


def _text(element: Element) -> str:
    """Return what an element says, with its tabs, breaks and repeated spaces."""
    parts: list[str] = []

    def say(at: Element) -> None:
        if at.tag in _SKIPPED:
            return
        if at.tag == f"{_T}s":
            parts.append(" " * min(int(at.get(f"{_T}c") or "1"), 20))
        elif at.tag == f"{_T}tab":
            parts.append("\t")
        elif at.tag == f"{_T}line-break" or at.tag in {f"{_T}p", f"{_T}h", f"{_T}note-body"}:
            parts.append("\n")
        parts.append(at.text or "")
        for child in at:
            say(child)
            parts.append(child.tail or "")
        if at.tag == f"{_T}note":
            parts.append("\n")

    say(element)
    return "".join(parts)
