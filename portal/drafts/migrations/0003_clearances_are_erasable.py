"""Retention may erase why something was cleared, once; nothing else of a clearance ever changes."""

from django.db import migrations, models

from portal.records.immutability import erasable_as_well

# Taken back, the column that says when a reason was erased goes, and the old constraint wants words again.
WORDS_AGAIN = [
    "ALTER TABLE drafts_clearance DISABLE TRIGGER drafts_clearance_no_change",
    "UPDATE drafts_clearance SET reason = '(erased)' WHERE urgent AND reason = ''",
    "ALTER TABLE drafts_clearance ENABLE TRIGGER drafts_clearance_no_change",
]


class Migration(migrations.Migration):
    dependencies = [("drafts", "0002_immutable"), ("records", "0003_heads_advance")]

    operations = [
        migrations.RemoveConstraint(model_name="clearance", name="urgent_clearance_says_why"),
        migrations.RunSQL(migrations.RunSQL.noop, WORDS_AGAIN),
        migrations.AddField(
            model_name="clearance", name="erased_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("urgent", False),
                    models.Q(("reason", ""), _negated=True),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="urgent_clearance_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at__isnull", True), ("reason", ""), _connector="OR"),
                name="clearance_reason_or_erasure",
            ),
        ),
        erasable_as_well("drafts_clearance", ("reason",)),
    ]
