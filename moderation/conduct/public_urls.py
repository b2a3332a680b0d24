"""The addresses at which anybody reports a breach, below `/<council>/conduct/`."""

from django.urls import path

from moderation.conduct import public

urlpatterns = [
    path("", public.ReportHere.as_view(), name="conduct_form"),
    path("<slug:reference>/", public.report_sent, name="conduct_sent"),
]
