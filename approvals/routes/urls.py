"""Addresses of steps, below `/<council>/desk/steps/`."""

from django.urls import path

from approvals.routes.views import AnswerStep

urlpatterns = [path("<int:pk>/", AnswerStep.as_view(), name="route_step")]
