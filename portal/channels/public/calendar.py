"""The council's public calendar: meetings that were announced, and the days that issued notices concern."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.channels.public.items import council_or_404
from portal.councils.dates.feeds import calendar_file, span_of_feed
from portal.councils.dates.things import dates_in_public


@require_safe
@cache_control(public=True, no_cache=True)
@conditional_page
def public_calendar(request: HttpRequest, council: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the calendar; 304 where nothing in it changed."""
    found = council_or_404(council)
    things = dates_in_public(found, span_of_feed()).things
    return calendar_file(f"{found.name}: meetings and events", found, things)
