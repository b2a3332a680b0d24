"""Official channels, the outbox, the connectors and the public newsroom."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class ChannelsConfig(AppConfig):
    """Official channels, the outbox, the connectors and the public newsroom."""

    name = "portal.channels"
    label = "channels"

    def ready(self) -> None:
        """Look at start whether the observers of deliveries are there.

        Raises ImproperlyConfigured, naming the setting: at the first delivery it would be too late.
        """
        for path in settings.DELIVERY_OBSERVERS:
            try:
                known = callable(import_string(path))
            except ImportError:
                known = False
            if not known:
                raise ImproperlyConfigured(f"DELIVERY_OBSERVERS names {path}, and there is no such function.")
