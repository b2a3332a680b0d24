"""Telling authors apart by what lasts: names change hands, and what was kept under one follows the account behind it.

What came before its network told who wrote it is known by a name alone. Whose it is the network settles that tells of
the very comment again; else it is of the first account that is seen under that name, as it was of whoever had that
until then. From then on nothing is kept under the name: who takes it later is somebody else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.db import transaction
from django.db.models import Q

from moderation.intake.author_keys import author_key_of, lasting_key_of
from moderation.intake.reading import one_line
from moderation.intake.receiving import ABOUT
from moderation.intake.rounds import one_alone
from moderation.models import Comment, Measure, Reply
from moderation.replies.debates import debate_by, debate_of
from portal.channels.connectors.base import Connector, connectors
from portal.channels.models import AnswerTo, Channel
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

AT_ONCE = 1_000
"""Comments that one visit knows again by their names."""


class Seen(Protocol):
    """A comment as its network tells it now: its name there, and its author's lasting one and present one."""

    @property
    def remote_id(self) -> str: ...
    @property
    def author_id(self) -> str: ...
    @property
    def author_address(self) -> str: ...


@dataclass
class _Account:
    """What is to be kept under one lasting key: comments that are its own for certain, others by the name alone."""

    address: str = ""
    certain: set[int] = field(default_factory=set)
    by_name: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Told:
    """Who wrote one comment, as keys: what lasts, and the name, '' where none is told."""

    remote_id: str
    key: str
    name: str
    address: str


def recognise(channel: Channel, seen: Iterable[Seen]) -> None:
    """Move what is kept of the authors of ``seen`` to what lasts of them. Two queries where there is nothing to move.

    What the network says of a comment itself goes before its author's name; a name that two accounts are seen under at
    once tells nothing. Not inside a transaction of anything else: each account is one of its own.
    """
    told = list(_told(channel, seen))
    if not told:
        return
    rows = Comment.objects.filter(channel=channel, remote_id__in=[one.remote_id for one in told])
    facts = rows.filter(erased_at__isnull=True).values_list("remote_id", "pk", "author_key", "author_lasts")
    kept = {name: (pk, key, lasts) for name, pk, key, lasts in facts}
    accounts: dict[str, _Account] = {}
    owners: dict[str, set[str]] = {}
    for one in told:
        accounts.setdefault(one.key, _Account(one.address))
        pk, key, lasts = kept.get(one.remote_id, (0, one.key, True))
        if key != one.key:
            accounts[one.key].certain.add(pk)
            if one.name and key and not lasts:
                owners.setdefault(key, set()).add(one.key)
    certain = set(owners)
    for one in told:
        if one.name and one.name not in certain:
            owners.setdefault(one.name, set()).add(one.key)
    _add_by_name(channel, accounts, {name: min(keys) for name, keys in owners.items() if len(keys) == 1})
    for key, account in accounts.items():
        _move(channel, key, account)


def recognise_by_names(channel: Channel) -> None:
    """Move what is known by a name alone where the network's own name of the comment tells whose it is.

    So nobody sheds what was kept of them by renaming before they are seen again. One query where nothing is left.
    """
    connector = connectors().get(channel.connector)
    if connector is None or type(connector).author_in is Connector.author_in:
        return
    rows = Comment.objects.filter(channel=channel, author_lasts=False, erased_at__isnull=True).order_by("pk")
    accounts: dict[str, _Account] = {}
    for pk, name in rows.values_list("pk", "remote_id")[:AT_ONCE]:
        if author := connector.author_in(name):
            key = lasting_key_of(channel.council_id, channel.connector, author)
            accounts.setdefault(key, _Account()).certain.add(pk)
    for key, account in accounts.items():
        _move(channel, key, account)


def _told(channel: Channel, seen: Iterable[Seen]) -> Iterator[_Told]:
    """Yield who wrote each of ``seen``, where their network tells."""
    council, where = channel.council_id, channel.connector
    for row in seen:
        with one_alone(channel, row.remote_id):
            if row.author_id:
                name = author_key_of(council, where, row.author_address)
                key = lasting_key_of(council, where, row.author_id)
                yield _Told(one_line(row.remote_id, 300), key, name, one_line(row.author_address, 300))


def _add_by_name(channel: Channel, accounts: Mapping[str, _Account], owners: Mapping[str, str]) -> None:
    """Add to the accounts that own names what is kept under these, but what the network names as another's."""
    connector = connectors().get(channel.connector)
    rows = Comment.objects.filter(council=channel.council_id, author_key__in=owners, author_lasts=False)
    settled = {pk for account in accounts.values() for pk in account.certain}
    for pk, name, remote_id in rows.values_list("pk", "author_key", "remote_id"):
        author = connector.author_in(remote_id) if connector else ""
        theirs = lasting_key_of(channel.council_id, channel.connector, author) if author else owners[name]
        if theirs == owners[name] and pk not in settled:
            accounts[theirs].by_name.add(pk)


@transaction.atomic
def _move(channel: Channel, key: str, account: _Account) -> None:
    """Keep under ``key`` what is the account's: its comments, the measures for them, and the debates that it had."""
    if not account.certain | account.by_name:
        return
    wanted = Q(pk__in=account.certain) | Q(pk__in=account.by_name, author_lasts=False)
    every = Comment.objects.select_for_update(no_key=True, of=("self",)).select_related("publication")
    found = list(every.filter(wanted, erased_at__isnull=True).exclude(author_key=key).order_by("pk"))
    if not found:
        return
    moved = [one.pk for one in found]
    rows, measures = Comment.objects.filter(pk__in=moved), Measure.objects.filter(comment__in=moved)
    held = list(measures.filter(erased_at__isnull=True).order_by("pk").values_list("pk", "comment"))
    Measure.objects.filter(pk__in=[pk for pk, _ in held]).update(author_key=key)
    rows.update(author_key=key, author_lasts=True)
    rows.filter(pk__in=account.certain, author_address="").update(author_address=account.address)
    _keep_debates(channel.council_id, found)
    facts = {
        "comments": moved,
        "by_name": sorted(account.by_name.intersection(moved)),
        "measures": [pk for pk, _ in held],
    }
    about = held[0][1] if held else moved[0]
    record([entry_by_machine(channel.council_id, "author_recognised", ABOUT, about, **facts)])


def _keep_debates(council_id: int, moved: Collection[Comment]) -> None:
    """Have the council's answers to what was ``moved`` stay in one debate with what the same author says next."""
    before = {
        debate_by(council_id, one.communication_id, one.author_key)
        for one in moved
        if one.communication_id and one.author_key
    }
    for reply in Reply.objects.filter(council=council_id, debate__in=before).select_related("comment"):
        debate = debate_of(reply.comment)
        Reply.objects.filter(pk=reply.pk).update(debate=debate)
        AnswerTo.objects.filter(communication=reply.communication_id).update(debate=debate)
