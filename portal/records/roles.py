"""What the web role may do: everything to ordinary tables, only INSERT and SELECT to the record."""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper


def append_only_tables() -> list[str]:
    """Return the tables of all models that declare ``append_only = True``, sorted."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False))


def grant_web_role(connection: BaseDatabaseWrapper, role: str) -> list[str]:
    """Give ``role`` its rights on all tables of ``connection``'s database and return the append-only ones.

    Safe to repeat. Run it as the owner after every migration; a table it has not seen refuses the web role,
    which fails loudly and early.
    """
    tables = append_only_tables()
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for table in tables:
            cursor.execute(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {quoted}"
            )
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {quoted}")
    return tables
