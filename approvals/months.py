"""The month of a report, as councils count it: in London."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from portal.drafts.content import LONDON


@dataclass(frozen=True)
class Month:
    """One calendar month in London; ``start`` and ``end`` are its first moment and the first one after it."""

    first: date

    @property
    def start(self) -> datetime:
        """Return the month's first moment."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=LONDON)

    @property
    def after(self) -> "Month":
        """Return the month after it."""
        return Month((self.first.replace(day=1) + timedelta(days=32)).replace(day=1))

    @property
    def before(self) -> "Month":
        """Return the month before it."""
        return Month((self.first.replace(day=1) - timedelta(days=1)).replace(day=1))

    @property
    def end(self) -> datetime:
        """Return the first moment after it."""
        return self.after.start

    @property
    def key(self) -> str:
        """Return 2026-11."""
        return f"{self.first:%Y-%m}"

    def __str__(self) -> str:
        return f"{self.first:%B %Y}"


def month_of(key: str) -> Month:
    """Return the month written as 2026-11, or the current one for anything else."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", key)
    if found is None:
        return Month(timezone.localdate(timezone=LONDON).replace(day=1))
    return Month(date(int(found[1]), int(found[2]), 1))
