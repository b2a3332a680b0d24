"""What rests on the clerk's permission: which one a text lacks."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from policies.matching import places_of
from policies.meetings.agreeing import current_positions
from policies.models import MatterLink, PermissionRule, Position
from policies.periods.gates import ALWAYS_OFFICIAL
from policies.permits.drafting import drafted_beyond
from policies.permits.speaking import cited, quoted_without, rule_to_speak
from portal.councils.models import Membership, Permission
from portal.councils.permitting import held_by
from portal.councils.powers import STAFF
from portal.drafts.content import plain_fields
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication, Quote, Revision
from portal.drafts.quotes.standing import locks_of, quotations_in

Act, Scope = PermissionRule.Act, Permission.Scope
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_WORDS_OF_A_QUOTATION = 6
"""Words from which a sentence of a position can hardly stand in a text by chance."""
_ANOTHER_MATTER = " about another matter than the one that they were permitted"


def lacking(
    item: Communication,
    revision: Revision,
    *,
    at: datetime,
    channel_ids: Collection[int] = (),
    matters_settled: bool = True,
) -> str:
    """Return which permission its author, whoever wrote ``revision``, or a member quoted in it lacks, or ''.

    At ``at`` (aware). The clerk and officers need none. ``channel_ids`` are those on which it goes out. While it is
    not settled what it is about (``matters_settled`` False: before the clerk has it), a permission for one matter
    counts for any, and nobody asks for those who are quoted: they may be permitted until it goes out.
    No query where the council (``item.council``, as it stands now) asks for no permission, or for what staff write
    and quote nobody in; at most ten.
    """
    if not item.council.asks_permission or revision.erased_at is not None:
        return ""
    writers = [row for row in _writers(item, revision) if row.role not in STAFF]
    quotes = matters_settled and bool(quotations_in(item.spec, revision.content))
    if not writers and not quotes:
        return ""
    rules = list(PermissionRule.objects.filter(council_id=item.council_id).order_by("act", "pk"))
    needed = [rule for rule in rules if _concerns(rule, item, revision, channel_ids)]
    about = _matters_of(item) if matters_settled else None
    if why := _of_writers(item, revision, writers, needed, about, at):
        return why
    if about is None:
        return ""
    speaking = next((rule for rule in needed if rule.act == Act.SPEAK), None)
    if quotes and speaking is not None:
        silent = quoted_without(_speakers(item, revision), at=at, matter_ids=about)
        if silent is not None:
            return (
                f"{silent.shown_name}, who is quoted, has no permission of the clerk to speak for the council "
                f"about this{cited(speaking)}."
            )
    return drafted_beyond(item, about, channel_ids)


def silent_speaker(quote: Quote) -> str:
    """Return why the member who is quoted may not approve the words as their own now, or '' (a speaking gate).

    As lacking() asks before it goes out, so that nobody approves in vain: where a rule ties speaking for the council
    to the clerk's permission, and the item speaks for the council. While nobody has said what it is about, a permission
    for one matter counts for any. The clerk and officers need none. Four queries at most, none where none is asked.
    """
    member, item = quote.member, quote.communication
    if member is None or member.role in STAFF or not quote.council.asks_permission:
        return ""
    rule = rule_to_speak(quote.council_id)
    revision = None if item is None else item.current_revision
    if rule is None or (
        item is not None and revision is not None and not _concerns(rule, item, revision, ())
    ):
        return ""
    about = None if item is None else _matters_of(item) or None
    spoken = [one for one in held_by(member.pk, timezone.now()) if one.scope == Scope.SPEAK]
    if any(_is_about(one, about) for one in spoken):
        return ""
    also = " about another matter than the one that you were permitted" if spoken else ""
    return f"You have no permission of the clerk to speak for the council{also}{cited(rule)}. Ask the clerk for it."


def _of_writers(
    item: Communication,
    revision: Revision,
    writers: Sequence[Membership],
    needed: Sequence[PermissionRule],
    about: frozenset[int] | None,
    at: datetime,
) -> str:
    """Return what one of ``writers`` lacks of what the rules ask for, or ''."""
    if not writers or not needed:
        return ""
    quoted = _quoted(item, revision) if any(rule.act == Act.QUOTE for rule in needed) else []
    for writer in writers:
        held = held_by(writer.pk, at)
        for rule in needed:
            if why := _missing(rule, held, item.kind, quoted, about):
                return f"{writer.shown_name} {why}{cited(rule)}."
    return ""


def _speakers(item: Communication, revision: Revision) -> list[Membership]:
    """Return the people of the council who are quoted in ``revision``. Two queries at most."""
    quotes = [lock.quote for lock in locks_of(item, revision.content) if lock.quote is not None]
    keys = {quote.member_id for quote in quotes if quote.member_id is not None}
    if not keys:
        return []
    return list(Membership.objects.filter(pk__in=keys).select_related("user").order_by("pk"))


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
        return _not_posted(rule, held, kind, about)
    if rule.act == Act.QUOTE:
        mine = [one for one in held if one.scope == Scope.QUOTE]
        free = {one.position_id for one in mine}
        left = [row for row in quoted if row.pk not in free]
        if not left or None in free:
            return ""
        return f"has no permission of the clerk to quote the agreed position “{left[0].title}”"
    spoken = [one for one in held if one.scope == Scope.SPEAK]
    if any(_is_about(one, about) for one in spoken):
        return ""
    also = _ANOTHER_MATTER if spoken else ""
    return f"has no permission of the clerk to speak for the council{also}"


def _not_posted(
    rule: PermissionRule, held: Sequence[Permission], kind: str, about: frozenset[int] | None
) -> str:
    """Return that nothing held opens the channel of ``rule`` for this kind and these matters, or ''."""
    posts = [
        one
        for one in held
        if one.channel_id == rule.channel_id
        and (one.scope == Scope.MANAGE or (one.scope == Scope.POST and one.subject in {"", kind}))
    ]
    if any(_is_about(one, about) for one in posts):
        return ""
    also = _ANOTHER_MATTER if posts else ""
    return f"has no permission of the clerk to post this on {rule.channel}{also}"


def _is_about(permission: Permission, about: frozenset[int] | None) -> bool:
    return permission.matter_id is None or about is None or permission.matter_id in about


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
