"""Agreed positions: "what I may say" for members, kept by the clerk."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from policies.forms.positions import PositionForm
from policies.meetings.agreeing import current_positions, end_position, enter_position, replace_position
from policies.models import Position
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView

PAGE = 25


class PositionsPage(CouncilView):
    """What the council thinks, as members may repeat it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the positions that hold, or with ``?ended=1`` those that did."""
        ended = request.GET.get("ended") == "1"
        rows = current_positions(self.council.pk)
        if ended:
            past = Position.objects.filter(council=self.council, ended_on__lte=timezone.localdate())
            rows = past.select_related("replaced_by").order_by("-ended_on", "-pk")
        page = Paginator(rows.select_related("item__meeting"), PAGE).get_page(request.GET.get("page"))
        words = {"section": "positions", "page": page, "ended": ended}
        return render(request, "policies/positions_list.html", words)


class EnterPosition(CouncilFormView):
    """Enters what was agreed."""

    power = Power.DECIDE
    section = "positions"
    heading = "Enter an agreed position"
    lead = "Members read it under “What I may say”, with its minute."
    button = "Enter the position"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the open items of the council's meetings."""
        return PositionForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        made = enter_position(actor=self.person, agreed=form.agreed())  # type: ignore[attr-defined]
        return f"“{made.title}” is what members may say now."

    def next_address(self) -> str:
        """Return the list."""
        return reverse("positions", args=[self.council.slug])


class ActOnPosition(EnterPosition):
    """A form about one position of this council that was not ended; any other does not exist."""

    position: Position

    def prepare(self, **kwargs: Any) -> None:
        """Find it or raise Http404."""
        rows = Position.objects.filter(council=self.council, ended_on__isnull=True)
        found = rows.filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.position = found

    def words(self) -> dict[str, Any]:
        """Say which it is about."""
        return {"eyebrow": f"{self.position.title}, {self.position.minute_reference}"}


class ReplacePosition(ActOnPosition):
    """Puts another in its place."""

    heading = "Replace this position"
    lead = "The position as it stood is kept, with the day on which it ended."
    button = "Replace it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with the words that hold."""
        return PositionForm(data, council=self.council, replaces=self.position)

    def act(self, form: forms.Form) -> str:
        """Replace it."""
        agreed = form.agreed()  # type: ignore[attr-defined]
        made = replace_position(actor=self.person, position_id=self.position.pk, agreed=agreed)
        return f"“{made.title}” is what members may say now."


class EndPosition(ReasonedFormView, ActOnPosition):
    """Ends it."""

    heading = "End this position?"
    lead = "From today members no longer find it under “What I may say”. It is kept."
    button = "End it"
    danger = True

    def act_because(self, reason: str) -> str:
        """End it."""
        end_position(actor=self.person, position_id=self.position.pk, reason=reason)
        return f"“{self.position.title}” has ended."
