"""Setting a sheet for a board, a poster, a leaflet or the chairman's desk: tagged PDF in the council's own look.

The words reach the typesetter as data (one JSON input), never as source. Only the fonts inside the typesetter are used
and the time comes from the publication: the same issue gives the same bytes on every machine.
"""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from portal.channels.letters.blocks import blocks_of
from portal.channels.post import Post
from portal.channels.printing.places import place_of
from portal.councils.branding import logo_bytes
from portal.councils.models import Body
from portal.councils.templatetags.words import day
from portal.markup import plain_text, sanitise

TEMPLATE = Path(__file__).parent / "sheet.typ"
_PREVIEW_PPI = 80.0
_MOST_PAGES = 4
"""Pages of a preview: more are a booklet, and the words below it hold them all."""
_LONG_WORD = re.compile(r"\S{28}(?=\S)")
"""On a board the letters are large: a word of more signs may be broken at a space of no width."""
_UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Exception):
    """The sheet cannot be set; the message says why, in words for the clerk."""


def sheet_pdf(post: Post) -> bytes:
    """Return the sheet as PDF/UA-1 in the size of its place. Raises Unprintable for a sign that no font here has."""
    try:
        made: bytes = typst.compile(**_input(post), format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise Unprintable(_why(str(error))) from error
    return made


def sheet_picture(post: Post) -> bytes:
    """Return the sheet as it will be printed as one PNG, its first pages below one another. Raises as sheet_pdf()."""
    sheet_pdf(post)  # whether its signs can be printed is asked of the very file that would be
    made = typst.compile(**_input(post), format="png", ppi=_PREVIEW_PPI)
    pages = [
        Image.open(io.BytesIO(page)) for page in (made if isinstance(made, list) else [made])[:_MOST_PAGES]
    ]
    whole = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    place = 0
    for page in pages:
        whole.paste(page.convert("RGB"), (0, place))
        place += page.height
    out = io.BytesIO()
    whole.save(out, "PNG", optimize=True)
    return out.getvalue()


def _input(post: Post) -> dict[str, Any]:
    """Return what the typesetter is given for ``post``, whatever it makes of it."""
    words = {**sheet_words(post), "paper": place_of(post.channel).sheet}
    return {
        "input": TEMPLATE.read_bytes(),
        "ignore_system_fonts": True,
        "sys_inputs": {
            "sheet": json.dumps(_breakable(words), ensure_ascii=False),
            "logo": json.dumps(list(logo_bytes(post.revision.body))),
        },
        "timestamp": int(post.publication.go_at.timestamp()),
    }


def sheet_words(post: Post) -> dict[str, Any]:
    """Return everything that stands on the sheet, as the template reads it."""
    body, issuer = post.revision.body, post.issuer
    part_of = body.kind == Body.Kind.COMMITTEE and body.name != post.council.name
    reach = (issuer.telephone, issuer.email, re.sub(r"^https?://", "", issuer.website).rstrip("/"))
    return {
        "title": post.headline,
        "kind": post.kind.label,
        "name": issuer.name,
        "above": post.council.name if part_of else "",
        "colour": body.accent_colour,
        "logo_alt": body.name,
        "facts": _facts(post),
        "note": post.publication.public_note if post.is_correction else "",
        "body": blocks_of(sanitise(post.content[post.kind.body])),
        "capacity": post.capacity_line,
        "date": f"Issued {day(post.publication.go_at)}",
        "until": _until(post),
        "contact": [line for line in (*issuer.address.split("\n"), *reach) if line.strip()],
        "approval": post.communication.reference,
    }


def sheet_text(post: Post) -> str:
    """Return the whole sheet as plain text, in the order in which it is read: the evidence of what went up."""
    words = sheet_words(post)
    parts = [
        words["name"],
        words["title"],
        "\n".join(f"{label}: {value}" for label, value in words["facts"]),
        words["note"],
        plain_text(sanitise(post.content[post.kind.body]), with_links=True),
        "\n".join(filter(None, (words["capacity"], words["date"], words["until"]))),
        f"Approval reference {words['approval']}",
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(post: Post) -> list[list[str]]:
    """Return what the item says besides its text, each with its label: when, where, whom to ask."""
    content = post.content
    concerns = content.get("concerns_on", "")
    whom = (content.get(name, "") for name in ("contact_name", "contact_phone", "contact_email"))
    asked = ", ".join(filter(None, whom))
    found = [
        ("Date", day(date.fromisoformat(concerns)) if concerns else ""),
        ("Place", content.get("place", "")),
        ("Ask", asked),
    ]
    return [[label, value] for label, value in found if value]


def _until(post: Post) -> str:
    """Return until when it stays up, where that is known."""
    at = post.publication.take_down_at
    return f"To be taken down {day(at)}" if at else ""


def _breakable(node: Any) -> Any:
    """Return ``node`` with a place to break in every word that is too long for a line; addresses of links stay."""
    if isinstance(node, str):
        return _LONG_WORD.sub(lambda word: f"{word[0]}\u200b", node)
    if isinstance(node, list):
        return [_breakable(child) for child in node]
    if isinstance(node, dict):
        return {
            name: child if name in {"href", "colour"} else _breakable(child) for name, child in node.items()
        }
    return node


def _why(message: str) -> str:
    """Return the typesetter's complaint in words for the clerk."""
    found = _UNPRINTABLE.search(message)
    if found is None:
        return "The sheet could not be set as an accessible PDF. Please tell whoever runs this installation."
    shown = _CODE_POINT.sub(lambda code: f"U+{code[1].upper():0>4}", found[1])
    return f"The sheet would hold “{shown[:40]}”, which no typeface here can print. Replace it and submit it again."
