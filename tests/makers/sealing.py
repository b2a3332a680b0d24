"""Whether the database itself refuses to change a row, whoever asks."""

from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.utils import ProgrammingError


def refused(row: models.Model, **changes: Any) -> bool:
    """Return whether the database refuses to change ``row``, for the owner of its tables too."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    found = []
    for role in ("RESET ROLE", "SET ROLE portal_web"):
        with connection.cursor() as cursor:
            cursor.execute(role)
        try:
            with transaction.atomic():
                rows.update(**changes) if changes else rows._raw_delete(rows.db)
        except (IntegrityError, ProgrammingError):
            found.append(role)
    return len(found) == 2
