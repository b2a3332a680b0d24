"""What the council tells in the open about comments, below `/<council>/moderation/`."""

from django.urls import path

from moderation.views import public

urlpatterns = [
    path("", public.in_the_open, name="moderation_open"),
    path("numbers.csv", public.numbers, name="moderation_numbers"),
    path("appeals.csv", public.appeals, name="moderation_appeals"),
    path("taken-down.csv", public.rulings, name="moderation_taken_down_csv"),
    path("taken-down/", public.log, name="moderation_taken_down"),
]
