"""Communications from the first word to the clearance of one exact revision."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Communications from the first word to the clearance of one exact revision."""

    name = "portal.drafts"
    label = "drafts"
