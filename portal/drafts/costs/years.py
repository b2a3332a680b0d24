"""The financial year of a council: 1 April to 31 March."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.drafts.content import LONDON

_KEY = re.compile(r"(19|20|21)\d\d")
FIRST, LAST = 1986, 2199


@dataclass(frozen=True)
class Year:
    """The financial year that begins on 1 April of ``begins_in``."""

    begins_in: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.begins_in, 4, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return date(self.begins_in + 1, 3, 31)

    @property
    def before(self) -> "Year | None":
        """Return the year before it, unless there was no such law yet."""
        return Year(self.begins_in - 1) if self.begins_in > FIRST else None

    @property
    def after(self) -> "Year | None":
        """Return the year after it, unless it has not begun."""
        following = Year(self.begins_in + 1)
        return following if following.begins_in <= year_now().begins_in else None

    def __str__(self) -> str:
        return f"{self.begins_in}/{(self.begins_in + 1) % 100:02d}"


def year_of(day: date) -> Year:
    """Return the financial year that ``day`` lies in."""
    return Year(day.year if day >= date(day.year, 4, 1) else day.year - 1)


def year_now() -> Year:
    """Return the financial year of today in London."""
    return year_of(timezone.localdate(timezone=LONDON))


def year_called(key: str) -> Year:
    """Return the year that begins in the year ``key``, such as 2026; the present one for anything else."""
    found = int(key) if _KEY.fullmatch(key) else 0
    return Year(found) if FIRST <= found < LAST else year_now()
