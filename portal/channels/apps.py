"""Official channels, the outbox, the connectors and the public newsroom."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Official channels, the outbox, the connectors and the public newsroom."""

    name = "portal.channels"
    label = "channels"
