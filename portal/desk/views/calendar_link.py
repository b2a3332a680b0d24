"""The private link to one's calendar: its page, and what a calendar program reads by it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.councils.dates.feeds import calendar_file, span_of_feed
from portal.councils.dates.linking import address_of, link_of, make_link, person_behind, revoke_link
from portal.councils.dates.things import dates_for
from portal.councils.views import CouncilView


class LinkPage(CouncilView):
    """Says what the link is for, shows it to its holder alone, and makes it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        link = link_of(self.person)
        context: dict[str, Any] = {"section": "month", "link": link}
        if link is not None:
            context["address"] = address_of(self.person, link)
        return render(request, "desk/calendar_link.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make a link, in place of the one there was."""
        make_link(actor=self.person)
        messages.success(request, "Your private link is made. A link that you had before opens nothing now.")
        return redirect("calendar_link", self.council.slug)


class RevokeLink(CouncilView):
    """Takes the link away."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it away."""
        revoke_link(actor=self.person)
        messages.success(request, "Your private link is revoked: it opens nothing any more.")
        return redirect("calendar_link", self.council.slug)


@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def calendar_feed(request: HttpRequest, council: str, token: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the dates that the link's holder may read at this moment; 304 where they are the same."""
    person = person_behind(council, token)
    if person is None:
        raise Http404("There is no such calendar.")
    found = dates_for(person, span_of_feed())
    response = calendar_file(f"{person.council.name}: calendar", person.council, found.things)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
