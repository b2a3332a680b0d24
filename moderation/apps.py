"""The desk for what comes in."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """The desk for what comes in."""

    name = "moderation"
    label = "moderation"
