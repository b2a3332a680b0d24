"""Reading the text of a PDF, line by line; what is only a picture of text is refused."""

import io
import re
from collections import Counter
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader

from policies.importing.blocks import LARGEST_TEXT, Block, CannotImport, Reading

MOST_PAGES = 400
_WIDE = 1.2
"""How many times the usual step between lines is a gap; paragraphs are set apart by about a half."""
_WORD = re.compile(r"\w+")
_SCANNED = (
    "The PDF holds no text: it seems to be scanned. "
    "Bring the document it was made from, or have its text recognised first."
)


def read_pdf(data: bytes) -> Reading:
    """Read the lines of a PDF with the blank space between them.

    Raises CannotImport for one that is encrypted, damaged, has no text, or has more pages than a policy.
    """
    try:
        blocks = _read(PdfReader(io.BytesIO(data)))
    except CannotImport:
        raise
    except (
        Exception
    ) as error:  # a damaged PDF makes its reader fail in any way: KeyError, TypeError, zlib.error …
        raise CannotImport("The PDF is damaged: it could not be read.") from error
    if not any(_WORD.search(block.text) for block in blocks):
        raise CannotImport(_SCANNED)
    return Reading("pdf", blocks)


def _read(reader: PdfReader) -> list[Block]:
    """Return the lines of all pages."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise CannotImport("The PDF is protected by a password. Save it without one and try again.")
    if len(reader.pages) > MOST_PAGES:
        raise CannotImport(f"The PDF has more than {MOST_PAGES} pages: bring the policy by itself.")
    blocks: list[Block] = []
    said = 0
    for number, page in enumerate(reader.pages):
        lines = _page(page)
        said += sum(len(text) for text, _ in lines)
        if said > 2 * LARGEST_TEXT:
            raise CannotImport("The PDF holds more text than any policy.")
        blocks += _with_gaps(lines, number)
    return blocks


def _page(page: PageObject) -> list[tuple[str, float]]:
    """Return the lines of a page, each with its height on the paper; 0 for all where the heights are unsure."""
    lines: list[tuple[str, float]] = [("", 0.0)]

    def take(text: str, user: list[float], matrix: list[float], *_font: Any) -> None:
        height = matrix[4] * user[1] + matrix[5] * user[3] + user[5]
        for number, part in enumerate(text.split("\n")):
            before, at = lines[-1]
            if number:
                lines.append((part, height))
            else:
                lines[-1] = (before + part, at if before.strip() else height)

    plain: str = page.extract_text(visitor_text=take)
    if _letters("".join(text for text, _ in lines)) == _letters(plain):
        return lines
    return [(text, 0.0) for text in plain.splitlines()]


def _letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _with_gaps(lines: list[tuple[str, float]], page: int) -> list[Block]:
    """Return the lines that say something; one that stands lower than lines usually do has a gap before it."""
    said = [(text.strip(), height) for text, height in lines if text.strip()]
    steps = [before - height for (_, before), (_, height) in pairwise(said)]
    usual = sorted(step for step in steps if step > 0)
    least = _WIDE * usual[len(usual) // 4] if usual else 0.0
    blocks = []
    for (text, _), step in zip(said, [0.0, *steps], strict=False):
        blocks.append(Block(text, gap=int(bool(least) and step > least), page=page))
    return blocks
