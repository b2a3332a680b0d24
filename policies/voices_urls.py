"""The address at which anybody reads where the council speaks, below `/<council>/where-we-speak/`."""

from django.urls import path

from policies.views import voices

urlpatterns = [path("", voices.voices, name="public_voices")]
