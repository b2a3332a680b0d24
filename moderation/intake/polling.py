"""Asking networks what the public wrote under the council's posts: channel by channel, outside any transaction.

A network may send the same for ever, in any order, with any clock. What is known by its name and its words costs
nothing; how much is taken of one answer is bounded; and one channel that fails rests without holding up another.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from moderation.intake.arriving import Arrived
from moderation.intake.asking_after import ask_after, can_ask
from moderation.intake.attaching import told_as
from moderation.intake.authors import recognise, recognise_by_names
from moderation.intake.listening import NOT_AS_AGREED, listen
from moderation.intake.posts import POSTS_AT_ONCE, ReadPost, posts_of
from moderation.intake.read_channels import read_channels
from moderation.intake.reading import moment_kept, one_line
from moderation.intake.receiving import receive
from moderation.intake.rounds import in_rounds, one_alone
from moderation.intake.whereabouts import note_places, note_shown, note_whereabouts, words_known
from moderation.models import Comment, Polling
from portal.celery import app
from portal.channels.connectors.base import (
    Capability,
    ConnectorError,
    Paced,
    Permanent,
    Reconnect,
    RemoteComment,
    connector_for,
    connectors,
)
from portal.channels.credentials.noting import note_lost
from portal.channels.models import Channel, Connection
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waking import nudge

log = logging.getLogger(__name__)
POLL_TASK = "moderation.tasks.poll_channel"
EVERY = timedelta(minutes=5)
"""Between two rounds of a channel that is well."""
LONGEST_REST = timedelta(hours=6)
"""Before a channel is asked again that fails however often it is asked; each failure in a row doubles EVERY to it."""
LEASE = timedelta(minutes=10)
"""How long a worker has a channel in hand; one that died leaves it to another then."""
FAULTS = 3
"""Posts one behind another under which the network fails: the round is given up until the channel has rested."""
AT_MOST = 120.0
"""Seconds after which a worker asks about no further post; the next one goes on at the cursor."""
MOST_READ = 20_000
"""Comments of one answer that are looked at: whatever comes behind is not."""
MOST_TAKEN = 1_000
"""New or changed comments of one post that are kept in one round; the next round takes the rest."""
CHANNELS_AT_ONCE = 500
UNREADABLE = "What the network answers under one of the posts cannot be read. It is asked again."
READ = frozenset({Capability.COMMENTS, Capability.MENTIONS, Capability.MESSAGES})
"""What a connector has, one of them at least, whose channel is asked what people say there."""


@dataclass(frozen=True)
class _Read:
    """How far a worker came: whether the round is whole, and what was in the way at some post of it.

    ``some``: other posts were read. ``stopped``: what ended it before it was whole: the network wants to be left in
    peace, or failed under FAULTS posts in a row.
    """

    whole: bool
    problem: str
    some: bool
    stopped: ConnectorError | None = None


def poll_due() -> int:
    """Have each connected channel read whose turn has come, open or closed for a time; return how many.

    Safe to run twice.
    """
    can = [slug for slug, one in connectors().items() if READ & one.capabilities]
    well = Connection.objects.filter(ended_at__isnull=True, problem="").values("channel")
    channels = read_channels().filter(connector__in=can, pk__in=well)
    new = channels.filter(polling__isnull=True).values_list("pk", flat=True)
    Polling.objects.bulk_create([Polling(channel_id=pk) for pk in new], ignore_conflicts=True)
    due = Polling.objects.filter(channel__in=channels, due_at__lte=timezone.now()).order_by("due_at", "pk")
    keys = list(due.values_list("channel_id", flat=True)[:CHANNELS_AT_ONCE])
    for key in keys:
        nudge(partial(app.send_task, POLL_TASK, args=[key], expires=LEASE.total_seconds()))
    return len(keys)


def poll(channel_id: int) -> None:
    """Read what the public wrote under the posts of one channel, from where the last worker left off, and to it.

    Does nothing where another worker has the channel in hand. A channel that fails rests, and says why. What is in the
    way under its posts keeps nobody from hearing what is said to the account itself.
    """
    held = _claim(channel_id)
    if held is None:
        return
    outside_transactions()
    try:
        recognise_by_names(held.channel)
        read = _read_on(held)
        listen(held.channel)
        ask_after(held.channel)
    except ConnectorError as error:
        if isinstance(error, Reconnect):
            _note_lost(held.channel, str(error))
        _rest(held, str(error))
    else:
        _settle(held, read)


def _claim(channel_id: int) -> Polling | None:
    """Take the channel in hand by compare-and-set; None where it is not due, or read no more. Two queries."""
    now = timezone.now()
    rows = Polling.objects.filter(channel__in=read_channels().filter(pk=channel_id), due_at__lte=now)
    found = rows.select_related("channel").first()
    if found is None:
        return None
    mine = Polling.objects.filter(pk=found.pk, due_at=found.due_at).update(due_at=now + LEASE)
    return found if mine == 1 else None


def _read_on(held: Polling) -> _Read:
    """Read post after post, the newest first; one that cannot be read holds up no other.

    The next worker goes on behind what failed, or three long threads would hide all that is older than they are.
    Raises Reconnect where the network does not take the channel's credentials any more.
    """
    ends, problem, faults, some = time.monotonic() + AT_MOST, "", 0, False
    connector = connector_for(held.channel)
    posts = posts_of(held, connector)
    for post in posts[:POSTS_AT_ONCE]:
        if time.monotonic() > ends:
            return _Read(whole=False, problem=problem, some=some)
        stopped: ConnectorError | None = None
        try:
            rows = list(islice(connector.comments(held.channel, post.external_id), MOST_READ + 1))
        except Reconnect:
            raise
        except Paced as error:
            return _Read(whole=False, problem=problem, some=some, stopped=error)
        except ConnectorError as error:
            # A refusal is about the one post; of anything else the network itself may be the cause.
            problem, faults = str(error), 0 if isinstance(error, Permanent) else faults + 1
            stopped = error if faults == FAULTS else None
        except NOT_AS_AGREED:
            log.exception("what stands under %s answers no interface", post.external_id)
            problem = UNREADABLE
        else:
            faults, some = 0, True
            _take(held.channel, post, rows, tells_all=connector.tells_all)
        Polling.objects.filter(pk=held.pk).update(read_down_to=post.place)
        if stopped is not None:
            return _Read(whole=False, problem=problem, some=some, stopped=stopped)
    return _Read(whole=len(posts) <= POSTS_AT_ONCE, problem=problem, some=some)


def _take(channel: Channel, post: ReadPost, rows: list[RemoteComment], *, tells_all: bool) -> None:
    """Keep what is new or has other words, each in a transaction of its own, and note what stands there no more."""
    whole = tells_all and len(rows) <= MOST_READ
    there: dict[str, RemoteComment] = {}
    for row in rows[:MOST_READ]:
        if name := one_line(row.remote_id, 300):
            there.setdefault(name, row)
    recognise(channel, there.values())
    known = words_known(channel, there)
    council, new = (
        channel.council_id,
        frozenset(row.remote_id for name, row in there.items() if name not in known),
    )
    arrived = islice(_told(channel, post, there, known), MOST_TAKEN)
    for within, one in in_rounds(council, channel, arrived, new=new):
        with one_alone(channel, one.remote_id):
            receive(actor=None, council_id=council, channel=channel, arrived=one, known=within)
    is_page, page = post.publication_id is None, post.external_id
    note_places(channel=channel, publication_id=post.publication_id, there=set(there), page=page)
    asks, names = can_ask(channel), set(there)
    note_whereabouts(channel=channel, external_id=page, there=names, whole=whole, asks=asks, is_page=is_page)
    note_shown(channel=channel, seen={name for name, row in there.items() if row.hidden is False})


def _told(
    channel: Channel, post: ReadPost, there: Mapping[str, RemoteComment], known: Mapping[str, str]
) -> Iterator[Arrived]:
    """Yield what is new ``there``, or has other words than those ``known``; what cannot be read is passed over."""
    for name, row in there.items():
        said = None
        with one_alone(channel, name):
            if known.get(name) != told_as(row):
                said = _arrived(row, post)
        if said is not None:
            yield said


def _arrived(row: RemoteComment, post: ReadPost) -> Arrived:
    return Arrived(
        way=Comment.Way.NETWORK,
        remote_id=row.remote_id,
        text=row.text,
        author=row.author,
        author_id=row.author_id,
        author_address=row.author_address,
        link=row.public_url,
        publication_id=post.publication_id,
        page="" if post.publication_id is not None else post.external_id,
        # Under the post itself it hangs below no comment, though another may have its number.
        parent_id="" if row.parent_id == post.external_id else row.parent_id,
        written_at=moment_kept(row.at),
        held=row.hidden is True,
        attached=row.attached,
    )


def _settle(held: Polling, read: _Read) -> None:
    """Note how it went; a round that is not whole goes on from the cursor, at once where nothing stopped it."""
    now = timezone.now()
    rows = Polling.objects.filter(pk=held.pk)
    if read.whole:
        rows.update(read_down_to=None)
    if read.problem and (read.whole or read.stopped is not None):
        _rest(held, read.problem, alone=read.some)
    elif isinstance(read.stopped, Paced):
        _wait_for_turn(held, read.stopped)
    elif not read.whole:
        rows.update(due_at=now)
    else:
        rows.update(read_at=now, due_at=now + EVERY, failures=0, problem="")


def _wait_for_turn(held: Polling, error: Paced) -> None:
    """Wait as long as the network wants to be left in peace: nobody was asked, so nothing failed."""
    wait = timedelta(seconds=error.retry_after or 60)
    Polling.objects.filter(pk=held.pk).update(due_at=timezone.now() + min(wait, LONGEST_REST))


def _rest(held: Polling, problem: str, *, alone: bool = False) -> None:
    """Leave the channel alone for a time that doubles with each failure in a row.

    ``alone``: other posts were read, so it rests no longer for that: a post that was deleted there is so for ever.
    """
    failures = 1 if alone else min(held.failures + 1, 20)
    wait = min(EVERY * 2 ** (failures - 1), LONGEST_REST)
    Polling.objects.filter(pk=held.pk).update(
        due_at=timezone.now() + wait, failures=failures, problem=problem[:500]
    )


def _note_lost(channel: Channel, problem: str) -> None:
    """Have the clerk connect it again, as where something is to go out."""
    row = Connection.objects.filter(channel=channel, ended_at__isnull=True).first()
    if row is not None:
        note_lost(row.pk, problem)


def readings_of(channels: "QuerySet[Channel]") -> list[Polling]:
    """Return those of ``channels`` whose comments are read, when that last was and what is in the way. One query."""
    rows = Polling.objects.filter(channel__in=channels & read_channels())
    return list(rows.select_related("channel").order_by("channel__name"))
