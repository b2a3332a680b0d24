"""The page on which any member reads what a channel brings."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from moderation.discussions.standing import Shown
from moderation.feedback.gathering import feedback_of, standing_on
from portal.channels.models import Channel
from portal.councils.people import Person
from portal.councils.powers import MEMBERS, STAFF, Power
from portal.councils.views import CouncilView
from portal.refusals import NotYours

A_PAGE = 50


def require_member(person: Person) -> None:
    """Raise NotYours for who neither sits on the council, works for it nor audits it.

    Source: parish terms of use, list 2.3.
    """
    if person.membership.role not in MEMBERS | STAFF and not person.may(Power.READ_ALL):
        raise NotYours("Members and officers read what a channel brings: ask one of them.")


class ChannelFeedback(CouncilView):
    """What one channel brought in the last year."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it. Six queries beyond those that say who asks, however much came."""
        require_member(self.person)
        channel = get_object_or_404(Channel, council=self.council, pk=pk)
        page = Paginator(standing_on(channel), A_PAGE).get_page(request.GET.get("page"))
        words = {
            "section": "channels",
            "channel": channel,
            "told": feedback_of(channel, timezone.now()),
            "page": page,
            "rows": [Shown(one, None) for one in page],
        }
        return render(request, "moderation/feedback.html", words)
