"""The addresses of keys, below `/<council>/desk/api/`."""

from django.urls import path

from portal.api import views

urlpatterns = [
    path("", views.KeysPage.as_view(), name="api_keys"),
    path("make/", views.MakeKey.as_view(), name="api_key_make"),
    path("<int:pk>/revoke/", views.RevokeKey.as_view(), name="api_key_revoke"),
]
