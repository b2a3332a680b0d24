"""One migration taken back and done again on a database that holds rows, in the test's own transaction as the owner.

Only that one: what came after it stays, so that such a test costs as much next year as today. That all of them can be
taken back, over rows and in their order, is for tests/house/test_migrations.py.
"""

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def as_owner() -> MigrationExecutor:
    """Take the owner's role until the test ends, and return what carries out migrations."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while rows wait to be checked
    return MigrationExecutor(connection)


def taken_back(app: str, name: str) -> Apps:
    """Take back the migration ``name`` of ``app``; return the models as they were before it."""
    executor = as_owner()
    executor.migrate([], plan=[(executor.loader.get_migration(app, name), True)])
    apps: Apps = executor.loader.project_state((app, name), at_end=False).apps
    return apps


def done_again(app: str, name: str) -> None:
    """Do the migration ``name`` of ``app`` again, from the models as they were before it."""
    executor = as_owner()
    before = executor.loader.project_state((app, name), at_end=False)
    executor.migrate([], plan=[(executor.loader.get_migration(app, name), False)], state=before)
