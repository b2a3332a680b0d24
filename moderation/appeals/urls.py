"""The addresses of appeals that anybody may open, below `/<council>/appeals/`."""

from django.urls import path

from moderation.appeals import public

urlpatterns = [
    path("", public.AppealHere.as_view(), name="appeal_form"),
    path("<slug:reference>/", public.appeal_sent, name="appeal_sent"),
]
