"""Reading plain text and Markdown, pasted or from a file."""

import codecs
import re

from policies.importing.blocks import Block, CannotImport, Reading, SetAside

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_TABLE_RULE = re.compile(r"[ \t|:\-]*-[ \t|:\-]*")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)")
_EMPHASIS_END = re.compile(r"(?<=\S)(\*\*|__)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What only one of two machines writes in English: an apostrophe inside a word, quotation marks around one, a dash or
# three dots where they belong, a bullet before a line, a letter with an accent inside a word. A byte by itself tells
# nothing: what is a closing quotation mark on the one is a capital O with an accent on the other.
_OLD_MAC = re.compile(
    rb"(?<=[A-Za-z])\xd5(?=[A-Za-z])|(?<![A-Za-z\x80-\xff])[\xd2\xd4](?=[A-Za-z0-9])"
    rb"|(?<=[a-z.,;:!?])[\xd3\xd5](?![A-Za-z\x80-\xff])|(?<=[ 0-9])[\xd0\xd1](?=[ 0-9])|(?<=[a-z])\xc9(?![A-Za-z])"
    rb"|(?:\A|[\r\n])[ \t]*\xa5(?=[ \t])|(?<=[a-z])[\x8d-\x90\x9f](?![A-Z\x80-\xff])"
)
_WINDOWS = re.compile(
    rb"(?<=[A-Za-z])\x92(?=[A-Za-z])|(?<![A-Za-z\x80-\xff])[\x91\x93](?=[A-Za-z0-9])"
    rb"|(?<=[a-z.,;:!?])[\x92\x94](?![A-Za-z\x80-\xff])|(?<=[ 0-9])[\x96\x97](?=[ 0-9])|(?<=[a-z])\x85(?![A-Za-z])"
    rb"|(?:\A|[\r\n])[ \t]*\x95(?=[ \t])|(?<=[a-z])[\xe0-\xff](?![A-Z\x80-\xff])"
)


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, else what Windows or an old Macintosh wrote.

    Raises CannotImport for bytes that are no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError as error:
                raise CannotImport("The file is no readable text.") from error
    if b"\x00" in data:
        raise CannotImport("The file is no text: bring .docx, .odt, .pdf, .txt, .html or .md.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _of_one_byte(data)


def _of_one_byte(data: bytes) -> str:
    """Return what is written with one byte a sign; Windows, unless more of it reads as English of an old Macintosh."""
    if len(_OLD_MAC.findall(data)) > len(_WINDOWS.findall(data)):
        return data.decode("mac_roman")
    return data.decode("cp1252", errors="replace")


def read_plain(text: str) -> Reading:
    """Read lines; a form feed begins a page."""
    blocks = []
    gap = 0
    for page, on_page in enumerate(text.split("\f")):
        for line in on_page.splitlines():
            said = line.strip()
            if said:
                blocks.append(Block(said, gap=gap, page=page, indent=_indent(line)))
            gap = 0 if said else gap + 1
    return Reading("text", blocks)


def read_markdown(text: str) -> Reading:
    """Read Markdown as text with marked headings; its signs of emphasis and escape are not part of the words."""
    reading = Reading("markdown", [])
    gap = 0
    for line in text.replace("\f", "\n").splitlines():
        if not line.strip():
            gap += 1
            continue
        heading = _HEADING.fullmatch(line)
        under = _UNDERLINE.fullmatch(line)
        if heading:
            reading.blocks.append(
                Block(_unmarked(heading[2]), level=len(heading[1]), gap=max(gap, 1), whole=True)
            )
        elif under and not gap and reading.blocks and not reading.blocks[-1].level:
            level = 1 if under[1].startswith("=") else 2
            reading.blocks[-1] = _as_heading(reading.blocks[-1], level)
        elif "|" in line and _TABLE_RULE.fullmatch(line):
            reading.set_aside.append(SetAside("rule", line.strip()))
        else:
            reading.blocks.append(_line(line, gap))
        gap = 0
    return reading


def _as_heading(block: Block, level: int) -> Block:
    return Block(block.text, level=level, gap=max(block.gap, 1), whole=True)


def _line(line: str, gap: int) -> Block:
    """Return one line without the signs of quotations, tables and emphasis."""
    said = line.strip()
    indent = _indent(line)
    if said.startswith("|") and said.endswith("|"):
        cells = [cell.strip() for cell in said.strip("|").split("|")]
        return Block(_unmarked(" | ".join(cell for cell in cells if cell)), gap=gap, whole=True)
    strong = (
        len(said) > 4
        and said[:2] == said[-2:]
        and said[:2] in {"**", "__"}
        and said[2:-2].count(said[:2]) == 0
    )
    return Block(_unmarked(said.lstrip("> ") or said), gap=gap, strong=strong, indent=indent)


def _indent(line: str) -> int:
    """Return how many columns stand before the words of a line; the sign of a quotation is one of them."""
    columns = line.expandtabs(4)
    return len(columns) - len(columns.lstrip("> \xa0"))


def _unmarked(text: str) -> str:
    return _ESCAPED.sub(r"\1", _EMPHASIS_END.sub("", _EMPHASIS.sub("", text)))
