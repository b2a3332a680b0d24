"""The private link to a member's calendar, below `/<council>/calendar/`: a calendar program has no session."""

from django.urls import path

from portal.desk.views.calendar_link import calendar_feed

urlpatterns = [path("<str:token>.ics", calendar_feed, name="calendar_feed")]
