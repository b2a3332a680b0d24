"""Setting a letter: the cleared revision and the council's letterhead in, PDF/UA bytes out.

The words reach the typesetter as data (one JSON input), never as source, so that nothing anybody writes is markup.
Only the fonts inside the typesetter are used and the time comes from the publication: the same issue gives the same
bytes on every machine.
"""

import json
import re
from pathlib import Path
from typing import Any

import typst

from portal.channels.letters.blocks import blocks_of, words_of
from portal.channels.models import Publication
from portal.channels.post import Post
from portal.councils.branding import logo_bytes
from portal.councils.models import Body
from portal.drafts.addressed import people_in
from portal.drafts.content import LONDON
from portal.markup import plain_text, sanitise

TEMPLATE = Path(__file__).parent / "letter.typ"
# The typesetter breaks no word; one that is longer than a line may be broken at a space of no width.
_LONGEST_WORD = 40
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")
# A last paragraph of up to so many characters goes to the next page with the closing, rather than part from it.
_SHORT_PARAGRAPH = 900
_UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Exception):
    """The letter cannot be set; the message says why, in words for the clerk."""


def letter_pdf(post: Post) -> bytes:
    """Return the letter as PDF/UA-1. Raises Unprintable, naming the character, for one that no font here has."""
    words = json.dumps(_breakable(letter_words(post)), ensure_ascii=False)
    # Inputs are text: the logo travels as a list of its bytes.
    logo = json.dumps(list(logo_bytes(post.revision.body)))
    try:
        made: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"letter": words, "logo": logo},
            pdf_standards=["ua-1"],
            timestamp=int(post.publication.go_at.timestamp()),
        )
    except typst.TypstError as error:
        raise Unprintable(_why(str(error))) from error
    return made


def why_unprintable(text: str, *, paper: str = "letter") -> str:
    """Return why ``text`` cannot stand on ``paper`` (a character that no font here has, such as an emoji), or ''.

    Pure: no database, no clock. A few milliseconds for a letter.
    """
    try:
        typst.compile(
            b"#set document(title: [x])\n#sys.inputs.text",
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"text": str(_breakable(text))},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        return _why(str(error), paper)
    return ""


def letter_words(post: Post) -> dict[str, Any]:
    """Return everything that stands in the letter, as the template reads it."""
    content = post.content
    body = blocks_of(sanitise(content["body"]))
    sent_on = post.publication.go_at.astimezone(LONDON)
    return {
        "title": post.headline,
        "subject": post.headline,
        "letterhead": _letterhead(post),
        "capacity": post.capacity_line,
        "date": f"{sent_on.day} {sent_on:%B} {sent_on.year}",
        "references": [
            [label, content[name]]
            for label, name in (("Our reference", "reference"), ("Your reference", "their_reference"))
            if content[name]
        ],
        "addressee": [content["addressee"], *_lines(content["address"])],
        "salutation": content["salutation"],
        "note": _correction(post),
        "body": body,
        "ends_together": bool(body) and body[-1]["t"] == "p" and len(words_of(body[-1])) <= _SHORT_PARAGRAPH,
        "closing": content["closing"],
        "signatory": content["signatory"],
        "office": content["signatory_title"],
        "copies": [person.shown for person in people_in(content["cc"])],
        "approval": post.communication.reference,
    }


def letter_text(post: Post) -> str:
    """Return the whole letter as plain text, in the order in which it is read."""
    words = letter_words(post)
    head = words["letterhead"]
    parts = [
        "\n".join(
            [head["name"], *([head["above"]] if head["above"] else []), *head["address"], *head["reach"]]
        ),
        "\n".join(words["addressee"]),
        words["date"],
        "\n".join(f"{label}: {value}" for label, value in words["references"]),
        words["salutation"],
        words["title"],
        words["note"],
        plain_text(sanitise(post.content["body"]), with_links=True),
        words["closing"],
        "\n".join(filter(None, (words["signatory"], words["office"]))),
        f"cc: {', '.join(words['copies'])}" if words["copies"] else "",
        words["capacity"],
        f"Approval reference {words['approval']}",
    ]
    return "\n\n".join(part for part in parts if part)


def _breakable(node: Any) -> Any:
    """Return ``node`` with a place to break in every word that is too long for a line; addresses of links stay."""
    if isinstance(node, str):
        return _LONG_WORD.sub(lambda word: f"{word[0]}\u200b", node)
    if isinstance(node, list):
        return [_breakable(child) for child in node]
    if isinstance(node, dict):
        return {
            name: child if name in {"href", "title"} else _breakable(child) for name, child in node.items()
        }
    return node


def _letterhead(post: Post) -> dict[str, Any]:
    """Return whose paper it is: the body large; above a committee the council that it is part of.

    A charity is not the council, although the council is its trustee: its paper does not look like the council's.
    """
    council, body, issuer = post.council, post.revision.body, post.issuer
    part_of = body.kind == Body.Kind.COMMITTEE and body.name != council.name
    number = f"Registered charity {body.charity_number}" if body.charity_number else ""
    reach = (issuer.telephone, issuer.email, _site_name(issuer.website), number)
    return {
        "name": issuer.name,
        "above": council.name if part_of else "",
        "address": _lines(issuer.address),
        "reach": [line for line in reach if line],
        "note": body.letterhead_note,
        "colour": body.accent_colour,
        "logo_alt": body.name,
    }


def _correction(post: Post) -> str:
    """Return the note on a letter that replaces one sent before, or an empty string."""
    if not post.is_correction:
        return ""
    earlier = Publication.objects.filter(
        communication_id=post.communication.pk, issue__lt=post.publication.issue, live_at__isnull=False
    )
    last = earlier.order_by("-issue").first()
    if last is None:
        return ""
    sent_on = last.go_at.astimezone(LONDON)
    return (
        f"This letter replaces ours of {sent_on.day} {sent_on:%B} {sent_on.year}. {post.publication.public_note}"
    ).strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _site_name(address: str) -> str:
    """Return a web address as paper shows it: www.example.gov.uk."""
    return re.sub(r"^https?://", "", address).rstrip("/")


def _why(message: str, paper: str = "letter") -> str:
    """Return the typesetter's complaint in words for the clerk."""
    found = _UNPRINTABLE.search(message)
    if found is None:
        return (
            f"The {paper} could not be set as an accessible PDF. Please tell whoever runs this installation."
        )
    shown = _CODE_POINT.sub(lambda code: f"U+{code[1].upper():0>4}", found[1])
    return f"The {paper} holds “{shown[:40]}”, which no typeface of the letterhead can print. Replace it and resubmit."
