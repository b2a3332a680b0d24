"""Making a short post of an item, with the link to its full story."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.channels.shortening import begin_post_of
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible


class ShortenView(CouncilView):
    """Begins a post of an item."""

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Go to the item: the button is there."""
        return redirect("draft", council=self.council.slug, id=get_visible(self.person, id).pk)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Begin it and go there."""
        made = begin_post_of(actor=self.person, communication_id=get_visible(self.person, id).pk)
        messages.success(
            request,
            "This post leads to the full story by its link. Shorten the text for those who read it there.",
        )
        return redirect("draft", council=self.council.slug, id=made.pk)
