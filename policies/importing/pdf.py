"""Reading the text of a PDF, line by line; what is only a picture of text is refused."""

import io
import re
from collections import Counter

from pypdf import PageObject, PdfReader

from policies.importing.blocks import LARGEST_TEXT, Block, CannotImport, Reading

MOST_PAGES = 400
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
        text = _page(page)
        said += len(text)
        if said > 2 * LARGEST_TEXT:
            raise CannotImport("The PDF holds more text than any policy.")
        blocks += _lines(text, number)
    return blocks


def _page(page: PageObject) -> str:
    """Return a page's text, by its layout where that loses nothing: it keeps the blank space between paragraphs."""
    plain: str = page.extract_text()
    try:
        layout: str = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False)
    except Exception:  # noqa: BLE001 - the layout is a comfort; the plain text is there
        return plain
    return layout if _letters(layout) == _letters(plain) else plain


def _letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _lines(text: str, page: int) -> list[Block]:
    """Return the lines of one page, each knowing how much blank space stands before it."""
    blocks = []
    gap = 0
    for line in text.splitlines():
        if line.strip():
            blocks.append(Block(line.strip(), gap=gap, page=page))
        gap = 0 if line.strip() else gap + 1
    return blocks
