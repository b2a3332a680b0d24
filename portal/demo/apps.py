"""The demo councils, loaded only when asked for."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo councils, loaded only when asked for."""

    name = "portal.demo"
    label = "demo"
