"""A hold is released once, never changed or deleted; once it is released its reason may be erased."""

from django.db import migrations, models

from portal.records.immutability import sealed

# Anything but a release is an erasure or refused.
NOT_A_RELEASE = """
    OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
    OR (NEW.council_id, NEW.communication_id, NEW.reason, NEW.placed_by_id, NEW.placed_by_name, NEW.placed_at,
        NEW.erased_at)
       IS DISTINCT FROM
       (OLD.council_id, OLD.communication_id, OLD.reason, OLD.placed_by_id, OLD.placed_by_name, OLD.placed_at,
        OLD.erased_at)
"""
# Taken back, the column that says when a reason was erased goes, and the old constraint wants words again.
WORDS_AGAIN = "UPDATE records_legalhold SET reason = '(erased)' WHERE reason = ''"


class Migration(migrations.Migration):
    dependencies = [("records", "0003_heads_advance")]

    operations = [
        migrations.RemoveConstraint(model_name="legalhold", name="hold_says_why"),
        migrations.RunSQL(migrations.RunSQL.noop, WORDS_AGAIN),
        migrations.AddField(
            model_name="legalhold", name="erased_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("reason", ""), _negated=True), ("erased_at__isnull", True)),
                    models.Q(("erased_at__isnull", False), ("reason", ""), ("released_at__isnull", False)),
                    _connector="OR",
                ),
                name="hold_says_why",
            ),
        ),
        sealed("records_legalhold", once=NOT_A_RELEASE, erasable=("reason",)),
    ]
