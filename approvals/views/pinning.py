"""Pinning what is in public to the top of the newsroom, and taking it from there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.channels.pinning import pin, unpin
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible


class PinItem(CouncilView):
    """Pins one item."""

    power = Power.READ_ALL
    post_power = Power.DECIDE

    def get(self, _request: HttpRequest, communication: int) -> HttpResponse:
        """Go to the item's page: the button is there."""
        item = get_visible(self.person, communication)
        return redirect("issued_item", self.council.slug, item.pk)

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Pin it and return to its page."""
        item = get_visible(self.person, communication)
        pin(actor=self.person, communication_id=item.pk)
        messages.success(request, f"“{item}” stands at the top of the newsroom now.")
        return redirect("issued_item", self.council.slug, item.pk)


class UnpinItem(PinItem):
    """Takes one item from the top."""

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Take it from the top and return to its page."""
        item = get_visible(self.person, communication)
        unpin(actor=self.person, communication_id=item.pk)
        messages.success(request, f"“{item}” stands in its order among the news again.")
        return redirect("issued_item", self.council.slug, item.pk)
