"""Reading .docx: paragraphs, headings, list numbers, tables, text boxes, notes, page headers and footers."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from policies.importing.archives import Archive
from policies.importing.blocks import Block, CannotImport, Reading, SetAside
from policies.importing.wordlists import Numbering, Styles, W, value

_VML_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAIN = re.compile(r"word/document\d*\.xml")
_PAGE_PARTS = re.compile(r"word/(header|footer)\d*\.xml")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", _VML_FALLBACK})
_TEXT = frozenset({f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
"""What is said: in runs, and in what was written as an equation."""
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_SPACES = {f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}
_BREAKS = frozenset({f"{W}br", f"{W}cr"})


def read_word(data: bytes) -> Reading:
    """Read a .docx. Raises CannotImport for a file that is damaged, hostile or of another kind."""
    archive = Archive(data)
    main = sorted(name for name in archive.names if _MAIN.fullmatch(name))
    if not main:
        raise CannotImport("The file is no Word document.")
    styles = Styles(_part(archive, "word/styles.xml"))
    numbering = Numbering(_part(archive, "word/numbering.xml"))
    reading = Reading("docx", [])
    root = archive.tree(main[0])
    if next(root.iter(f"{W}altChunk"), None) is not None:
        raise CannotImport("The file holds another document that only a word processor can show within it.")
    reading.set_aside += _deleted(root)
    for block, style in _body(root, styles, numbering):
        if style == "title" and not reading.title and block.text.strip():
            reading.title = " ".join(block.text.split())
        else:
            reading.blocks.append(block)
    for name in _NOTES:
        if name in archive.names:
            reading.blocks += [block for block, _ in _body(archive.tree(name), styles, numbering)]
    reading.set_aside += _comments(_part(archive, "word/comments.xml"))
    for name in sorted(archive.names):
        if _PAGE_PARTS.fullmatch(name):
            texts = [block.text for block, _ in _body(archive.tree(name), styles, numbering)]
            reading.set_aside += [SetAside("page header or footer", text) for text in texts if text.strip()]
    return reading


def _part(archive: Archive, name: str) -> Element | None:
    """Return a part that not every document has."""
    return archive.tree(name) if name in archive.names else None


def _body(root: Element, styles: Styles, numbering: Numbering) -> Iterator[tuple[Block, str]]:
    """Yield each paragraph and row of a table with the name of its style, in reading order."""
    gap = 0
    for element in _blocks_of(root):
        if element.tag == f"{W}tr":
            cells = [" ".join(_text(cell).split()) for cell in _cells(element)]
            text = " | ".join(cell for cell in cells if cell)
            if text:
                yield Block(text, whole=True, gap=1), ""
            continue
        style = value(element, f"{W}pPr/{W}pStyle")
        name = styles.name(style)
        label, depth = numbering.label(*styles.list_of(element, style))
        lines = [line for line in _text(element).split("\n") if line.strip()]
        if not lines:
            gap = 1
            continue
        first = Block(
            lines[0],
            level=styles.level(element, style),
            label=label,
            depth=depth,
            gap=1 + gap,
            whole=len(lines) == 1,
            strong=_all_bold(element),
            contents=name.startswith("toc ") or name == "toc heading",
        )
        yield first, name
        for line in lines[1:]:
            yield Block(line, contents=first.contents), ""
        gap = 0


def _blocks_of(root: Element) -> Iterator[Element]:
    """Yield paragraphs outside tables, rows of tables, and the paragraphs of text boxes after their anchor."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED:
            continue
        if element.tag == f"{W}tr":
            yield element
            continue
        if element.tag == f"{W}p":
            yield element
            stack += reversed(list(_boxes(element)))
            continue
        stack += reversed(list(element))


def _cells(row: Element) -> Iterator[Element]:
    """Yield the cells of a row itself: what a table within a cell says is part of what that cell says."""
    stack = list(reversed(list(row)))
    while stack:
        element = stack.pop()
        if element.tag == f"{W}tc":
            yield element
        elif element.tag not in _SKIPPED:
            stack += reversed(list(element))


def _deleted(root: Element) -> list[SetAside]:
    """Return what tracked changes deleted, a part for each deletion; what was moved stands where it was moved to."""
    texts = (
        " ".join("".join(part.text or "" for part in change.iter(f"{W}delText")).split())
        for change in root.iter(f"{W}del")
    )
    return [SetAside("deleted in tracked changes", text) for text in texts if text]


def _comments(root: Element | None) -> list[SetAside]:
    """Return what was noted beside the text."""
    noted = root.iter(f"{W}comment") if root is not None else ()
    texts = (" ".join(_text(one).split()) for one in noted)
    return [SetAside("comment beside the text", text) for text in texts if text]


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Yield the outermost text boxes in a paragraph, once each: the fallback for old programs is the same again."""
    stack = list(reversed(list(paragraph)))
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED:
            continue
        if element.tag == f"{W}txbxContent":
            yield element
            continue
        stack += reversed(list(element))


def _text(paragraph: Element) -> str:
    """Return what a paragraph says; what was deleted in tracked changes and the codes of fields are not part of it."""
    parts: list[str] = []
    stack = list(reversed(list(paragraph)))
    inside_cell = paragraph.tag == f"{W}tc"
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED or (element.tag == f"{W}txbxContent" and not inside_cell):
            continue
        if element.tag in _TEXT:
            parts.append(element.text or "")
        elif element.tag == f"{W}sym":
            parts.append(_symbol(element))
        elif element.tag in _BREAKS or element.tag == f"{W}p":
            parts.append("\n")
        else:
            parts.append(_SPACES.get(element.tag, ""))
        stack += reversed(list(element))
    return "".join(parts)


def _symbol(element: Element) -> str:
    """Return a sign that was put in by its number (ECMA-376 part 1, 17.3.3.30).

    Which one the number of a symbol typeface is, that typeface alone knows: then both stand there for the clerk to see.
    """
    said = element.get(f"{W}char", "")
    if not _HEX.fullmatch(said) or not (sign := chr(int(said, 16))).isprintable():
        return f"[{element.get(f'{W}font', 'symbol')} {said}]"
    return sign


def _all_bold(paragraph: Element) -> bool:
    """Say whether every run that says something is bold."""
    runs = [run for run in paragraph.iter(f"{W}r") if any((t.text or "").strip() for t in run.iter(f"{W}t"))]
    bold = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(b is not None and b.get(f"{W}val", "1") not in {"0", "false"} for b in bold)
