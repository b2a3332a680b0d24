"""A Word file (.docx, ECMA-376) of several pieces, with real headings and lists; pure, the same bytes each time."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from portal.channels.letters.blocks import Node, words_of

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType='
    '"application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PACKAGE = (
    f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    '<Relationship Id="r2" Target="docProps/core.xml" Type='
    '"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/></Relationships>'
)
_DOCUMENT = (
    f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Target="styles.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>'
)
_STYLES = (
    ("Title", "Title", 36),
    ("Heading1", "heading 1", 28),
    ("Heading2", "heading 2", 24),
    ("Heading3", "heading 3", 22),
)
_DEEPEST_HEADING = 3
_FIRST_OF_A_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Piece:
    """One article: its headline, who signs it, a line for the editor, and its text (portal.channels.letters.blocks)."""

    title: str
    byline: str
    note: str
    blocks: Sequence[Node]


def word_file(title: str, pieces: Sequence[Piece], *, made: datetime) -> bytes:
    """Return the file: a title, then each piece under its heading. ``made`` (aware) stands in its properties."""
    body = "".join([_paragraph(title, "Title"), *(part for piece in pieces for part in _piece(piece))])
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(title)}</dc:title>'
        f'<dc:language>en-GB</dc:language><dcterms:modified xsi:type="dcterms:W3CDTF">{made.isoformat()}'
        "</dcterms:modified></cp:coreProperties>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _PACKAGE,
        "docProps/core.xml": core,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _DOCUMENT,
        "word/styles.xml": _styles(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name, _FIRST_OF_A_ZIP), head + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _piece(piece: Piece) -> Iterator[str]:
    yield _paragraph(piece.title, "Heading1")
    if piece.byline:
        yield _paragraph(f"By {piece.byline}", "")
    yield from _blocks(piece.blocks, "")
    yield f"<w:p>{_run(piece.note, '<w:i/>')}</w:p>"


def _blocks(blocks: Sequence[Node], before: str) -> Iterator[str]:
    """Yield each block; ``before`` is what an item of a list begins with."""
    for block in blocks:
        kind = block["t"]
        if kind == "p":
            yield f"<w:p>{_run(before, '') if before else ''}{''.join(_runs(block, ''))}</w:p>"
            before = "    " if before else ""
        elif kind == "h":
            yield _paragraph(words_of(block), f"Heading{min(block['level'], _DEEPEST_HEADING)}")
        elif kind in {"ul", "ol"}:
            for number, item in enumerate(block["c"], 1):
                yield from _blocks(item["c"], f"{number}. " if kind == "ol" else "• ")
        elif kind == "quote":
            yield from _blocks(block["c"], "    ")


def _runs(node: Node, marks: str) -> Iterator[str]:
    """Yield the runs of a paragraph: words with their marks, and line breaks."""
    for child in node.get("c", []):
        if child["t"] == "text":
            yield _run(child["v"], marks)
        elif child["t"] == "br":
            yield "<w:r><w:br/></w:r>"
        else:
            mark = {"strong": "<w:b/>", "em": "<w:i/>", "s": "<w:strike/>"}.get(child["t"], "")
            yield from _runs(child, marks + (mark if mark not in marks else ""))


def _run(words: str, marks: str) -> str:
    """Return one run; marks stand in the order of the schema (b, i, strike)."""
    ordered = "".join(mark for mark in ("<w:b/>", "<w:i/>", "<w:strike/>") if mark in marks)
    return f'<w:r><w:rPr>{ordered}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _paragraph(words: str, style: str) -> str:
    named = f"<w:pPr><w:pStyle w:val={quoteattr(style)}/></w:pPr>" if style else ""
    return f"<w:p>{named}{_run(words, '')}</w:p>"


def _styles() -> str:
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for key, name, size in _STYLES
    )
    return (
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="en-GB"/>'
        f"</w:rPr></w:rPrDefault></w:docDefaults>{made}</w:styles>"
    )
