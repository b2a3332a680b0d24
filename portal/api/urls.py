"""The addresses below `/api/`, which belong to no council: a key says for which one it asks."""

from django.urls import include, path

from portal.api import views
from portal.api.v1.api import api

urlpatterns = [
    path("docs/", views.docs, name="api_docs"),
    path("v1/openapi.json", views.openapi, name="api_openapi"),
    path("v1/", include(api.urls[0])),
    path("v1/<path:path>", views.nothing_here, name="api_nothing"),
]
