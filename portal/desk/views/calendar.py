"""The editorial calendar's page: reading only, by GET alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.councils.views import CouncilView
from portal.desk.calendar import calendar_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CalendarPage(CouncilView):
    """What is to go out, what went out, and what the council has to keep in mind: by month, as table or list."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the month that is asked for."""
        shown = calendar_of(self.person, request.GET)
        context = {"section": "month", "shown": shown, "asked": shown.asked, "weekdays": WEEKDAYS}
        return render(request, "desk/calendar.html", {**context, "page": shown.page})
