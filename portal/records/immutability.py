"""Migration operations that make the database itself refuse to rewrite what has been recorded."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

_REFUSE = """
CREATE OR REPLACE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what is recorded stays as it was recorded', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""

# The trigger's arguments are the columns that hold personal text. An update passes only if it erases them (NULL,
# or '' where the column is never NULL) and sets erased_at, once, and leaves every other column as it was.
_ERASE = """
CREATE OR REPLACE FUNCTION records_only_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    erasable text[] := TG_ARGV[0]::text[];
    name text;
BEGIN
    IF before ->> 'erased_at' IS NULL AND after ->> 'erased_at' IS NOT NULL
       AND (before - erasable - 'erased_at') = (after - erasable - 'erased_at') THEN
        FOREACH name IN ARRAY erasable LOOP
            IF COALESCE(after ->> name, '') <> '' THEN
                RAISE EXCEPTION '% keeps its text in %', TG_TABLE_NAME, name USING ERRCODE = 'restrict_violation';
            END IF;
        END LOOP;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a row of % can be erased, never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

# An emptied list counts as erased as well as an emptied text.
_ERASE_LISTS = _ERASE.replace("<> ''", "NOT IN ('', '[]')")

# A head is created empty, and moves only to the entry that ends its chain: record() writes the entries first.
_ADVANCE = """
CREATE OR REPLACE FUNCTION records_head_advances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.count = 0 AND NEW.hash = '' THEN
            RETURN NEW;
        END IF;
    ELSIF NEW.council_id = OLD.council_id AND NEW.count > OLD.count
        AND EXISTS (SELECT FROM records_ledgerentry WHERE council_id = OLD.council_id
                    AND number = OLD.count + 1 AND previous_hash = OLD.hash)
        AND EXISTS (SELECT FROM records_ledgerentry WHERE council_id = OLD.council_id
                    AND number = NEW.count AND hash = NEW.hash)
        AND NOT EXISTS (SELECT FROM records_ledgerentry WHERE council_id = OLD.council_id
                        AND number > NEW.count) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the head of a ledger only advances, to the last entry that was written'
        USING ERRCODE = 'restrict_violation';
END $$
"""


def refusal_functions() -> list[migrations.RunSQL]:
    """Return the operations that create the trigger functions all append-only tables share."""
    return [
        migrations.RunSQL(_REFUSE, "DROP FUNCTION IF EXISTS records_refuse_change()"),
        migrations.RunSQL(_ERASE, "DROP FUNCTION IF EXISTS records_only_erasure()"),
    ]


def append_only(table: str, erasable: Sequence[str] = ()) -> migrations.RunSQL:
    """Return the operation after which ``table`` takes INSERT and nothing else, from any role.

    ``erasable`` names the text columns that retention may empty (together with ``erased_at``), and nothing more.
    The TRUNCATE trigger is separate (``{table}_no_truncate``): the test suite disables just that one, because
    flushing a test database truncates, and has a test of its own that enables it again.
    """
    forward: list[Any] = [
        (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()"
        ),
        (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change()"
        ),
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION "
        + (f"records_only_erasure('{{{','.join(erasable)}}}')" if erasable else "records_refuse_change()"),
    ]
    names = ("no_change", "no_truncate", "no_delete")
    return migrations.RunSQL(forward, [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in names])


def erasable_as_well(table: str, erasable: Sequence[str]) -> migrations.RunSQL:
    """Return the operation after which an append-only ``table`` may be erased: ``erasable`` with ``erased_at``."""
    drop = f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}"
    make = f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION "
    return migrations.RunSQL(
        [drop, make + f"records_only_erasure('{{{','.join(erasable)}}}')"],
        [drop, make + "records_refuse_change()"],
    )


def lists_are_erasable() -> migrations.RunSQL:
    """Return the operation after which an erasure may empty a JSON list, not a text only."""
    return migrations.RunSQL(_ERASE_LISTS, _ERASE)


def sealed(table: str, *, once: str, erasable: Sequence[str]) -> migrations.RunSQL:
    """Return the operation after which a row of ``table`` is never deleted, and once ``once`` holds never changed.

    ``once`` is SQL over OLD and NEW; what it lets pass may change, anything else only be erased: ``erasable`` emptied
    together with ``erased_at``.
    """
    forward: list[Any] = [
        (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()"
        ),
        (
            f"CREATE TRIGGER {table}_sealed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({once})"
            f" EXECUTE FUNCTION records_only_erasure('{{{','.join(erasable)}}}')"
        ),
    ]
    return migrations.RunSQL(
        forward, [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in ("sealed", "no_delete")]
    )


def heads_advance() -> list[migrations.RunSQL]:
    """Return the operations after which the head of a ledger can only move on with its chain."""
    table = "records_ledgerhead"
    forward: list[Any] = [
        (
            f"CREATE TRIGGER {table}_advances BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION records_head_advances()"
        ),
        (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()"
        ),
    ]
    names = ("no_delete", "advances")
    return [
        migrations.RunSQL(_ADVANCE, "DROP FUNCTION IF EXISTS records_head_advances()"),
        migrations.RunSQL(forward, [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in names]),
    ]
