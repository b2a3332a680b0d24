"""Changing what cannot be changed: for tests of what happened long ago, and of what verification finds."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

from tests.makers.threads import WEB_ROLE


@contextmanager
def past_the_triggers(model: type[models.Model]) -> Iterator[None]:
    """Write to one table as its owner, without its triggers: as somebody who broke into the database."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(f"SET ROLE {WEB_ROLE}")
