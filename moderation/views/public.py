"""What anybody may read of how the council treats comments: the rules, the numbers, what came down and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from moderation.charting import bars
from moderation.clock import in_words
from moderation.complaints.reporting import years_of
from moderation.grounds import Ground, house_rules
from moderation.models import Outcome
from moderation.reporting import (
    appeals_of,
    months_of,
    table_of,
    table_of_appeals,
    table_of_rulings,
    taken_down,
    taken_down_lately,
)
from moderation.tallying import MEASURES, REFERRALS, REPLIES
from portal.channels.public.items import council_or_404
from portal.councils.templatetags.words import month
from portal.paging import LongList
from portal.spreadsheets import csv_file

LOGGED = 100
"""Rulings on a page."""
_AT_ONCE = 500
"""Rulings that are read from the database at once for a file."""
revalidated = cache_control(no_cache=True)


@require_safe
@revalidated
def in_the_open(request: HttpRequest, council: str) -> HttpResponse:
    """Show rules, numbers by month and the log of what came down, without a word or a name of anybody."""
    found = council_or_404(council)
    months = months_of(found.pk, timezone.now())
    in_order = list(reversed(months))
    context = {
        "council": found,
        "received": bars([(month(one.begins)[:3], one.received) for one in in_order]),
        "down": bars([(month(one.begins)[:3], one.taken_down) for one in in_order]),
        "section": "comments",
        "rules": house_rules(found.pk),
        "clock": in_words(found.pk),
        "months": months,
        "appeals": appeals_of(found.pk),
        "years": years_of(found.pk),
        "log": LongList(taken_down(found.pk), LOGGED, None).page(1),
        "outcomes": Outcome.labels,
        "grounds": Ground.labels,
        "answers": [*REPLIES.values(), *MEASURES.values()],
        "referrals": list(REFERRALS.values()),
    }
    return render(request, "moderation/public/open.html", context)


@require_safe
@revalidated
def log(request: HttpRequest, council: str) -> HttpResponse:
    """Show one page of the whole log of what came down."""
    found = council_or_404(council)
    number = request.GET.get("page")
    page = LongList(taken_down(found.pk), LOGGED, number).get_page(number)
    context = {"council": found, "section": "comments", "page": page}
    return render(request, "moderation/public/taken_down.html", context)


@require_safe
@revalidated
def numbers(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001  a file is the same for everybody
    """Answer with the numbers by month as a table for a spreadsheet."""
    found = council_or_404(council)
    months = months_of(found.pk, timezone.now())
    return csv_file(f"{found.slug}-comments.csv", table_of(months))


@require_safe
@revalidated
def appeals(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001  a file is the same for everybody
    """Answer with the appeals by month and how they ended as a table for a spreadsheet."""
    found = council_or_404(council)
    return csv_file(f"{found.slug}-appeals.csv", table_of_appeals(found.pk))


@require_safe
@revalidated
def rulings(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001  a file is the same for everybody
    """Answer with all that came down in the months of numbers() as a table for a spreadsheet."""
    found = council_or_404(council)
    rows = taken_down_lately(found.pk, timezone.now()).iterator(_AT_ONCE)
    return csv_file(f"{found.slug}-taken-down.csv", table_of_rulings(rows))
