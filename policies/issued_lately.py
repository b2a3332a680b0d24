"""What a council issued lately, by fingerprints, and the channels that it has: what a new text is compared with."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Subquery, TextField, Value, When

from policies.checks.repeat import threads_of
from policies.circumstances import ChannelState, Earlier
from policies.language.fingerprint import Fingerprint, fingerprint
from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.choosing import slugs_with
from portal.channels.contacts import press_list
from portal.channels.models import Channel, Publication
from portal.channels.states import PublicState
from portal.drafts.content import plain_part
from portal.drafts.kinds import KINDS
from portal.together import Asked, Rows
from portal.written import Written, is_among

LATELY = timedelta(days=90)
MOST = 100
"""Items that a text is compared with: the newest."""
_REMEMBERED = 5_000
_PUBLIC = [slug for slug, kind in KINDS.items() if not kind.private]


@dataclass(frozen=True, slots=True)
class Read:
    """What is kept of a revision: what its words come to, and hashes of the debates that it joined."""

    words: Fingerprint
    threads: frozenset[int] = frozenset()


class Fingerprints:
    """The fingerprints of revisions that this process has read, by council and sha256: a revision never changes.

    Bounded: the oldest goes first. It holds no text.
    """

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._kept: dict[tuple[int, str], Read] = {}
        self._lock = Lock()

    def known(self, council_id: int) -> list[str]:
        """Return the sha256 of every revision of the council whose fingerprint is at hand."""
        with self._lock:
            return [sha256 for owner, sha256 in self._kept if owner == council_id]

    def of(self, council_id: int, sha256: str, stored: str) -> Read:
        """Return what is kept of a revision, else what is read in ``stored``, its canonical text."""
        key = (council_id, sha256)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None or not stored:
            return kept or Read(Fingerprint((), 0))
        made = _taken(stored)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return made


_FINGERPRINTS = Fingerprints()


def _taken(stored: str) -> Read:
    facts = json.loads(stored)
    kind, content = KINDS[facts["kind"]], facts["content"]
    said = {part.name: plain_part(part, content[part.name]) for part in kind.parts if content.get(part.name)}
    return Read(fingerprint(said.get(kind.body, "")), threads_of(kind, said))


def issued_asked(council_id: int, at: datetime, *, but: int | None = None) -> Asked:
    """Ask for what the council issued in the 90 days before ``at`` (aware), newest first, without the item ``but``.

    Letters are left out: they are between two people. So is what was withdrawn, and what retention has erased. It
    brings the text only of revisions that this process has not read yet.
    """
    return _ISSUED.asked(council_id, at - LATELY, at, but or 0, _FINGERPRINTS.known(council_id))


def _issued(
    council_id: int, since: datetime, at: datetime, but: int, known: list[str]
) -> "QuerySet[Any, Any]":
    return (
        Publication.objects.filter(
            council_id=council_id,
            state__in=[PublicState.LIVE, PublicState.TAKEN_DOWN],
            live_at__gt=since,
            live_at__lte=at,
            communication__kind__in=_PUBLIC,
            revision__erased_at__isnull=True,
        )
        .exclude(communication_id=but)
        .annotate(
            text=Case(
                When(is_among("revision__sha256", known, str), then=Value("")),
                default=F("revision__stored"),
                output_field=TextField(),
            )
        )
        .order_by("-live_at", "-pk")
        .values_list(
            "communication__reference", "communication__title", "live_at", "revision__sha256", "text"
        )[:MOST]
    )


_ISSUED = Written(_issued, int, datetime, datetime, int, list[str])


def issued_read(council_id: int, rows: Rows) -> tuple[Earlier, ...]:
    """Return what issued_asked() brought."""
    read = ((row, _FINGERPRINTS.of(council_id, row[3], row[4])) for row in rows)
    return tuple(
        Earlier(row[0], row[1], found.words, datetime.fromisoformat(row[2]), found.threads)
        for row, found in read
    )


def channels_asked(council_id: int) -> Asked:
    """Ask for the council's channels, each with the number of those on the press list where it is their open one."""
    return _CHANNELS.asked(council_id)


def _channels(council_id: int) -> "QuerySet[Any, Any]":
    listed = press_list(council_id).order_by().values("council_id").annotate(many=Count("pk"))
    rows = Channel.objects.filter(council_id=council_id).annotate(
        mailed=Case(
            When(
                connector__in=slugs_with(Capability.LISTED),
                is_open=True,
                then=Subquery(listed.values("many")),
            ),
            default=None,
        )
    )
    network = Case(
        When(connector__in=slugs_with(Capability.COPIED), then="particulars__network"),
        default=Value(""),
        output_field=CharField(),
    )
    rows = rows.exclude(approval__in=["proposed", "refused"]).annotate(network=network)
    return rows.values_list("connector", "is_open", "settings", "mailed", "network", "pk")


_CHANNELS = Written(_channels, int)


def channels_read(rows: Rows) -> tuple[Mapping[str, ChannelState], Mapping[str, int], int]:
    """Return the state of every kind of channel that can be held here, how long texts may be, and how many get mail.

    Those are the press list's, where the channel to it is open.
    One on which people post by hand is of the kind of its network, where the register names that.
    A channel's ``limit`` in its settings, a whole number, is what its server allows; the strictest of a kind counts.
    """
    states = dict.fromkeys(connectors(), ChannelState.MISSING)
    limits: dict[str, int] = {}
    press = 0
    for slug, is_open, settings, mailed, network, _ in rows:
        press = mailed or press
        connector = network or slug
        if is_open or states.get(connector) is not ChannelState.OPEN:
            states[connector] = ChannelState.OPEN if is_open else ChannelState.CLOSED
        limit = settings.get("limit") if isinstance(settings, dict) else None
        if isinstance(limit, int) and not isinstance(limit, bool) and limit > 0:
            limits[connector] = min(limit, limits.get(connector, limit))
    return states, limits, press


def kinds_closed(rows: Rows, closed: Collection[int]) -> tuple[str, ...]:
    """Return the kinds of channel, of what channels_asked() brought, that rest while those numbered ``closed`` do.

    A kind rests where none of its open channels is left: one noticeboard of two says nothing of the other.
    """
    left: dict[str, bool] = {}
    for slug, is_open, _, _, network, number in rows:
        if is_open:
            kind = network or slug
            left[kind] = left.get(kind, False) or number not in closed
    return tuple(kind for kind, one in left.items() if not one)
