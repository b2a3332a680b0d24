"""What the council tells in the open about comments, below `/<council>/moderation/`."""

from django.urls import path

from moderation.views import public

urlpatterns = [
    path("", public.in_the_open, name="moderation_open"),
    path("numbers.csv", public.numbers, name="moderation_numbers"),
]
