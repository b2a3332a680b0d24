"""Addresses of packs of evidence on the desk, below `/<council>/desk/moderation/packs/`."""

from django.urls import path

from moderation.packs import desk

urlpatterns = [
    path("", desk.PacksPage.as_view(), name="packs"),
    path("match/", desk.MatchPack.as_view(), name="pack_match"),
    path("of/<int:pk>/", desk.MakePack.as_view(), name="pack_make"),
    path("<int:pk>/", desk.PackPage.as_view(), name="pack"),
    path("<int:pk>/<slug:part>/", desk.TakePack.as_view(), name="pack_take"),
]
