"""The desk for what comes in."""

from django.apps import AppConfig

from moderation.screening.judging.choosing import stand_ready


class ModerationConfig(AppConfig):
    """The desk for what comes in."""

    name = "moderation"
    label = "moderation"

    def ready(self) -> None:
        """Stop a start whose classifier is not there, before anything is judged by it."""
        stand_ready()
