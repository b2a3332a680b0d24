"""Small documents made for the tests, in words of their own."""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

import typst

from policies.importing.importing import Document
from policies.importing.references import walk_all

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORD = re.compile(r"\d+|[^\W\d_]+")
_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def words(text: str) -> Counter[str]:
    """Count the words of a text: runs of letters, and runs of figures; 7.1Text is 7, 1 and Text."""
    return Counter(_WORD.findall(_UNSEEN.sub("", _BREAK.sub(" ", text))))


def words_in(document: Document) -> Counter[str]:
    """Count the words that a document keeps: in its clauses, its title, and what was set aside."""
    said = [document.title if document.titled_by_text else ""]
    said += [one.text for one in document.set_aside]
    for clause in walk_all(document.clauses):
        said += [clause.printed if clause.shown else "", clause.heading, clause.text]
    return sum((words(text) for text in said), Counter())


def lines(document: Document) -> list[str]:
    """Return the tree as lines: reference, colon, heading in brackets, text; indented as deep as it stands."""
    made = []
    for clause in walk_all(document.clauses):
        heading = f"[{clause.heading}]" if clause.heading else ""
        made.append(
            f"{'  ' * len(clause.path)}{clause.ref}: {' '.join(filter(None, (heading, clause.text)))}"
        )
    return made


def zipped(parts: dict[str, str | bytes], *, stored_first: bool = False) -> bytes:
    """Pack parts as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(parts.items()):
            stored = stored_first and not number
            archive.writestr(name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """Pack a Word document; ``parts`` are named without their folder and ending."""
    main = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": main, **{f"word/{name}.xml": xml for name, xml in parts.items()}})


def para(text: str, style: str = "", number: str = "", level: int = 0, *, bold: bool = False) -> str:
    """Write one paragraph of Word."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    said = f'<w:r>{run}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{said}</w:p>"


def styles(**named: str) -> str:
    """Write ``styles.xml``: ids and names."""
    made = "".join(
        f'<w:style w:styleId="{style}"><w:name w:val="{name}"/></w:style>' for style, name in named.items()
    )
    return f"<w:styles {W}>{made}</w:styles>"


def numbering(*levels: tuple[str, str], restarts: Iterable[str] = ()) -> str:
    """Write ``numbering.xml`` with one list of these shapes and texts, numbered 1, and restarts of it."""
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (shape, text) in enumerate(levels)
    )
    again = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number in restarts
    )
    one = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>{one}{again}</w:numbering>'


def odt(body: str, automatic: str = "", manifest: str = "<m/>", header: str = "") -> bytes:
    """Pack an OpenDocument text; with a ``header`` on each page it has styles too."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
    }
    if header:
        parts["styles.xml"] = (
            f"<office:document-styles {names}><style:header>{header}</style:header></office:document-styles>"
        )
    return zipped(parts, stored_first=True)


_SHEET = """
#let given = json(bytes(sys.inputs.at("given")))
#set page(paper: "a5", header: given.header, footer: context [Page #counter(page).display() of 9])
#set par(justify: false)
#for one in given.paragraphs { if one.heading [ #block(strong(one.text)) ] else [ #par(one.text) ] }
"""


def pdf(paragraphs: list[str], header: str = "") -> bytes:
    """Print paragraphs on small pages with a header and page numbers; those that begin with # are headings."""
    given: dict[str, Any] = {
        "header": header,
        "paragraphs": [{"heading": one.startswith("#"), "text": one.lstrip("# ")} for one in paragraphs],
    }
    made = typst.compile(_SHEET.encode(), sys_inputs={"given": json.dumps(given)})
    assert isinstance(made, bytes)
    return made
