"""What the draft pages need in their templates: rich text made safe, verbs in words, parts as they are read."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.drafts.addressed import on_paper, people_in
from portal.drafts.capacity import voice_of
from portal.drafts.comparing import Change, Piece
from portal.drafts.content import plain_part
from portal.drafts.fields import shown
from portal.drafts.kinds import Part
from portal.drafts.models import Communication, Revision
from portal.records.models import LedgerEntry
from portal.records.verbs import VERBS

register = template.Library()
_TAGS = {Change.SAME: "span", Change.REMOVED: "del", Change.ADDED: "ins"}


@register.filter
def rich(html: str) -> SafeString:
    """Return rich text, sanitised once more."""
    return shown(html)


@register.filter
def in_words(entry: LedgerEntry) -> str:
    """Return what a ledger entry says somebody did."""
    return VERBS.get(entry.verb, entry.verb)


@register.filter
def fact(entry: LedgerEntry, name: str) -> Any:
    """Return one fact of a ledger entry, or ''."""
    return json.loads(entry.body)["facts"].get(name, "")


@register.filter
def part_text(content: dict[str, Any], part: Part) -> str:
    """Return one part of a content as plain text."""
    return plain_part(part, content.get(part.name, ""))


@register.filter
def get_part(content: dict[str, Any], part: Part) -> Any:
    """Return one part of a content as it is stored."""
    return content.get(part.name, "")


@register.filter
def as_moment(value: str) -> datetime | str:
    """Return the moment written in an ISO text, for the filter `moment`; the text itself where it is none."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


@register.filter
def as_day(value: str) -> date | str:
    """Return the day written in an ISO text, for the filter `day`; the text itself where it is none."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


@register.filter
def copies(people: str) -> str:
    """Return who has a copy as a letter names them to its readers."""
    return ", ".join(person.shown for person in people_in(people))


@register.filter
def paper_copies(revision: Revision) -> str:
    """Return who gets the letter ``revision`` on paper beside its addressee; '' for nobody, or once it was erased."""
    return "" if revision.erased_at is not None else ", ".join(on_paper(revision.content))


@register.simple_tag
def capacity_of(item: Communication, content: dict[str, Any], body_name: str) -> str:
    """Return the sentence by which every reader of ``content`` is told in which capacity it is sent."""
    return voice_of(item, content, body_name=body_name).sentence


@register.filter
def marked(pieces: tuple[Piece, ...]) -> SafeString:
    """Return a comparison as HTML: what was added in <ins>, what was removed in <del>."""
    return format_html_join(
        "", "<{0}>{1}</{0}>", ((_TAGS[piece.change], _visible(piece)) for piece in pieces)
    )


def _visible(piece: Piece) -> str:
    """Return the words of a piece; a line break that came or went is shown as a pilcrow."""
    if piece.change is not Change.SAME and not piece.text.strip() and "\n" in piece.text:
        return piece.text.replace("\n", "¶\n")
    return piece.text
