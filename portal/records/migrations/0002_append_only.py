"""The database itself refuses to rewrite the record; of a snapshot only the text may be erased."""

from django.db import migrations

from portal.records.immutability import append_only, no_truncate_sql, refusal_function

SNAPSHOT_FUNCTION = """
CREATE OR REPLACE FUNCTION records_only_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.text IS NULL AND NEW.title = ''
       AND (NEW.id, NEW.council_id, NEW.at, NEW.status, NEW.object_type, NEW.object_id, NEW.sha256,
            NEW.people_ids, NEW.matter_ids)
         = (OLD.id, OLD.council_id, OLD.at, OLD.status, OLD.object_type, OLD.object_id, OLD.sha256,
            OLD.people_ids, OLD.matter_ids)
       AND (NEW.communication_id, NEW.channel_id, NEW.actor_id)
         IS NOT DISTINCT FROM (OLD.communication_id, OLD.channel_id, OLD.actor_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a snapshot can be erased, never changed' USING ERRCODE = 'restrict_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        refusal_function(),
        append_only("records_ledgerentry"),
        migrations.RunSQL(SNAPSHOT_FUNCTION, "DROP FUNCTION IF EXISTS records_only_erasure()"),
        migrations.RunSQL(
            [
                "CREATE TRIGGER records_snapshot_only_erasure BEFORE UPDATE ON records_snapshot"
                " FOR EACH ROW EXECUTE FUNCTION records_only_erasure()",
                "CREATE TRIGGER records_snapshot_no_delete BEFORE DELETE ON records_snapshot"
                " FOR EACH ROW EXECUTE FUNCTION records_refuse_change()",
                no_truncate_sql("records_snapshot"),
            ],
            [
                "DROP TRIGGER IF EXISTS records_snapshot_no_truncate ON records_snapshot",
                "DROP TRIGGER IF EXISTS records_snapshot_no_delete ON records_snapshot",
                "DROP TRIGGER IF EXISTS records_snapshot_only_erasure ON records_snapshot",
            ],
        ),
    ]
