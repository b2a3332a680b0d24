"""What the newsroom's pages and feeds read: a council's items that are public, in a bounded number of queries."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.core.paginator import InvalidPage, Page
from django.db.models import Max, Q, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import goes_to, slugs_with
from portal.channels.models import Channel, NewsItem
from portal.channels.models.newsroom import SEARCHED
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.spec import Kind
from portal.paging import LongList, number_of
from portal.together import Asked, ask_together

PER_PAGE = 20
LONGEST_SEARCH = 200
# A century in which a portal may have published: a year beyond it has no news, and 9999 has no year after it.
_YEAR = re.compile("(?:19|20)[0-9]{2}")


NEWEST = ("-published_at", "-pk")


def shown_kinds() -> list[Kind]:
    """Return the kinds whose items the newsroom shows."""
    return [kind for kind in KINDS.values() if goes_to(kind, Capability.PAGE)]


def council_or_404(slug: str) -> Council:
    """Return the council with this slug; Http404 for one that is not here."""
    return get_object_or_404(Council, slug=slug)


def public_items(council: Council) -> "QuerySet[NewsItem]":
    """Return what readers may see of ``council``: a withdrawn item is there with its note.

    One that was taken down, or whose text was erased when its time was over (portal.channels.erasing), is not.
    """
    return past_embargo(council).filter(taken_down_at__isnull=True).exclude(headline="")


def past_embargo(council: Council) -> "QuerySet[NewsItem]":
    """Return the council's items but those under embargo: the outbox holds them back, and this is the second wall."""
    over = Q(publication__embargo_until__isnull=True) | Q(publication__embargo_until__lte=timezone.now())
    return NewsItem.objects.filter(over, council=council)


def address(council: Council, path: str = "") -> str:
    """Return the absolute address of ``path`` under the council's newsroom."""
    return f"{settings.SITE_URL}/{council.slug}/{path}"


def item_address(council: Council, item: NewsItem) -> str:
    """Return the absolute address of ``item``."""
    return address(council, f"news/{item.slug}/")


def last_change(council: Council) -> datetime:
    """Return when anything in the newsroom last changed, taking down included. One query."""
    found = NewsItem.objects.filter(council=council).aggregate(last=Max("changed_at"))["last"]
    return found or council.created_at


@dataclass(frozen=True)
class Correction:
    """One visible note: what changed, and when."""

    at: datetime
    note: str


def corrections_of(item: NewsItem) -> list[Correction]:
    """Return the item's notes, oldest first."""
    return [Correction(datetime.fromisoformat(row["at"]), row["note"]) for row in item.corrections]


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the front of the newsroom for; what cannot be understood is left out, never an error."""

    words: str = ""
    kind: str = ""
    year: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        """Return what ``query`` asks for."""
        words = " ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
        kind = query.get("kind", "")
        year = query.get("year", "")
        return cls(
            words=words,
            kind=kind if kind in {known.slug for known in shown_kinds()} else "",
            year=int(year) if _YEAR.fullmatch(year) else None,
        )

    @property
    def anything(self) -> bool:
        """Return whether the list is narrowed at all."""
        return bool(self.words or self.kind or self.year)


@dataclass(frozen=True)
class FrontPage:
    """Everything that the front of a newsroom shows."""

    council: Council
    wanted: Wanted
    page: "Page[NewsItem]"
    years: list[int]
    closed: list[str]
    kinds: list[tuple[str, str]] = field(
        default_factory=lambda: [(kind.slug, kind.label) for kind in shown_kinds()]
    )


def front_page(council: Council, query: QueryDict) -> FrontPage:
    """Return the front of the council's newsroom as ``query`` asks for it. Three queries, four beyond LongList's most.

    Who searches reads what was found, the newest first; the front itself begins with what the council pinned. Raises
    Http404 for a page that does not exist.
    """
    wanted = Wanted.read(query)
    rows = public_items(council)
    pinned: list[NewsItem] = []
    if not wanted.anything:
        pinned = list(_shown(rows.filter(pin__isnull=False)).order_by("-pin__pinned_at", *NEWEST))
    others = _narrowed(rows, wanted).exclude(pk__in=[item.pk for item in pinned])
    number = query.get("page", "1")
    years, closed, found = ask_together(_years(council), _closed_messages(council), _number(council, others))
    newest = _shown(others).order_by(*NEWEST)
    pages = LongList(newest, PER_PAGE, number, counted=found[0][0])
    pages.count += len(pinned)
    # A paginator cuts its list and does nothing else with it.
    pages.object_list = _PinnedFirst(pinned, newest)  # type: ignore[assignment]
    try:
        page = pages.page(number)
    except InvalidPage as error:
        raise Http404("There is no such page.") from error
    return FrontPage(council, wanted, page, [year for (year,) in years], [words for (words,) in closed])


def _shown(rows: "QuerySet[NewsItem]") -> "QuerySet[NewsItem]":
    """Return ``rows`` with what the front shows of each, and no more."""
    return rows.select_related("pin").defer("html", "text")


class _PinnedFirst:
    """What is pinned, then all the rest, as a paginator cuts it: the database sorts nothing to put them together."""

    def __init__(self, pinned: "list[NewsItem]", others: "QuerySet[NewsItem]") -> None:
        self._pinned, self._others = pinned, others

    def __len__(self) -> int:
        return len(self._pinned) + self._others.count()

    def __getitem__(self, part: slice) -> "list[NewsItem]":
        start, stop = (max(at - len(self._pinned), 0) for at in (part.start, part.stop))
        return [*self._pinned[part], *self._others[start:stop]]


def _narrowed(rows: "QuerySet[NewsItem]", wanted: Wanted) -> "QuerySet[NewsItem]":
    """Return those of ``rows`` that are ``wanted``."""
    if wanted.words:
        query = SearchQuery(wanted.words, search_type="websearch", config="english")
        rows = rows.annotate(searched=SEARCHED).filter(searched=query)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year:
        start = datetime(wanted.year, 1, 1, tzinfo=LONDON)
        rows = rows.filter(published_at__gte=start, published_at__lt=start.replace(year=wanted.year + 1))
    return rows


def _number(council: Council, rows: "QuerySet[NewsItem]") -> "QuerySet[Any, Any]":
    """Return the question how many ``rows`` there are, counted as number_of() does."""
    asked: QuerySet[Any, Any] = Council.objects.filter(pk=council.pk).annotate(number=number_of(rows))
    return asked.values_list("number")


_SHOWN = "council_id = %s AND taken_down_at IS NULL AND NOT headline = ''"
# One look into the index news_shown for each year, whatever was published in it. What it asks is public_items().
_YEARS = f"""
SELECT year FROM generate_series(
    (SELECT extract(year FROM min(published_at) AT TIME ZONE '{LONDON}')::int FROM channels_newsitem WHERE {_SHOWN}),
    (SELECT extract(year FROM max(published_at) AT TIME ZONE '{LONDON}')::int FROM channels_newsitem WHERE {_SHOWN})
) AS year CROSS JOIN LATERAL (
    SELECT 1 FROM channels_newsitem AS item INNER JOIN channels_publication AS issue ON issue.id = publication_id
    WHERE item.{_SHOWN} AND (embargo_until IS NULL OR embargo_until <= %s)
    AND published_at >= make_timestamptz(year, 1, 1, 0, 0, 0, '{LONDON}')
    AND published_at < make_timestamptz(year + 1, 1, 1, 0, 0, 0, '{LONDON}')
    ORDER BY published_at DESC LIMIT 1
) AS published ORDER BY year DESC
"""  # noqa: S608  the constants above


def _years(council: Council) -> Asked:
    """Return the question in which years the council published anything, newest first."""
    return Asked(_YEARS, [council.pk, council.pk, council.pk, timezone.now()], 1)


def _closed_messages(council: Council) -> "QuerySet[Any, Any]":
    """Return the question what the council says about its closed newsroom channels."""
    rows = Channel.objects.filter(
        council=council, connector__in=slugs_with(Capability.PAGE), is_open=False
    ).order_by("pk")
    return rows.exclude(closed_message="").values_list("closed_message")
