"""Addresses of the desk for members' own records, below `/<council>/desk/incidents/`."""

from django.urls import path

from moderation.trolling import desk

urlpatterns = [
    path("", desk.IncidentsPage.as_view(), name="incidents"),
    path("keep/", desk.KeepIncident.as_view(), name="incident_keep"),
    path("file/<slug:sort>/", desk.TakeFile.as_view(), name="incidents_file"),
    path("<int:pk>/", desk.IncidentPage.as_view(), name="incident"),
    path("<int:pk>/file/", desk.IncidentFile.as_view(), name="incident_file"),
    path("<int:pk>/share/", desk.ShareIncident.as_view(), name="incident_share"),
    path("<int:pk>/take-out/", desk.TakeOut.as_view(), name="incident_take_out"),
    path("<int:pk>/reply/", desk.BeginReply.as_view(), name="incident_reply"),
]
