"""The API of the portal."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API of the portal."""

    name = "portal.api"
    label = "api"
