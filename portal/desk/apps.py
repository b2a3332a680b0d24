"""Composed pages of the roof: the desk's home."""

from django.apps import AppConfig
from django.core.checks import register

from portal.desk.checking import FILES, check_files


class DeskConfig(AppConfig):
    """Composed pages of the roof: the desk's home."""

    name = "portal.desk"
    label = "desk"

    def ready(self) -> None:
        """Have `manage.py check --deploy` look at the files."""
        register(check_files, FILES, deploy=True)
