"""Messages to the council's own people: which wait, which failed and why, and trying again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portal.channels.notices.retrying import try_again
from portal.channels.notices.showing import shown_notices
from portal.channels.states import Delivering
from portal.councils.powers import Power
from portal.councils.views import CouncilView

PAGE = 30


class NoticesPage(CouncilView):
    """Every message to a member, those that failed first; what they say is on the desk already, so it is not kept."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page."""
        # What goes with a mail of tomorrow morning waits for nothing that anybody could do.
        waits = Q(state__in=[Delivering.PENDING, Delivering.SENDING], due_at__lte=timezone.now())
        place = Case(
            When(state=Delivering.FAILED, then=Value(0)),
            When(waits, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        rows = shown_notices(self.person).select_related("recipient__user")
        page = Paginator(rows.alias(place=place).order_by("place", "-created_at", "-pk"), PAGE).get_page(
            request.GET.get("page")
        )
        return render(request, "channels/desk/notices.html", {"section": "queue", "page": page})


class TryNoticeAgain(CouncilView):
    """Orders another attempt at one message that failed."""

    power = Power.READ_ALL
    post_power = Power.DECIDE

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the list: the button is there."""
        get_object_or_404(shown_notices(self.person), pk=pk)
        return redirect("notices", self.council.slug)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order it; one that moved on refuses."""
        get_object_or_404(shown_notices(self.person), pk=pk)
        notice = try_again(actor=self.person, notice_id=pk)
        messages.success(request, f"Another attempt at the message to {notice.reader_name} is ordered.")
        return redirect("notices", self.council.slug)
