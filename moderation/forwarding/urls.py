"""The address at which members pass on approaches, below `/<council>/desk/approaches/`."""

from django.urls import path

from moderation.forwarding import desk

urlpatterns = [path("", desk.PassOn.as_view(), name="approach_pass_on")]
