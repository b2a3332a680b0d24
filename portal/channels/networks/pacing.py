"""Whose turn it is to ask a network: what all workers know together of its limits and its faults, in PostgreSQL.

A row per host and account keeps the back-off after faults that this account met, and one per host that of all, which
begins where two councils met them: one council's address or post that makes a server fail holds up nobody else. Another
row per host and account keeps what the network itself counts, and one for each of its endpoints where it counts those
apart. They are read under their locks in a short transaction of their
own, before a request and after it, never during it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.channels.connectors.base import Paced
from portal.channels.models import Channel, HostPace
from portal.channels.networks.usage import rest_of_usage
from portal.written import Written

LONGEST = 86_400.0
"""Seconds that any network is believed when it asks for peace: a day."""
FIRST_REST = 2.0
"""Seconds after the first fault; each further one in a row doubles them, up to LONGEST_REST."""
LONGEST_REST = 600.0
BESIDE = timedelta(minutes=15)
"""Two councils that met faults of a host within this time: it is the host."""
_FAULTS = "at fault"
"""What stands in the place of an endpoint where faults are counted."""
UNSAID = 60.0
"""Seconds after a 429 that does not say how long."""
_NOT_IMPLEMENTED = 501
"""The host is well: it only does not do this one thing (RFC 9110, 15.6.2)."""
_MOST = 1_000_000
_EPOCH = 1_000_000_000
"""Numbers beyond this are moments, not seconds to wait (the networks send either)."""
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")


@dataclass(frozen=True)
class Pace:
    """Who is asked, and for whom: the host as in the address, and the channel's own key there.

    ``endpoint``: what of it, where the network counts each apart: an answer about one says nothing of the others.
    """

    host: str
    account: str
    endpoint: str = ""

    @property
    def counted(self) -> str:
        """Return under what name the network's own count is kept."""
        return f"{self.account} {self.endpoint}"[:60] if self.endpoint else self.account

    @property
    def faulted(self) -> str:
        """Return under what name the faults that this account met are kept."""
        return f"{self.account} {_FAULTS}"


@transaction.atomic
def take_turn(pace: Pace) -> bool:
    """Take one request from what the network lets this account ask. Raises Paced where it must wait for its turn.

    Returns whether it was at fault the last time, for this account or for all, which an answer then ends.
    """
    now = timezone.now()
    found = [_Known(*row) for row in _TURNS.rows(pace.host, pace.counted, pace.faulted)]
    wait = max((_wait(row, now) for row in found), default=0.0)
    if wait > 0:
        raise Paced(
            f"{pace.host} wants to be left in peace for a while. This waits for its turn.",
            wait * _jitter() + 1,
        )
    for row in found:
        if row.remaining is not None and row.counts_anew_at is not None and row.counts_anew_at > now:
            HostPace.objects.filter(pk=row.pk).update(remaining=F("remaining") - 1, changed_at=now)
    return any(row.faults for row in found)


def note_answer(pace: Pace, status: int, headers: Mapping[str, str], *, at_fault: bool = True) -> None:
    """Note what an answer says of limits, and whether the host is well: a 5xx is a fault of the host.

    ``at_fault``: what take_turn() said of the host.
    """
    now = timezone.now()
    if status >= 500 and status != _NOT_IMPLEMENTED:
        note_fault(pace)
    elif at_fault:
        rows = HostPace.objects.filter(host=pace.host, account__in=["", pace.faulted], faults__gt=0)
        rows.update(faults=0, rests_until=None, changed_at=now)
    rest = rest_asked_for(status, headers, now)
    if rest is None:
        rest = rest_of_usage(headers)
    remaining, anew = _counted(headers, now)
    if rest is None and remaining is None:
        return
    with transaction.atomic():
        row = _locked(pace.host, pace.counted)
        if rest is not None:
            row.rests_until = now + timedelta(seconds=rest)
        if remaining is not None and anew is not None:
            row.remaining, row.counts_anew_at = _fewer(row, remaining, anew), anew
        row.changed_at = now
        row.save(update_fields=["rests_until", "remaining", "counts_anew_at", "changed_at"])


def note_fault(pace: Pace) -> None:
    """Let this account leave the host in peace for a while that doubles with each fault in a row; all, where another
    council met one too of late. One fault beside another is the same.
    """
    _leave_in_peace(pace.host, pace.faulted)
    if _others_met(pace):
        _leave_in_peace(pace.host, "")


def _others_met(pace: Pace) -> bool:
    """Return whether another council than the account's met faults of the host of late. Two queries at most."""
    late = HostPace.objects.filter(
        host=pace.host, account__endswith=f" {_FAULTS}", faults__gt=0, changed_at__gt=timezone.now() - BESIDE
    )
    met = {name.removesuffix(f" {_FAULTS}") for name in late.values_list("account", flat=True)} | {
        pace.account
    }
    if len(met) == 1:
        return False
    channels = Channel.objects.filter(pk__in=[int(one) for one in met if one.isdecimal()])
    councils = {str(pk): council for pk, council in channels.values_list("pk", "council_id")}
    return len({councils.get(one, one) for one in met}) > 1


@transaction.atomic
def _leave_in_peace(host: str, account: str) -> None:
    row, now = _locked(host, account), timezone.now()
    if row.rests_until is not None and row.rests_until > now:
        return
    row.faults = min(row.faults + 1, 20)
    rest = min(FIRST_REST * 2 ** (row.faults - 1), LONGEST_REST) * _jitter()
    row.changed_at, row.rests_until = now, now + timedelta(seconds=rest)
    row.save(update_fields=["faults", "changed_at", "rests_until"])


def rest_asked_for(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds the answer wants no more requests; None where it does not ask for peace.

    429 (RFC 6585) and 503 (RFC 9110, 15.6.4) say so in Retry-After; without it the reset of the limit stands in.
    """
    if status not in {429, 503}:
        return None
    said = _seconds(headers.get("retry-after", ""), now)
    if said is None and status == 429:
        said = next((found for name in _RESET if (found := _seconds(headers.get(name, ""), now))), UNSAID)
    return said


@dataclass(frozen=True)
class _Known:
    """What one row says, as it is read to find out whose turn it is."""

    pk: int
    rests_until: datetime | None
    faults: int
    remaining: int | None
    counts_anew_at: datetime | None


_TURNS = Written(
    lambda host, counted, faulted: (
        HostPace.objects.select_for_update()
        .filter(Q(account="") | Q(account=counted) | Q(account=faulted), host=host)
        .order_by("account")
        .values_list("pk", "rests_until", "faults", "remaining", "counts_anew_at")
    ),
    str,
    str,
    str,
)


def _wait(row: _Known, now: datetime) -> float:
    """Return for how many seconds nothing may be asked under ``row``."""
    ends = [row.rests_until] if row.rests_until else []
    if row.remaining == 0 and row.counts_anew_at is not None:
        ends.append(row.counts_anew_at)
    return max((end - now).total_seconds() for end in ends) if ends else 0.0


def _locked(host: str, account: str) -> HostPace:
    HostPace.objects.get_or_create(host=host, account=account)
    return HostPace.objects.select_for_update().get(host=host, account=account)


def _fewer(row: HostPace, remaining: int, anew: datetime) -> int:
    """Return the smaller count of the same window: answers overtake each other, and others have taken their turns."""
    same = row.counts_anew_at is not None and abs((row.counts_anew_at - anew).total_seconds()) < 2
    return min(row.remaining, remaining) if same and row.remaining is not None else remaining


def _counted(headers: Mapping[str, str], now: datetime) -> tuple[int | None, datetime | None]:
    """Return how many requests the network still grants, and until when; (None, None) where it does not say both."""
    remaining = next((headers[name].strip() for name in _REMAINING if name in headers), "")
    seconds = next((found for name in _RESET if (found := _seconds(headers.get(name, ""), now))), None)
    if not remaining.isdecimal() or len(remaining) > 9 or not seconds:
        return None, None
    return min(int(remaining), _MOST), now + timedelta(seconds=seconds)


def _seconds(said: str, now: datetime) -> float | None:
    """Return what a header says, in seconds from now: a number of them, a moment in seconds, or a date; else None."""
    said = said.strip()
    if said.replace(".", "", 1).isdecimal() and len(said) <= 20:
        number = float(said)
        return _bounded(number - now.timestamp() if number > _EPOCH else number)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(said)
        except (ValueError, TypeError, OverflowError):
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return _bounded((aware - now).total_seconds())
    return None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST)


def _jitter() -> float:
    return 0.8 + 0.4 * secrets.randbelow(1000) / 1000
