"""The addresses of complaints that anybody may open, below `/<council>/complaints/`."""

from django.urls import path

from moderation.complaints import public

urlpatterns = [
    path("", public.procedure, name="complaints_open"),
    path("make/", public.ComplainHere.as_view(), name="complaint_form"),
    path("status/<str:token>/", public.StatusPage.as_view(), name="complaint_status"),
]
