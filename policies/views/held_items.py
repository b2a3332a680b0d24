"""Items that a matter stops: the holding reply in their place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from policies.matters.replying import say_holding_reply
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible


class HoldingReply(CouncilView):
    """Puts the holding reply in place of a draft on a flagged matter."""

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, communication: int) -> HttpResponse:
        """Go to the draft: the button is there."""
        return redirect("draft", self.council.slug, get_visible(self.person, communication).pk)

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Put it there, and go back to the draft."""
        item = get_visible(self.person, communication)
        say_holding_reply(actor=self.person, communication_id=item.pk)
        messages.success(request, "The holding reply stands in place of your text. Read it, then submit it.")
        return redirect("draft", self.council.slug, item.pk)
