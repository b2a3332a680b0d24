"""The database itself refuses to rewrite the record; of a snapshot only the text may be erased."""

from django.db import migrations

from portal.records.immutability import append_only, refusal_functions


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        *refusal_functions(),
        append_only("records_ledgerentry"),
        append_only("records_snapshot", erasable=("title", "text")),
    ]
