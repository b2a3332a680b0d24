"""What a permission to draft opens: a kind, perhaps about one matter and on one channel only; and its withdrawal."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from policies.models import DraftingRule
from portal.councils.models import Membership, Permission
from portal.councils.powers import STAFF
from portal.councils.templatetags.words import day
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication

Scope = Permission.Scope
NARROW = Q(scope=Scope.DRAFT_KIND) & (Q(matter_id__isnull=False) | Q(channel_id__isnull=False))
"""A permission to draft that opens less than the whole kind."""
_WITHDRAWN = Q(ended_at__isnull=False) & (Q(until__isnull=True) | Q(ended_at__lt=F("until")))


def drafted_beyond(item: Communication, matter_ids: Collection[int], channel_ids: Collection[int]) -> str:
    """Return that the author drafts ``item`` by a permission for another matter or channel than this is, or ''.

    What counts is what they held since it was begun: one that ran out meanwhile did its work, one that was withdrawn
    counts no more. One query, two where they hold a narrow one; none for staff.
    """
    author = item.author
    if author.role in STAFF:
        return ""
    since = Q(until__isnull=True) | Q(until__gt=item.created_at)
    rows = Permission.objects.filter(since, holder=author, scope=Scope.DRAFT_KIND, subject=item.kind)
    held = list(rows.exclude(_WITHDRAWN))
    if not held or any(one.matter_id is None and one.channel_id is None for one in held):
        return ""
    if not _needs_one(author, item.kind) or _open(held, matter_ids, channel_ids):
        return ""
    return (
        f"{author.shown_name} was permitted to draft {KINDS[item.kind].one} about another matter or for another "
        "channel than this."
    )


def _open(held: Sequence[Permission], matter_ids: Collection[int], channel_ids: Collection[int]) -> bool:
    """Return whether the permissions together open all the channels for what is about these matters."""
    about = [one for one in held if one.matter_id is None or one.matter_id in matter_ids]
    channels = {one.channel_id for one in about}
    return bool(about) and (None in channels or set(channel_ids) <= channels)


def withdrawn_since(item: Communication, moment: datetime) -> str:
    """Return that the author's permission to draft such an item was withdrawn after ``moment``, or ''.

    One that ran out by itself did its work: the draft was made in time. Two queries at most, none for staff.
    """
    author = item.author
    if author.role in STAFF:
        return ""
    mine = Permission.objects.filter(holder=author, scope=Scope.DRAFT_KIND, subject=item.kind)
    last = mine.filter(_WITHDRAWN, ended_at__gt=moment).order_by("-ended_at").first()
    if last is None or last.ended_at is None or not _still_needs(author, item.kind, mine, last.ended_at):
        return ""
    return (
        f"The clerk withdrew the permission of {author.shown_name} to draft {KINDS[item.kind].one} on "
        f"{day(last.ended_at)}."
    )


def _still_needs(author: Membership, kind: str, mine: "QuerySet[Permission]", since: datetime) -> bool:
    if not _needs_one(author, kind):
        return False
    return not mine.filter(Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=since))).exists()


def _needs_one(author: Membership, kind: str) -> bool:
    """Return whether the council's policy leaves ``kind`` to other offices than the author's."""
    rules = DraftingRule.objects.filter(council_id=author.council_id, kind=kind)
    roles = set(rules.values_list("role", flat=True))
    return bool(roles) and author.role not in roles
