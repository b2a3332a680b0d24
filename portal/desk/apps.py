"""Composed pages of the roof: the desk's home."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Composed pages of the roof: the desk's home."""

    name = "portal.desk"
    label = "desk"
