"""Which addresses are to be looked at, looking at them one after another, and what is known of them."""

import logging
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.channels.models import LinkProbe
from portal.channels.probing.asking import Forbidden, Seen, look
from portal.channels.probing.guarding import LONGEST

log = logging.getLogger("portal.links")

State = LinkProbe.State
KEPT = timedelta(days=1)
"""How long a sure answer holds before anybody looks again."""
FORGOTTEN = timedelta(days=7)
"""After which an address that no open text gives any more is deleted."""
WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""Before the next look after each answer in a row that tells nothing."""
ONLINE = timedelta(minutes=30)
"""How lately some server must have answered before “nobody there” is the address's fault and not this network's."""
GONE = frozenset({404, 410})
"""What says that nothing is there. Servers that refuse a machine (401, 403, 429) or fail (5xx) say nothing."""
AT_ONCE = 30
"""Addresses that one sweep looks at, one after another."""
AT_MOST = 60.0
"""Seconds after which a sweep looks at no further address; the next one goes on."""
_LOCK = 0x6C696E6B  # "link": of the sweep; whoever holds it is the only one who asks any server anything


def whole(address: str) -> str:
    """Return ``address`` with a scheme, as a browser would open it."""
    return address if "//" in address else f"https://{address}"


def key_of(address: str) -> str:
    """Return the key of the row for ``address`` as it stands in a text."""
    return sha256(whole(address).encode()).hexdigest()


def want(addresses: Collection[str]) -> int:
    """Note that open texts give ``addresses``, so that a worker looks at them; return how many are new.

    Safe to repeat, and by two at once. Two queries, a third for what is new.
    """
    wanted = {key_of(one): whole(one) for one in addresses if 0 < len(one) <= LONGEST and "\x00" not in one}
    if not wanted or not settings.LINK_PROBES:
        return 0
    now = timezone.now()
    known = LinkProbe.objects.filter(sha256__in=wanted)
    known.update(wanted_at=now)
    new = [
        LinkProbe(sha256=key, address=one, wanted_at=now, due_at=now) for key, one in sorted(wanted.items())
    ]
    before = set(known.values_list("sha256", flat=True))
    LinkProbe.objects.bulk_create([row for row in new if row.sha256 not in before], ignore_conflicts=True)
    return len(new) - len(before)


def seen_behind(addresses: Collection[str]) -> Mapping[str, LinkProbe]:
    """Return, by address as written, what is surely known of ``addresses``. One query; none without addresses."""
    if not addresses or not settings.LINK_PROBES:
        return {}
    written = {address: key_of(address) for address in addresses}
    rows = LinkProbe.objects.filter(sha256__in=set(written.values()), state__in=[State.WORKS, State.BROKEN])
    known = {row.sha256: row for row in rows}
    return {address: known[key] for address, key in written.items() if key in known}


def probe_due() -> int:
    """Look at the addresses that are due, one after another, and forget those that nobody gives; return how many.

    Only one at a time does this in the whole installation, so that no server is asked by two at once; another one
    goes away at once. Talks to the network outside any transaction. Safe to run twice.
    """
    if not settings.LINK_PROBES:
        return 0
    with _alone() as alone:
        if not alone:
            return 0
        now = timezone.now()
        LinkProbe.objects.filter(wanted_at__lt=now - FORGOTTEN).delete()
        due = list(LinkProbe.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:AT_ONCE])
        ends = time.monotonic() + AT_MOST
        done = 0
        for row in due:
            if time.monotonic() > ends:
                break
            _settle(row, _look(row.address))
            done += 1
        return done


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the sweep's lock for as long as the connection lasts at the most; yield whether nobody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        [held] = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _look(address: str) -> Seen | None:
    """Return what is behind ``address``; None where the portal does not go there."""
    try:
        return look(address)
    except Forbidden:
        return None


def _settle(row: LinkProbe, seen: Seen | None) -> None:
    now = timezone.now()
    state = _judged(row, seen, now)
    sure = state in {State.WORKS, State.BROKEN}
    row.state, row.probed_at = state, now
    row.tries = 0 if sure or seen is None else min(row.tries + 1, len(WAITS))
    row.due_at = now + (KEPT if sure or seen is None else WAITS[row.tries - 1])
    row.status = seen.status if seen else 0
    row.led_to = seen.address[:LONGEST].replace("\x00", "") if seen and sure else ""
    row.title = seen.title if seen and sure else ""
    row.save(update_fields=["state", "probed_at", "tries", "due_at", "status", "led_to", "title"])
    log.debug("link %s: %s", row.pk, state)


def _judged(row: LinkProbe, seen: Seen | None, now: datetime) -> str:
    """Return what ``seen`` says of an address; where this machine may be offline, or a server fails, nothing."""
    if seen is None:
        return State.UNKNOWN
    if seen.status and seen.status < 400:
        return State.WORKS
    if seen.status in GONE:
        return State.BROKEN
    if seen.status == 0 and seen.surely and row.tries and _online(now):
        return State.BROKEN  # seen twice, ten minutes apart at least, while others answered
    return State.UNKNOWN


def _online(now: datetime) -> bool:
    """Return whether some server answered lately."""
    return LinkProbe.objects.filter(probed_at__gte=now - ONLINE, status__gt=0).exists()
