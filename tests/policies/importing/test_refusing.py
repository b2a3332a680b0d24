"""What is no policy document is refused in clear words, before it can do harm."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfWriter

from policies.importing.blocks import LARGEST_TEXT, CannotImport
from policies.importing.importing import import_document, import_text
from policies.importing.reading import LARGEST_FILE
from tests.policies.importing.papers import docx, odt, para, pdf, zipped

OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def empty_pdf(*, password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted_zip() -> bytes:
    """Mark the parts of a Word document as encrypted, as a zip program does."""
    data = bytearray(docx(para("It is so.")))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        data[at + offset] |= 1
    return bytes(data)


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("a.txt", b"", "The file is empty."),
    "blanks": ("a.txt", b" \n\t\n", "The file is empty."),
    "signs only": ("a.txt", b"--- ___ ...\n", "The document holds no text."),
    "an empty Word document": ("a.docx", docx(para("")), "The document holds no text."),
    "an empty OpenDocument": ("a.odt", odt("<text:p/>"), "The document holds no text."),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n", "The portal does not read files like “a.png”."),
    "a program that is called a text": ("a.txt", b"\x7fELF\x00\x00\x01", "The file is no text"),
    "a text that is called a Word document": (
        "a.docx",
        b"It is so.",
        "The file is called .docx and is none.",
    ),
    "a text that is called a PDF": ("a.pdf", b"It is so.", "The file is called .pdf and is none."),
    "rich text": ("a.txt", b"{\\rtf1 It is so.}", "The portal does not read files like “a.txt”."),
    "an old Word document": ("a.doc", OLD_WORD, "The file is of an old version of Word."),
    "a Word document with a password": ("a.docx", OLD_WORD, "The file is protected by a password."),
    "an encrypted archive": ("a.docx", encrypted_zip(), "The file is protected by a password."),
    "an archive": ("a.zip", zipped({"a.txt": "It is so."}), "The file is an archive, but no document."),
    "a cut archive": ("a.docx", docx(para("It is so."))[:-60], "The file is damaged"),
    "no XML": ("a.docx", zipped({"word/document.xml": "It is so."}), "The file is damaged"),
    "entities": (
        "a.docx",
        zipped({"word/document.xml": f"{ENTITIES}<w>&b;</w>"}),
        "The file is damaged",
    ),
    "deep nesting": (
        "a.docx",
        zipped({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}),
        "The file is damaged",
    ),
    "an encrypted OpenDocument": (
        "a.odt",
        odt("<text:p>It is so.</text:p>", manifest="<m><encryption-data/></m>"),
        "The file is protected by a password.",
    ),
    "an OpenDocument whose list has no level": (
        "a.odt",
        odt(
            "<text:list-style><text:list-level-style-number text:level='x'/></text:list-style><text:p>So.</text:p>"
        ),
        "The file is damaged",
    ),
    "an OpenDocument whose header counts no spaces": (
        "a.odt",
        odt("<text:p>It is so.</text:p>", header="<text:p>Page<text:s text:c='x'/>1</text:p>"),
        "The file is damaged",
    ),
    "a PDF with a password": ("a.pdf", empty_pdf(password="sesame"), "The PDF is protected by a password."),
    "a scanned PDF": ("a.pdf", empty_pdf(), "The PDF holds no text: it seems to be scanned."),
    "a cut PDF": ("a.pdf", pdf(["It is so."])[:400], "The PDF is damaged"),
    "a PDF of nonsense": ("a.pdf", b"%PDF-1.7\n" + b"obj << >> " * 90, "The PDF is damaged"),
    "a library": ("a.txt", b"It is so. " * (LARGEST_TEXT // 10 + 1), "The document holds more text than any"),
}


@pytest.mark.parametrize(("name", "data", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_in_words(name: str, data: bytes, why: str) -> None:
    with pytest.raises(CannotImport) as refused:
        import_document(name, data)

    assert str(refused.value).startswith(why)
    assert refused.value.next_step.startswith("Nothing was changed.")


def bomb(part: str, megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w/>")
        with archive.open(part, "w") as entry:
            for _ in range(megabytes):
                entry.write(b" " * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(("part", "megabytes"), [("word/styles.xml", 40), ("word/media/a.png", 120)])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(part: str, megabytes: int) -> None:
    data = bomb(part, megabytes)
    assert len(data) < 200_000
    tracemalloc.start()
    with pytest.raises(CannotImport) as refused:
        import_document("a.docx", data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert str(refused.value) == "The file unpacks to far more than any policy holds, so it was not opened."
    assert peak < 4 * 1024 * 1024


def test_a_bomb_that_lies_about_its_size_is_refused_too() -> None:
    data = bytearray(bomb("word/styles.xml", 40))
    small = (1000).to_bytes(4, "little")
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = small

    with pytest.raises(CannotImport) as refused:
        import_document("a.docx", bytes(data))

    assert str(refused.value).startswith("The file is damaged")


def test_pasted_text_is_refused_where_there_is_none() -> None:
    with pytest.raises(CannotImport, match=r"The document holds no text\."):
        import_text("  \n ")


def refused_by_command(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_policy", str(path), "--json")
    assert refused.value.returncode == 1
    assert capsys.readouterr().out == ""
    return str(refused.value)


def test_the_command_refuses_a_file_of_fifty_megabytes_without_reading_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    assert LARGEST_FILE < 50 * 1024 * 1024
    assert refused_by_command(path, capsys) == (
        "The file is larger than 20 MB. Leave its pictures out and try again, or paste the text. "
        "Nothing was changed. Paste the text instead, or bring the document in another format."
    )


def test_the_command_refuses_a_file_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_by_command(tmp_path / "none.txt", capsys).startswith("There is no file “")
    assert refused_by_command(tmp_path, capsys).startswith("There is no file “")
