"""Revisions and clearances cannot be rewritten, and a current revision is one of its own communication."""

from django.db import migrations

from portal.records.immutability import append_only


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        append_only("drafts_revision", erasable=("stored",)),
        append_only("drafts_clearance"),
        migrations.RunSQL(
            "ALTER TABLE drafts_communication ADD CONSTRAINT current_revision_is_its_own"
            " FOREIGN KEY (current_revision_id, id) REFERENCES drafts_revision (id, communication_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE drafts_communication DROP CONSTRAINT IF EXISTS current_revision_is_its_own",
        ),
    ]
