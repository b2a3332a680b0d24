"""Migration operations that make the database itself refuse to rewrite what has been recorded."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what is recorded stays as it was recorded', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""


def refusal_function() -> migrations.RunSQL:
    """Return the operation that creates the trigger function all append-only tables share."""
    return migrations.RunSQL(_FUNCTION, "DROP FUNCTION IF EXISTS records_refuse_change()")


def append_only(table: str) -> migrations.RunSQL:
    """Return the operation after which ``table`` takes INSERT and nothing else, from any role.

    The TRUNCATE trigger is separate (``table_no_truncate``): the test suite disables just that one, because
    flushing a test database truncates, and has a test of its own that enables it again.
    """
    return migrations.RunSQL(
        [
            (
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()"
            ),
            no_truncate_sql(table),
        ],
        [
            f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        ],
    )


def no_truncate_sql(table: str) -> str:
    """Return the SQL of the trigger that refuses TRUNCATE on ``table``."""
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change()"
    )
