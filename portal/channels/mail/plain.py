"""The plain-text half of a press mail: complete by itself, wrapped for any reader."""

import textwrap

from portal.channels.mail.sheet import Quotation, Sheet
from portal.markup import plain_text

WIDTH = 72
_LIST_MARKS = ("• ", "1. ", "2. ", "3. ", "4. ", "5. ", "6. ", "7. ", "8. ", "9. ")


def plain_mail(sheet: Sheet) -> str:
    """Return the whole mail as plain text, LF newlines, at most ``WIDTH`` columns but for addresses."""
    contact = "\n".join(["Press contact", *sheet.contact]) if sheet.contact else ""
    parts = [
        sheet.sender,
        sheet.capacity_line,
        sheet.embargo or ("" if sheet.warning else "For immediate release"),
        sheet.warning,
        sheet.headline,
        _rich(sheet.body),
        *(_quotation(quote) for quote in sheet.quotes),
        _pictures(sheet.pictures),
        f"Notes to editors\n\n{_rich(sheet.notes)}" if sheet.notes else "",
        contact,
        f"Approval reference: {sheet.reference}" if sheet.reference else "",
        f"{sheet.link_words}\n{sheet.link}",
        f"You get this because you are on our press list. To be taken off it:\n{sheet.opt_out}",
    ]
    return "\n\n".join(_wrap(part) for part in parts if part) + "\n"


def _rich(html: str) -> str:
    """Return rich text with a blank line between paragraphs, list items kept together."""
    pieces: list[str] = []
    for line in plain_text(html, with_links=True).split("\n"):
        together = pieces and line.startswith(_LIST_MARKS) and pieces[-1].startswith(_LIST_MARKS)
        pieces.extend(["\n" if together else "\n\n", line] if pieces else [line])
    return "".join(pieces)


def _quotation(quote: Quotation) -> str:
    return f"“{quote.words}”\n{quote.speaker}" if quote.speaker else f"“{quote.words}”"


def _pictures(captions: tuple[str, ...]) -> str:
    """Return what the enclosed files show, '' without any."""
    told = "\n".join(f"{number}. {caption}" for number, caption in enumerate(captions, start=1))
    return f"Pictures with this mail\n\n{told}" if told else ""


def _wrap(text: str) -> str:
    """Return ``text`` with each of its lines wrapped; words longer than a line, such as addresses, stay whole."""
    return "\n".join(
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )
