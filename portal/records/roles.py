"""What the web role may do: everything to ordinary tables, only INSERT and SELECT to the record."""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper


def append_only_tables() -> dict[str, tuple[str, ...]]:
    """Return the tables of all models that declare ``append_only = True``, each with the columns it may erase."""
    found = [model for model in apps.get_models() if getattr(model, "append_only", False)]
    return {model._meta.db_table: getattr(model, "erasable", ()) for model in found}


def grant_web_role(connection: BaseDatabaseWrapper, role: str) -> list[str]:
    """Give ``role`` its rights on all tables of ``connection``'s database and return the append-only ones.

    Safe to repeat. Run it as the owner after every migration; a table it has not seen refuses the web role,
    which fails loudly and early.
    """
    tables = append_only_tables()
    name = connection.ops.quote_name
    quoted = name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for table, erasable in tables.items():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name(table)} FROM {quoted}")
            if erasable:
                columns = ", ".join(name(column) for column in erasable)
                cursor.execute(f"GRANT UPDATE ({columns}) ON {name(table)} TO {quoted}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {quoted}")
    return sorted(tables)
