"""The ledger (who did what) and the archive (what was said, as it was said)."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The ledger (who did what) and the archive (what was said, as it was said)."""

    name = "portal.records"
    label = "records"
