"""Pages of a list, counted in the very query that brings one, or counted no further than somebody reads."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Count, Func, IntegerField, QuerySet, Window
from django.utils.functional import cached_property

MOST_COUNTED = 1_000
"""What is more than this is “over 1,000”: nobody reads more off a tab, and to count on takes longer with each row."""
_LONGEST = 6
"""Digits of a page's number that somebody may mean; of a longer one Django makes what it does of any nonsense."""


_ALL = 10**12
"""Whoever asks for a page by what is no number gets the one that Django gives, the last as often as not."""


def number_of(rows: "QuerySet[Any]", most: int = MOST_COUNTED) -> Func:
    """Return how many ``rows`` there are, for use inside another query: of more than ``most`` one more than that."""
    found = ArraySubquery(rows.order_by().values("pk")[: most + 1])
    return Func(found, function="cardinality", output_field=IntegerField())


class LongList(Paginator):  # type: ignore[type-arg]
    """The pages of a list of any length, of which page ``number`` is asked for.

    Its rows are counted to MOST_COUNTED, or to the end of that page where it lies beyond, and one more: by that one
    it is known that the list goes on. ``count`` is that number, and ``is_longer`` says that there are more.
    """

    def __init__(
        self, rows: "QuerySet[Any]", per_page: int, number: str | None, *, counted: int | None = None
    ) -> None:
        """``counted``: how many there are as number_of() counted them, where that is known already."""
        super().__init__(rows, per_page)
        wanted = _page_of(number)
        self._most = max(MOST_COUNTED, wanted * per_page) if wanted else _ALL
        if counted is not None and (counted <= MOST_COUNTED or self._most == MOST_COUNTED):
            self.count = counted

    @property
    def counts_to(self) -> int:
        """Return how far ``count`` counts the rows; 0 where it is known. Whoever counts so far sets ``count``."""
        return 0 if "count" in vars(self) else self._most + 1

    @cached_property
    def count(self) -> int:
        """Return how many there are as far as they are counted. One query, none where it was known."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[: self._most + 1].count()

    @property
    def is_longer(self) -> bool:
        """Return whether there are more than were counted."""
        return self.count > self._most

    @property
    def full_pages(self) -> int:
        """Return how many pages the counted rows fill, of a list that is longer."""
        return self._most // self.per_page


def _page_of(number: str | None) -> int:
    """Return which page is asked for; 0 for what is no number of one."""
    asked = number or "1"
    return int(asked) if asked.isdecimal() and len(asked) <= _LONGEST else 0


def counted_page(rows: "QuerySet[Any]", per_page: int, number: str | None) -> "Page[Any]":
    """Return page ``number`` of ``rows`` as Paginator.get_page() does, and how many there are: with one query, not two.

    One beyond the last takes two more. For lists of few rows each: the database reads all of them to count.
    """
    paginator = Paginator(rows, per_page)
    wanted = _page_of(number)
    first = (wanted - 1) * per_page
    found = list(rows.annotate(of_all=Window(Count("pk")))[first : first + per_page]) if wanted else []
    if not found:
        return paginator.get_page(number or "1")
    paginator.count = found[0].of_all
    return Page(found, wanted, paginator)
