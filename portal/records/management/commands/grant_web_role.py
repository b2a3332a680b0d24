"""Give the web role its rights after a migration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from portal.records.roles import grant_web_role


class Command(BaseCommand):
    """``manage.py grant_web_role``: run by the owner after ``migrate --database owner``; safe to repeat."""

    help = "Grant the web role (WEB_ROLE, else the user of DATABASE_URL) its rights; the record stays append-only."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Grant, unless web and owner are one role, in which case only the triggers protect the record."""
        owner = connections["owner"]
        if owner.settings_dict["USER"] == settings.WEB_ROLE:
            self.stdout.write(
                "The web role owns the tables: nothing to grant, the triggers alone guard the record."
            )
            return
        tables = grant_web_role(owner, settings.WEB_ROLE)
        self.stdout.write(f"Granted {settings.WEB_ROLE}; append-only: {', '.join(tables)}")
