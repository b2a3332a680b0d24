"""The address at which anybody reads where councillors speak for themselves, `/<council>/channels/members/`."""

from django.urls import path

from policies.views import voices

urlpatterns = [path("", voices.voices, name="public_voices")]
