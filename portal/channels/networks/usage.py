"""What some networks say of their limits in shares of them that are used: Meta's headers of usage."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

FULL = 95
"""Percent: the rest is for those requests that are on their way now (Graph API, Rate Limits)."""
REST = 600.0
"""Seconds to wait where nothing is said: the shares are of one hour that goes with the clock."""
_LONGEST = 86_400.0
_HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_SHARES = ("call_count", "total_time", "total_cputime")
_MINUTES = "estimated_time_to_regain_access"


def rest_of_usage(headers: Mapping[str, str]) -> float | None:
    """Return for how many seconds nothing more may be asked, by what is used up; None where enough is left."""
    found = [rest for name in _HEADERS for told in _told(headers.get(name, "")) if (rest := _rest(told))]
    return max(found, default=None)


def _told(said: str) -> Iterator[Mapping[str, Any]]:
    """Yield each set of shares in a header: one alone, or lists of them by whom they are counted for."""
    try:
        found = json.loads(said) if said else None
    except (ValueError, RecursionError):
        return
    if not isinstance(found, dict):
        return
    yield found
    for rows in found.values():
        yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _rest(told: Mapping[str, Any]) -> float | None:
    minutes = _number(told.get(_MINUTES))
    if minutes > 0:
        return min(minutes * 60, _LONGEST)
    return REST if max(_number(told.get(name)) for name in _SHARES) >= FULL else None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
