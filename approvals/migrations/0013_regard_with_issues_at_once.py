"""Answers to the publicity code hang on the decision of the urgent path as well: a review or a clearance, one of them."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "approvals_regardanswer"

# The way back: before this, no answer could stand without a review. What was answered stays in the ledger (with its
# hash) and in the archive; the table itself refuses a deletion, from anybody, unless its trigger is put aside.
WITHOUT_A_REVIEW = [
    f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_no_delete",
    f"DELETE FROM {TABLE} WHERE review_id IS NULL",
    "SET CONSTRAINTS ALL IMMEDIATE",
    f"ALTER TABLE {TABLE} ENABLE TRIGGER {TABLE}_no_delete",
]


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0012_consulted_in_periods'),
        ('drafts', '0010_items_named_with_their_council'),
    ]

    operations = [
        migrations.AlterField(
            model_name='regardanswer',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='regard', to='approvals.review'),
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", WITHOUT_A_REVIEW),
        migrations.AddField(
            model_name='regardanswer',
            name='clearance',
            field=models.ForeignKey(blank=True, help_text='Of an issue at once, which no review decided.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='regard', to='drafts.clearance'),
        ),
        migrations.AddConstraint(
            model_name='regardanswer',
            constraint=models.UniqueConstraint(fields=('clearance', 'principle'), name='a_principle_once_per_issue_at_once'),
        ),
        migrations.AddConstraint(
            model_name='regardanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clearance__isnull', True), ('review__isnull', False)), models.Q(('clearance__isnull', False), ('review__isnull', True)), _connector='OR'), name='regard_with_one_decision'),
        ),
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT regard_to_the_revision_cleared"
            " FOREIGN KEY (clearance_id, revision_id) REFERENCES drafts_clearance (id, revision_id)",
            f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS regard_to_the_revision_cleared",
        ),
    ]
