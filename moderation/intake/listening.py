"""Reading what is said to the council's accounts themselves: mentions, messages, mails; strand by strand, page by page.

A network may send the same page for ever, pages without end, or another clock's times: a run ends at the first page
that brings nothing new, and goes on the next time where it had to stop. One strand that fails says why and holds up no
other; what a scope is missing for is told to the clerk in those words.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from moderation.intake.arriving import Arrived
from moderation.intake.attaching import told_as
from moderation.intake.authors import recognise
from moderation.intake.read_channels import read_channels
from moderation.intake.reading import moment_kept, one_line
from moderation.intake.receiving import ABOUT, receive
from moderation.intake.rounds import Round, in_rounds, one_alone
from moderation.intake.whereabouts import ask_after_again, note_seen, words_known
from moderation.models import Comment, Listening
from portal.channels.connectors.base import (
    Capability,
    ConnectorError,
    Paced,
    Reconnect,
    connector_for,
)
from portal.channels.connectors.listening import Approach, Listens, Page
from portal.channels.models import Channel, Delivery, Dispatch
from portal.records.archive import Filing, file_snapshots

log = logging.getLogger(__name__)
PAGES_AT_ONCE = 10
AT_MOST = 60.0
"""Seconds after which a worker asks for no further page of a strand; the next one goes on there."""
MOST_READ = 1_000
"""Of one page: whatever comes behind is not looked at."""
LONGEST_PLACE = 1_000
ASKED_AFTER = timedelta(minutes=30)
"""After which the network is first asked whether it stands there still (moderation.intake.asking_after)."""
OLDEST = timedelta(days=30)
"""Before the first reading: what was said longer ago, by the network's clock, was dealt with by other means."""
UNREADABLE = "What the network answers cannot be read. It is asked again."
NOT_AS_AGREED = (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError)
"""What a connector meets where a network answers something else than its interface promises."""
Reads = Callable[[Channel, str, str], Page]


@dataclass(frozen=True)
class _Hangs:
    """Where something hangs: under which item of the council's, below what else of the public's ('' nothing)."""

    publication_id: int | None = None
    parent_id: str = ""


def listen(channel: Channel) -> None:
    """Read what is new in each strand that the channel's connector can read. Not inside a transaction.

    Raises Reconnect where the network does not take the channel's credentials any more; nothing else.
    """
    for strand, reads in _strands(channel):
        row, _ = Listening.objects.get_or_create(channel=channel, strand=strand)
        problem = ""
        try:
            _run(row, channel, reads)
        except Reconnect:
            raise
        except Paced:
            continue
        except ConnectorError as error:
            problem = str(error)[:500]
        except NOT_AS_AGREED:
            log.exception("the %s of channel %s answer no interface", strand, channel.pk)
            problem = UNREADABLE
        read_at = row.read_at if problem else timezone.now()
        Listening.objects.filter(pk=row.pk).update(problem=problem, read_at=read_at)


def listenings_of(channels: "QuerySet[Channel]") -> list[Listening]:
    """Return the strands of ``channels`` that are read, with what is in the way. One query."""
    rows = Listening.objects.filter(channel__in=channels & read_channels())
    return list(rows.select_related("channel").order_by("channel__name", "strand"))


def _strands(channel: Channel) -> Iterator[tuple[str, Reads]]:
    connector = connector_for(channel)
    if not isinstance(connector, Listens):
        return
    if Capability.MENTIONS in connector.capabilities:
        yield Listening.Strand.MENTIONS, connector.mentions
    if Capability.MESSAGES in connector.capabilities:
        yield Listening.Strand.MESSAGES, connector.messages


def _run(row: Listening, channel: Channel, reads: Reads) -> None:
    """Read page after page until one brings nothing new; the first run of a strand takes one page and no older ones."""
    ends, begins = time.monotonic() + AT_MOST, row.read_at is None and not row.place
    for _ in range(PAGES_AT_ONCE):
        page = reads(channel, row.since, row.place)
        row.newest = one_line(page.newest, LONGEST_PLACE) or row.newest
        fresh = _take(channel, page.rows, row.begun_at - OLDEST)
        row.place = page.place if len(page.place) <= LONGEST_PLACE and fresh and not begins else ""
        if not row.place:
            row.since, row.newest = row.newest or row.since, ""
        row.save(update_fields=["since", "newest", "place"])
        if not row.place or time.monotonic() > ends:
            return


def _take(channel: Channel, rows: Iterable[Approach], begins: datetime) -> int:
    """Keep what is new or has other words, each in a transaction of its own; return how many were not known at all."""
    named: dict[str, Approach] = {}
    for row in list(rows)[:MOST_READ]:
        at = moment_kept(row.said.at)
        if at is not None and at < begins and not row.raw:
            continue
        if name := one_line(row.said.remote_id, 300):
            named.setdefault(name, row)
    recognise(channel, [row.said for row in named.values()])
    known, hangs = words_known(channel, named), _places(channel, named)
    connector = connector_for(channel)
    lags = isinstance(connector, Listens) and connector.tells_gone
    (ask_after_again if lags else note_seen)(channel=channel, there=named)
    fresh = sum(name not in known for name in named)
    new = frozenset(row.said.remote_id for name, row in named.items() if name not in known)
    rows_of = {row.said.remote_id: row for row in named.values()}
    told = _told(channel, named, known, hangs)
    for within, one in in_rounds(channel.council_id, channel, told, new=new):
        with one_alone(channel, one.remote_id):
            _keep(channel, within, rows_of[one.remote_id], one)
    return fresh


def _told(
    channel: Channel,
    named: dict[str, Approach],
    known: Mapping[str, str],
    hangs: Callable[[Approach], _Hangs],
) -> Iterator[Arrived]:
    """Yield what is new, or has other words than those ``known``, the oldest first."""
    for name, row in reversed(named.items()):
        if name in known and row.raw:
            continue  # a mail does not change: another one under its name is somebody else's
        said = None
        with one_alone(channel, name):
            if known.get(name) != told_as(row.said):
                said = _arrived(row, hangs(row))
        if said is not None:
            yield said


def _keep(channel: Channel, within: Round, row: Approach, arrived: Arrived) -> None:
    """Receive it, and file the mail as it came, before anybody can act on it."""
    with transaction.atomic():
        made = receive(
            actor=None, council_id=channel.council_id, channel=channel, arrived=arrived, known=within
        )
        if row.raw:
            filing = Filing(
                council_id=channel.council_id,
                status="mail_received",
                object_type=ABOUT,
                object_id=made.pk,
                title=f"{made.shown_author}: the mail as it was received",
                text=row.raw.replace("\x00", "\ufffd"),
                channel_id=channel.pk,
            )
            file_snapshots([filing])
        elif made.gone_at is None:
            rows = Comment.objects.filter(pk=made.pk, ask_after_at__isnull=True)
            rows.update(ask_after_at=timezone.now() + ASKED_AFTER)


def _arrived(row: Approach, hangs: _Hangs) -> Arrived:
    said, way = row.said, Comment.Way.NETWORK
    if row.private:
        way = Comment.Way.EMAIL if row.raw else Comment.Way.MESSAGE
    return Arrived(
        way=way,
        remote_id=said.remote_id,
        text=said.text,
        author=said.author,
        author_id=said.author_id,
        author_address=said.author_address,
        email=row.email,
        link=said.public_url,
        publication_id=hangs.publication_id,
        parent_id=hangs.parent_id,
        written_at=moment_kept(said.at),
        answer_by=Comment.AnswerBy.EMAIL if row.email else "",
        answer_to=row.email,
        held=said.hidden is True,
        attached=said.attached,
    )


def _places(channel: Channel, named: Mapping[str, Approach]) -> Callable[[Approach], _Hangs]:
    """Return what tells where each hangs: below what we said or received, else nowhere. Three queries at most."""
    names = {one_line(name, 300) for row in named.values() for name in row.about}
    sent = Delivery.objects.filter(channel=channel, external_id__in=names).exclude(external_id="")
    facts = sent.values_list(
        "external_id", "publication_id", "publication__communication__answer_to__remote_id"
    )
    ours = {name: (publication, answered) for name, publication, answered in facts}
    below = names | {answered for _, answered in ours.values() if answered}
    if mails := [name for name in names if name.startswith("<")]:
        posted = Dispatch.objects.filter(
            delivery__publication__council=channel.council_id, message_id__in=mails
        )
        sent_to = posted.values_list("message_id", "delivery__publication_id")
        ours |= {name: (publication, "") for name, publication in sent_to}
    received = Comment.objects.filter(channel=channel, remote_id__in=below)
    theirs = dict(received.values_list("remote_id", "publication_id"))

    def place(row: Approach) -> _Hangs:
        publication, parent = None, ""
        for name in (one_line(one, 300) for one in row.about):
            item, answered = ours.get(name, (None, ""))
            above = answered or name
            if not parent and (above in theirs or above in named):
                parent = above
            publication = publication or theirs.get(above) or (None if answered else item)
        return _Hangs(publication, parent)

    return place
