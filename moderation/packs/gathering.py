"""What stands in a pack: what was said as it was received, beneath what, and what was done about it. Reads only."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, Min

from moderation.intake.receiving import ABOUT as COMMENT
from moderation.models import Category, Comment, CommentVersion, PackAccess, Referral, Ruling
from moderation.seeing import comments_of
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.refusals import Refusal

FORMAT = "proper-channels-evidence/1"
MOST_COMMENTS = 50

Json = dict[str, Any]


class Altered(Refusal):
    """The words that are kept are not those that came: the hashes differ."""

    def __init__(self) -> None:
        super().__init__(
            "What is kept of a comment is not what came: its hash differs.",
            "Nothing was made. Tell whoever runs the portal before anybody relies on these words.",
        )


def instant(at: datetime | None) -> Json | None:
    """Return a moment as evidence has it: in UTC, and by the clock in London with its offset."""
    if at is None:
        return None
    return {"utc": at.astimezone(UTC).isoformat(), "london": at.astimezone(LONDON).isoformat()}


def evidence(
    *,
    by: Person,
    referral: Referral,
    comments: Sequence[Comment],
    category: str,
    reason: str,
    reference: str,
    at: datetime,
) -> Json:
    """Return the pack as plain JSON: no offence is named, only a category. A bounded number of queries."""
    keys = [one.pk for one in comments]
    rulings = _by_comment(_rulings(keys))
    entries = _by_comment(_entries(referral.council_id, keys))
    names = _names(by, comments)
    items = {
        item.publication_id: item
        for item in NewsItem.objects.filter(publication__in=[one.publication_id for one in comments])
    }
    return {
        "format": FORMAT,
        "reference": reference,
        "council": by.council.name,
        "made": {"at": instant(at), "by": _named(by.membership)},
        "category": {"code": category, "words": Category(category).label},
        "reason": reason,
        "referral": {
            "opened": instant(referral.opened_at),
            "by": _named(referral.opened_by),
            "reason": referral.reason,
        },
        "custody": [
            *_custody(referral),
            {"pack": reference, "act": "Made", "by": _named(by.membership), "at": instant(at)},
        ],
        "comments": [
            _comment(
                one, rulings.get(one.pk, []), entries.get(one.pk, []), items, names.get(one.author_key, [])
            )
            for one in comments
        ],
    }


def _comment(
    one: Comment,
    rulings: list[Json],
    entries: list[Json],
    items: dict[int, NewsItem],
    seen_as: list[Json],
) -> Json:
    return {
        "reference": one.reference,
        "way": one.get_way_display(),
        "channel": {"name": one.channel.name, "network": one.channel.connector} if one.channel else None,
        "network_id": one.remote_id,
        "link": one.link,
        "author": {**_shown_of(one), "seen_as": seen_as},
        "written": instant(one.written_at),
        "received": instant(one.received_at),
        "deleted_there": instant(one.gone_at),
        "showing": one.get_showing_display(),
        "above": _above(one, items),
        "versions": [
            {
                "number": row.number,
                "received": instant(row.received_at),
                "text": _as_received(row),
                "sha256": row.sha256,
                "cut": row.cut,
                "attached": row.attached,
            }
            for row in sorted(one.versions.all(), key=lambda row: row.number)
        ],
        "pictures": [
            {
                "file": f"{one.reference}-{row.name}",
                "seen": instant(row.seen_at),
                "seen_by": row.seen_by or _named(row.kept_by),
                "kept": instant(row.kept_at),
                "kept_by": _named(row.kept_by),
                "bytes": row.size,
                "sha256": row.sha256,
            }
            for row in one.pictures.all()
        ],
        "rulings": rulings,
        "record": entries,
    }


def _shown_of(one: Comment) -> Json:
    """Return what came of its author with the comment."""
    return {
        "shown": one.author,
        "account": one.author_address,
        "link": one.author_link,
        "email": one.email,
    }


def _names(by: Person, comments: Sequence[Comment]) -> dict[str, list[Json]]:
    """Return under which names each of their authors was seen in what ``by`` may read, the newest first. One query.

    Accounts are told apart by what their network gives to them alone: whoever renamed theirs is the same author.
    """
    keys = {one.author_key for one in comments} - {""}
    rows = comments_of(by).filter(author_key__in=keys).order_by()
    seen = rows.values_list("author_key", "author", "author_address")
    found: dict[str, list[Json]] = {}
    for key, shown, account, first, last in seen.annotate(
        first=Min("received_at"), last=Max("received_at")
    ).order_by("-last", "-first"):
        said = {"shown": shown, "account": account, "first": instant(first), "last": instant(last)}
        found.setdefault(key, []).append(said)
    return found


def _custody(referral: Referral) -> list[Json]:
    """Return who had the earlier packs of the same report in hand, and when, in order."""
    rows = (
        PackAccess.objects.filter(pack__referral=referral).select_related("pack", "by__user").order_by("pk")
    )
    return [
        {
            "pack": one.pack.reference,
            "act": one.get_act_display(),
            "by": _named(one.by),
            "at": instant(one.at),
            "sha256": one.sha256,
        }
        for one in rows
    ]


def _as_received(row: CommentVersion) -> str:
    """Return the words of a version. Raises Altered where their hash is not the one taken when they came."""
    if sha256_of(row.text) != row.sha256:
        raise Altered
    return row.text


def _above(one: Comment, items: dict[int, NewsItem]) -> Json:
    """Return what it stands beneath: the council's item as it was issued, and the comment that it answers."""
    publication = one.publication
    said: Json = {"item": None, "answers": None}
    if publication is not None:
        item = items.get(publication.pk)
        said["item"] = {
            "title": item.headline if item else str(publication.communication),
            "summary": item.summary if item else "",
            "published": instant(publication.live_at),
            "issue": publication.issue,
            "revision_sha256": publication.revision.sha256,
        }
    if one.parent is not None:
        said["answers"] = {
            "reference": one.parent.reference,
            "author": one.parent.author,
            "text": one.parent.text,
        }
    return said


def _rulings(keys: Sequence[int]) -> list[tuple[int, Json]]:
    rows = Ruling.objects.filter(comment__in=keys).select_related("ruled_by__user", "version", "enforcement")
    found = []
    for one in rows.order_by("pk"):
        carried = getattr(one, "enforcement", None)
        said = {
            "at": instant(one.ruled_at),
            "by": _named(one.ruled_by),
            "version": one.version.number,
            "outcome": one.get_outcome_display(),
            "ground": one.get_ground_display() if one.ground else "",
            "rule": one.rule,
            "reason": one.reason,
            "carried_out": instant(carried.done_at) if carried else None,
            "what_it_came_to": carried.told or carried.proof if carried else "",
        }
        found.append((one.comment_id, said))
    return found


def _entries(council_id: int, keys: Sequence[int]) -> list[tuple[int, Json]]:
    """Return what the record holds of the comments: who did what when, each with the hash that the chain rests on."""
    rows = LedgerEntry.objects.filter(council_id=council_id, object_type=COMMENT, object_id__in=keys)
    return [
        (
            row.object_id,
            {
                "number": row.number,
                "at": instant(row.at),
                "what": row.verb,
                "by": row.actor_name,
                "hash": row.hash,
                "previous_hash": row.previous_hash,
            },
        )
        for row in rows.order_by("number")
    ]


def _by_comment(rows: Sequence[tuple[int, Json]]) -> dict[int, list[Json]]:
    found: dict[int, list[Json]] = {}
    for key, said in rows:
        found.setdefault(key, []).append(said)
    return found


def _named(membership: Any) -> str:
    return f"{membership.user.name}, {membership.display_title}"
