"""What rests on the clerk's permission: which one a text lacks, and which was withdrawn under it."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from policies.matching import places_of
from policies.meetings.agreeing import current_positions
from policies.models import DraftingRule, MatterLink, PermissionRule, Position
from policies.periods.gates import ALWAYS_OFFICIAL
from portal.councils.models import Membership, Permission
from portal.councils.permitting import held_by
from portal.councils.powers import STAFF
from portal.councils.templatetags.words import day
from portal.drafts.content import plain_fields
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication, Revision

Act, Scope = PermissionRule.Act, Permission.Scope
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_WORDS_OF_A_QUOTATION = 6
"""Words from which a sentence of a position can hardly stand in a text by chance."""


def lacking(
    item: Communication,
    revision: Revision,
    *,
    at: datetime,
    channel_ids: Collection[int] = (),
    matters_settled: bool = True,
) -> str:
    """Return which permission its author, or whoever wrote ``revision``, lacks at ``at`` (aware), or ''.

    The clerk and officers need none. ``channel_ids`` are those on which it goes out. While it is not settled what it
    is about (``matters_settled`` False: before the clerk has it), a permission for one matter counts for any.
    No query where the council (``item.council``, as it stands now) asks for no permission, or for what staff write; at
    most six.
    """
    if not item.council.asks_permission:
        return ""
    writers = [row for row in _writers(item, revision) if row.role not in STAFF]
    if not writers or revision.erased_at is not None:
        return ""
    rules = list(PermissionRule.objects.filter(council_id=item.council_id).order_by("act", "pk"))
    needed = [rule for rule in rules if _concerns(rule, item, revision, channel_ids)]
    if not needed:
        return ""
    quoted = _quoted(item, revision) if any(rule.act == Act.QUOTE for rule in needed) else []
    speaks = matters_settled and any(rule.act == Act.SPEAK for rule in needed)
    about = _matters_of(item) if speaks else None
    for writer in writers:
        held = held_by(writer.pk, at)
        for rule in needed:
            if why := _missing(rule, held, item.kind, quoted, about):
                return f"{writer.shown_name} {why}{_cited(rule)}."
    return ""


def _writers(item: Communication, revision: Revision) -> list[Membership]:
    if revision.author_id == item.author_id:
        return [item.author]
    return [item.author, revision.author]


def _concerns(
    rule: PermissionRule, item: Communication, revision: Revision, channel_ids: Collection[int]
) -> bool:
    if rule.act == Act.POST:
        return rule.channel_id in channel_ids
    if rule.act == Act.QUOTE:
        return True
    capacity = revision.content.get("capacity")
    return capacity == OFFICIAL or (not capacity and item.kind in ALWAYS_OFFICIAL)


def _missing(
    rule: PermissionRule,
    held: Sequence[Permission],
    kind: str,
    quoted: Sequence[Position],
    about: frozenset[int] | None,
) -> str:
    """Return what the holder of ``held`` may not do by ``rule``, or ''."""
    if rule.act == Act.POST:
        mine = [one for one in held if one.channel_id == rule.channel_id]
        if any(one.scope == Scope.MANAGE or one.subject in {"", kind} for one in mine):
            return ""
        return f"has no permission of the clerk to post this on {rule.channel}"
    if rule.act == Act.QUOTE:
        mine = [one for one in held if one.scope == Scope.QUOTE]
        free = {one.position_id for one in mine}
        left = [row for row in quoted if row.pk not in free]
        if not left or None in free:
            return ""
        return f"has no permission of the clerk to quote the agreed position “{left[0].title}”"
    spoken = [one for one in held if one.scope == Scope.SPEAK]
    if any(one.matter_id is None or about is None or one.matter_id in about for one in spoken):
        return ""
    also = " about another matter than the one that they were permitted" if spoken else ""
    return f"has no permission of the clerk to speak for the council{also}"


def _cited(rule: PermissionRule) -> str:
    return f" (clause {rule.clause})" if rule.clause else ""


def _matters_of(item: Communication) -> frozenset[int]:
    links = MatterLink.objects.filter(communication=item, about=True)
    return frozenset(links.values_list("matter_id", flat=True))


def _quoted(item: Communication, revision: Revision) -> list[Position]:
    """Return the positions that hold whose own words, a sentence at least, stand in the text."""
    fields = plain_fields(KINDS[item.kind], revision.content)
    found = []
    for position in current_positions(item.council_id):
        sentences = [part for part in _SENTENCES.split(position.text) if _long_enough(part)]
        phrases = (position.text, *sentences)
        if any(True for _ in places_of(fields, phrases)):
            found.append(position)
    return found


def _long_enough(sentence: str) -> bool:
    return len(sentence.split()) >= _WORDS_OF_A_QUOTATION


def withdrawn_since(item: Communication, moment: datetime) -> str:
    """Return that the author's permission to draft such an item was withdrawn after ``moment``, or ''.

    One that ran out by itself did its work: the draft was made in time. Two queries at most, none for staff.
    """
    author = item.author
    if author.role in STAFF:
        return ""
    mine = Permission.objects.filter(holder=author, scope=Scope.DRAFT_KIND, subject=item.kind)
    ended = mine.filter(ended_at__gt=moment).filter(Q(until__isnull=True) | Q(ended_at__lt=F("until")))
    last = ended.order_by("-ended_at").first()
    if last is None or last.ended_at is None or not _still_needs(author, item.kind, mine, last.ended_at):
        return ""
    return (
        f"The clerk withdrew the permission of {author.shown_name} to draft {KINDS[item.kind].one} on "
        f"{day(last.ended_at)}."
    )


def _still_needs(author: Membership, kind: str, mine: "QuerySet[Permission]", since: datetime) -> bool:
    rules = DraftingRule.objects.filter(council_id=author.council_id, kind=kind)
    roles = set(rules.values_list("role", flat=True))
    if not roles or author.role in roles:
        return False
    return not mine.filter(Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=since))).exists()
