"""Addresses of the forms that anybody answers, below `/<council>/surveys/`."""

from django.urls import path

from portal.channels.surveys.views import public

urlpatterns = [
    path("<slug:slug>/", public.SurveyForm.as_view(), name="survey_form"),
    path("<slug:slug>/form.pdf", public.printed, name="survey_print"),
    path("<slug:slug>/sent/<slug:reference>/", public.sent, name="survey_sent"),
]
