"""What the council agreed on a matter, beside whatever is written about it: to be repeated in its own words."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.html import format_html_join

from policies.matching import spans_of
from policies.matters.hiding import closed_matters
from policies.matters.holding import fields_of
from policies.matters.knowing import known_to
from policies.meetings.agreeing import current_positions
from policies.models import Matter, MatterFlag, MatterLink, Mention, Position
from portal.councils.people import Person
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Communication
from portal.markup import plain_text

POSITION = "position"
_ENDS = (".", "!", "?", "…")
_CLOSING = "\"'’”)"


def positions_on(
    person: Person, *, items: Collection[int] = (), matters: Collection[int] = (), text: str = ""
) -> list[Position]:
    """Return the positions that hold on whatever is dealt with, by title: they were agreed under it, or released it.

    It is dealt with where it is among ``matters`` (their keys), where one of ``items`` (communications) is about it or
    names it, or where ``text`` names it. As on a briefing card nothing is offered on a flagged matter, on which nobody
    speaks, nor on one that ``person`` may not know of or that is closed to them.
    One query; two more with ``text``.
    """
    known = _speakable(person)
    about = known.filter(Q(pk__in=list(matters)) | _told_of(items))
    if text:
        about = known.filter(Q(pk__in=about.values("pk")) | Q(pk__in=_named(person, known, text)))
    keys = about.values("pk")
    held = current_positions(person.council.pk).filter(Q(item__matter__in=keys) | Q(item__matters__in=keys))
    return list(held.distinct())


def positions_for(person: Person, item: Communication, *, beneath: str = "") -> list[Position]:
    """Return the positions on what ``item`` is about, by somebody's word or by its own as they are saved.

    ``beneath`` is what somebody commented on it, whose words count besides. Of a matter that somebody said it is not
    about, its own words bring nothing. Three queries at most, two more with ``beneath``.
    """
    text = "\n".join(fields_of(item.current_revision).values())
    not_about = MatterLink.objects.filter(communication=item, about=False).values("matter")
    named = _named(person, _speakable(person).exclude(pk__in=not_about), text) if text else []
    return positions_on(person, items=[item.pk], matters=named, text=beneath)


def with_position(kind: Kind, raw: Mapping[str, Any], position: Position) -> dict[str, Any]:
    """Return what is typed of a text of ``kind`` with the words of ``position`` at its end, resting on it.

    Words that stand there already are not put there twice. They are compared as a reader sees them: markup, the way in
    which it writes an apostrophe, and where lines break make no other words.
    """
    body = kind.part(kind.body)
    said = str(raw.get(body.name, ""))
    lines = [line for line in position.text.splitlines() if line.strip()]
    rich = body.shape is Shape.RICH
    if _is_said(" ".join(lines), plain_text(said) if rich else said):
        added = said
    elif rich:
        added = said + format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    else:
        added = "\n".join([said, "", *lines]).strip()
    return {**raw, body.name: added, "basis": POSITION, "basis_reference": reference_of(position)}


def _is_said(words: str, text: str) -> bool:
    """Return whether plain ``text`` has ``words`` from a word's beginning to a sentence's or a line's end.

    "We support the route only if" does not say "We support the route".
    """
    ends = "" if words.rstrip(_CLOSING).endswith(_ENDS) else r"(?=[.!?…]|[^\S\n]*(?:\n|\Z))"
    sought = r"\s+".join(re.escape(word) for word in words.split())
    return re.search(rf"(?<!\w){sought}{ends}", text) is not None


def reference_of(position: Position) -> str:
    """Return how a text names ``position`` as its basis, with its minute."""
    return f"{position.title}, {position.minute_reference}"


def _speakable(person: Person) -> "QuerySet[Matter]":
    flags = MatterFlag.objects.filter(matter=OuterRef("pk"), lifted_at__isnull=True)
    known = known_to(person).filter(~Exists(flags))
    closed = closed_matters(person)
    return known if closed is None else known.exclude(pk__in=closed.values("pk"))


def _told_of(items: Collection[int]) -> Q:
    """Return the condition on a matter that one of ``items`` is about it, by somebody's word or by its own words."""
    links = MatterLink.objects.filter(communication__in=list(items))
    said_not = links.filter(communication=OuterRef("communication"), matter=OuterRef("matter"), about=False)
    named = Mention.objects.filter(~Exists(said_not), communication__in=list(items))
    return Q(pk__in=links.filter(about=True).values("matter")) | Q(pk__in=named.values("matter"))


def _named(person: Person, known: "QuerySet[Matter]", text: str) -> list[int]:
    """Return the keys of those of ``known`` that ``text`` names and on which there is a position. Two queries."""
    held = current_positions(person.council.pk).order_by()
    agreed = Q(pk__in=held.values("item__matter")) | Q(released_by_item__in=held.values("item"))
    rows = known.filter(agreed).prefetch_related("aliases")
    return [
        row.pk
        for row in rows
        if any(True for _ in spans_of(text, [row.title, *(alias.words for alias in row.aliases.all())]))
    ]
