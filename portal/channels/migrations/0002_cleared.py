"""A publication carries the clearance of that very revision, and a revision of that very communication."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial"), ("drafts", "0002_immutable")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE channels_publication ADD CONSTRAINT publication_is_cleared"
            " FOREIGN KEY (clearance_id, revision_id) REFERENCES drafts_clearance (id, revision_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE channels_publication DROP CONSTRAINT IF EXISTS publication_is_cleared",
        ),
        migrations.RunSQL(
            "ALTER TABLE channels_publication ADD CONSTRAINT publication_of_its_communication"
            " FOREIGN KEY (revision_id, communication_id) REFERENCES drafts_revision (id, communication_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE channels_publication DROP CONSTRAINT IF EXISTS publication_of_its_communication",
        ),
    ]
