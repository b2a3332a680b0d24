"""Addresses of the desk for what is kept of members who left, below `/<council>/desk/left/`."""

from django.urls import path

from moderation.leaving import desk

urlpatterns = [
    path("", desk.LeftPage.as_view(), name="left"),
    path("<int:pk>/take/", desk.HandOver.as_view(), name="left_take"),
    path("<int:pk>/erase/", desk.EraseLeft.as_view(), name="left_erase"),
]
