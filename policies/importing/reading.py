"""Finding out what a file is, by what is in it, and reading it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from policies.importing.blocks import LARGEST_TEXT, Block, CannotImport, Reading
from policies.importing.hypertext import read_hypertext
from policies.importing.opendocument import read_opendocument
from policies.importing.pdf import read_pdf
from policies.importing.plain import decode, read_markdown, read_plain
from policies.importing.word import read_word

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of a document as it comes, pictures included."""
_TEXTS = {
    ".txt": read_plain,
    ".text": read_plain,
    "": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_hypertext,
    ".htm": read_hypertext,
    ".xhtml": read_hypertext,
}
_KINDS = "Bring .docx, .odt, .pdf, .txt, .html or .md."
_OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")


def read(name: str, data: bytes) -> Reading:
    """Read the document ``data`` that came as the file ``name``.

    Raises CannotImport, in words for the clerk, for what is too large, empty, encrypted, damaged or of another kind.
    """
    check_size(len(data))
    if not data.strip():
        raise CannotImport("The file is empty.")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLD_WORD):
        raise CannotImport(
            "The file is protected by a password."
            if suffix == ".docx"
            else "The file is of an old version of Word. Open it in Word and save it as .docx."
        )
    if data.startswith(b"%PDF-"):
        reading = read_pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        reading = _zipped(data)
    elif suffix in {".docx", ".odt", ".pdf"}:
        raise CannotImport(f"The file is called {suffix} and is none. {_KINDS}")
    elif suffix in _TEXTS and not data.startswith(b"{\\rtf"):
        reading = _text(suffix, decode(data))
    else:
        raise CannotImport(f"The portal does not read files like “{PurePath(name).name[:80]}”. {_KINDS}")
    return _checked(reading)


def read_pasted(text: str) -> Reading:
    """Read text that was pasted. Raises CannotImport where it is empty or longer than any policy."""
    return _checked(_text("", text))


def check_size(size: int) -> None:
    """Raise CannotImport where a file of ``size`` bytes is not worth opening."""
    if size > LARGEST_FILE:
        limit = LARGEST_FILE // (1024 * 1024)
        raise CannotImport(
            f"The file is larger than {limit} MB. Leave its pictures out and try again, or paste the text."
        )


def _zipped(data: bytes) -> Reading:
    """Read a .docx or .odt: each names its kind in its first bytes or parts."""
    head = data[:200]
    if b"application/vnd.oasis.opendocument.text" in head:
        return read_opendocument(data)
    if b"word/" in data:
        return read_word(data)
    if b"content.xml" in data:
        return read_opendocument(data)
    raise CannotImport(f"The file is an archive, but no document. {_KINDS}")


def _text(suffix: str, text: str) -> Reading:
    if len(text) > 4 * LARGEST_TEXT:
        raise CannotImport("The file holds more text than any policy.")
    return _TEXTS[suffix](text)


def _checked(reading: Reading) -> Reading:
    if sum(len(block.text) for block in reading.blocks) > LARGEST_TEXT:
        raise CannotImport("The document holds more text than any policy. Bring the policy by itself.")
    if _says_something(block.text for block in reading.blocks):
        return reading
    if not _says_something([reading.title]):
        raise CannotImport("The document holds no text.")
    # A title is text: it becomes the one clause of the draft, for the clerk to go on from.
    return replace(reading, blocks=[Block(reading.title, level=1, whole=True)])


def _says_something(texts: Iterable[str]) -> bool:
    return any(character.isalnum() for text in texts for character in text)
