"""The desk's first page: what needs me now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.councils.views import CouncilView
from portal.desk.agenda import agenda_of


class DeskHome(CouncilView):
    """What needs the person who asks, by what they are to this council."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return render(request, "desk/home.html", {"section": "desk", "agenda": agenda_of(self.person)})
