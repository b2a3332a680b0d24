"""Reminders of the end of a permission come 30 and 7 days before; those of 14 and 3 days stay as they were taken."""

from django.db import migrations, models

TABLE = "policies_permissionreminder"
NAME = "permission_reminder_step_known"


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0017_items_that_name_a_matter'),
    ]

    operations = [
        migrations.AlterField(
            model_name='permissionreminder',
            name='days',
            field=models.PositiveSmallIntegerField(help_text='Days before the end: one of STEPS.'),
        ),
        # The way back keeps what was taken meanwhile: the old form is asked of new rows alone.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME},"
                    f" ADD CONSTRAINT {NAME} CHECK (days IN (30, 7, 14, 3))",
                    f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME},"
                    f" ADD CONSTRAINT {NAME} CHECK (days IN (14, 3)) NOT VALID",
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name='permissionreminder', name=NAME),
                migrations.AddConstraint(
                    model_name='permissionreminder',
                    constraint=models.CheckConstraint(condition=models.Q(('days__in', (30, 7, 14, 3))), name=NAME),
                ),
            ],
        ),
    ]
